// How long coroutines that were woken had to wait for their turn, over a whole trace. Knows no picture.
#pragma once

#include <cstdint>

#include "tracer/lane.h"

namespace coutil::tracer {

// From a wake (or a resume by hand of one that waited) to the run. Percentiles by nearest rank: p90 is the
// smallest of the latencies that at least 90 of 100 do not exceed.
struct WakeLatencies {
  size_t count = 0;
  int64_t p50_ns = 0, p90_ns = 0, p99_ns = 0, longest_ns = 0;
};

WakeLatencies wake_latencies(const Lanes& lanes);

}  // namespace coutil::tracer
