// The functions of the module `memory`, as Lua calls them. Internal to engine/memory; what each one takes and
// raises is on the manual's page.
#pragma once

#include "engine/lua.h"

namespace coutil {

/// The functions of memory_pack.cpp.
int memory_pack(lua_State* L);
int memory_unpack(lua_State* L);

/// Sets ==, <, <=, .., tostring, # and the end of a to-be-closed variable, in the metatable on top of the
/// stack.
void set_memory_operators(lua_State* L);

/// The functions that operators share.
int memory_len(lua_State* L);
int memory_tostring(lua_State* L);

}  // namespace coutil
