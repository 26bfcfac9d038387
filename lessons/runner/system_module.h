// What the runner's Lua needs of the machine: folders, files, the terminal, the clock, runs in child
// processes, the lanes of a trace. The logic of lessons is Lua, in this folder's *.lua.
#pragma once

#include "lessons/runner/learn.h"

struct lua_State;

namespace coutil::lessons {

/// Pushes the table of functions.
int push_system_module(lua_State* L, RunProgram run);

}  // namespace coutil::lessons
