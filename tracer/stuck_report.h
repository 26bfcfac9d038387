// Who can't go on at one row of a trace and why, and who else waits, as text and as JSON. Knows words and the
// wait graph, no picture.
#pragma once

#include <string>

#include "tracer/wait_graph.h"

namespace coutil::tracer {

// Lines, the last with its newline: who is stuck, the circle, the step at which it closed; who else waits.
std::string stuck_text(const TraceModel& model, const WaitGraph& graph);

// One JSON object without a newline: row and time, `stuck` and `waiting` (coroutines with what they wait for,
// who owns it, since when, from which line), `cycle`, `closed_at`.
std::string stuck_json(const TraceModel& model, const WaitGraph& graph);

}  // namespace coutil::tracer
