// The modules' tables: each file of a module gives the functions that `require` finds there. Internal.
#pragma once

#include "engine/lua.h"

namespace coutil {

/// Lists of functions, ended by an empty entry; all get the upvalues of kModuleUpvalues.
extern const luaL_Reg kEventFunctions[];
extern const luaL_Reg kQueuedFunctions[];
extern const luaL_Reg kMutexFunctions[];
extern const luaL_Reg kPromiseFunctions[];
extern const luaL_Reg kSpawnFunctions[];
extern const luaL_Reg kSystemFunctions[];
extern const luaL_Reg kTraceFunctions[];

/// Puts ours in the place of coroutine.close: nobody else tells that a waiting coroutine is gone.
void watch_close(lua_State* L);

/// Puts ours in the place of coroutine.create, resume and wrap. Once for a state.
void watch_coroutine_library(lua_State* L);

/// The program's handler of errors (a function or nil), taken from or left on top of the stack.
void set_error_handler(lua_State* L);
void push_error_handler(lua_State* L);

}  // namespace coutil
