// What a line of the trace costs, for `coutil bench`. Must not know where the lines go.
#pragma once

#include <cstdint>

#include "engine/trace_output.h"

namespace coutil {

struct TraceCost {
  double ns_a_line = 0;  // formatting and handing over, without reading a clock or looking up a place
  double bytes_a_line = 0;
};

/// Records `rounds` rounds of what one wake-up writes (await, emit, wake, run) and finishes the output. Times
/// are the thread's processor time, so that other programs matter less.
TraceCost measure_trace_cost(TraceOutput& output, std::int64_t rounds);

}  // namespace coutil
