// Report: what the engine tells people - errors of coroutines, who is stuck, who is left waiting - and the
// board as a table. Texts are made on the Lua stack; those that may run out of memory are called protected.
#pragma once

#include "engine/engine.h"

namespace coutil {

/// The error that ended `coroutine`, whose error object is on top of its stack: runs its pending to-be-closed
/// variables, traces it, then prints it or hands it to the program's handler. Raises nothing.
void report_error(lua_State* L, Engine& engine, Coroutine* coroutine);

/// The same without print and handler: the program's own coroutine.resume, or with `closes` the function of
/// its coroutine.wrap, gets the error.
void trace_error(lua_State* L, Engine& engine, Coroutine* coroutine, bool closes);

/// Pushes the message of the error at `error` that ended what runs on `thread`, and its traceback: two
/// strings.
void push_failure(lua_State* L, lua_State* thread, int error);

/// Pushes "philosopher 3 (coroutine 4)", or "coroutine 4".
void push_coroutine_label(lua_State* L, Engine& engine, Coroutine* coroutine);

/// Pushes what and where the coroutine waits: "waits since 1.2 ms at dining.lua:31 for mutex "fork 4"".
void push_wait(lua_State* L, Engine& engine, Coroutine* coroutine);

/// Pushes a time in a unit that reads well: "1.2 ms".
void push_time(lua_State* L, TimeNs time_ns);

/// Writes the string on top of the stack as lines of the report, and pops it.
void write_report(lua_State* L, Engine& engine);

/// Pushes the board as a table (see coutil.trace.dump).
void push_board(lua_State* L, Engine& engine);

/// Pushes the board as text.
void push_board_text(lua_State* L, Engine& engine);

/// Calls `function(context)` protected, with the collector stopped and the coroutines listed for
/// CoroutineTable::first_after. Returns Lua's status; the error or the `results` are on the stack.
int call_with_list(lua_State* L, Engine& engine, lua_CFunction function, void* context, int results);

/// The same without results. An error of it is written to the report. Raises nothing.
void call_protected(lua_State* L, Engine& engine, lua_CFunction function, void* context);

}  // namespace coutil
