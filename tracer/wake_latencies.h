// How long those who were woken waited for their turn, from the wake to the run: a histogram in doubling
// steps, and percentiles. By time and by rows, since in virtual time waking takes none. Knows no picture.
#pragma once

#include <array>
#include <cstdint>

#include "tracer/lane.h"

namespace coutil::tracer {

// Bucket 0: nothing at all; bucket i: from 2^(i-1) to less than 2^i units.
inline constexpr std::size_t kLatencyBuckets = 64;
std::size_t latency_bucket(int64_t latency);
int64_t bucket_begin(std::size_t bucket);  // its least value

struct LatencyFacts {
  uint64_t count = 0;
  std::array<uint64_t, kLatencyBuckets> buckets{};
  // By nearest rank: p90 is the least of the values that at least 90 of 100 do not exceed.
  int64_t median = 0, p90 = 0, p99 = 0, longest = 0;
  uint32_t longest_event = kNone;  // the wake
};

// Of all lanes, in units of the axis (nanoseconds, or rows). From a wake, or a resume by hand of one that
// waited, to the run; only where the run is in the trace.
LatencyFacts wake_latencies(const Lanes& lanes, Axis axis);

}  // namespace coutil::tracer
