// How a wait reads to people: who waits since when and where for what, who holds that, and for what they
// wait. Knows words and the wait graph, no picture.
#pragma once

#include <string>

#include "tracer/wait_graph.h"

namespace coutil::tracer {

// "philosopher 3 waits since 1.2 ms at dining.lua:31 for fork 4, held by philosopher 4, which waits for fork
// 5, held by philosopher 5, which ended without unlocking it: it can never go on". Without a full stop. Of a
// wait for several: who holds each of them. Empty for a coroutine that does not wait.
std::string wait_chain(const TraceModel& model, const WaitGraph& graph, uint32_t coroutine);

// The same as far as the first owner: "philosopher 3 waits since 1.2 ms at dining.lua:31 for fork 4, held by
// philosopher 4".
std::string wait_line(const TraceModel& model, const WaitGraph& graph, uint32_t coroutine);

// "philosopher 1 holds fork 1 and waits for fork 2; philosopher 2 holds fork 2 and waits for fork 1": the
// cycle of the graph, empty for none.
std::string cycle_text(const TraceModel& model, const WaitGraph& graph);

// ", which ended without unlocking it" and the like, for an owner in a final state.
std::string ended_owner(State state);

}  // namespace coutil::tracer
