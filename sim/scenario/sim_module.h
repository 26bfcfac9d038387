// The module coutil.sim: a scenario's face to Lua, for scenario files and for simulated programs. What its
// functions do is in the manual's page.
#pragma once

#include "sim/lua_api.h"

namespace coutil::sim {

class Process;
class Scenario;

/// Pushes the module's table, as a function for package.preload does; returns 1. `process` is null in the
/// state of the scenario's file. Call it in each state that may use it, once. Raises Lua errors of memory.
int open_sim_module(lua_State* L, Scenario& scenario, Process* process);

}  // namespace coutil::sim
