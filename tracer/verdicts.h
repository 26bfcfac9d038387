// What a trace says went wrong: stuck sentences, errors, and who was left waiting. Knows words, no pictures.
#pragma once

#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// Indices of the coroutines that the trace's `stuck` lines name, sorted.
std::vector<uint32_t> stuck_coroutines(const TraceModel& model);

// One sentence each: "stuck at 1.2 ms: ...", "error in x at 3 ms: ...", "left waiting: x for y since ...".
// At most a handful; the last one counts what is not listed.
std::vector<std::string> verdicts(const Lanes& lanes);

// How much time the trace spans: "in 1.2 ms", "at one instant".
std::string format_extent(const TraceModel& model);

}  // namespace coutil::tracer
