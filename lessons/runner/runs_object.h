// ChildRuns as an object of Lua's.
#pragma once

#include "lessons/runner/learn.h"

struct lua_State;

namespace coutil::lessons {

/// Pushes the function runs (requests [, at_once]): requests are tables with the fields of RunRequest. It
/// returns an object: next () gives the next request's result, a table, nil after the last; close () ends
/// those that still run, as does the end of a `local runs <close>`.
void push_runs_function(lua_State* L, RunProgram run);

}  // namespace coutil::lessons
