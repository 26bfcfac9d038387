// The scenario's file: run once, in a Lua state of its own in the arena, before the world begins. Its
// functions are called later on the loop's stack.
#pragma once

#include <string>

namespace coutil {

struct SimRun;

/// Returns what is wrong, with the file and the line; empty when nothing.
std::string run_scenario_file(SimRun& run);

}  // namespace coutil
