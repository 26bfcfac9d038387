// Percentiles are of the values themselves, not of the buckets.
#include "tracer/wake_latencies.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace coutil::tracer {
namespace {

int64_t percentile(std::vector<int64_t>& values, uint64_t hundredths) {
  if (values.empty()) return 0;
  const std::size_t reached = (values.size() * hundredths + 99) / 100;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(reached, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

std::size_t latency_bucket(int64_t latency) {
  if (latency <= 0) return 0;
  return std::min<std::size_t>(std::bit_width(static_cast<uint64_t>(latency)), kLatencyBuckets - 1);
}

int64_t bucket_begin(std::size_t bucket) { return bucket == 0 ? 0 : int64_t{1} << (bucket - 1); }

LatencyFacts wake_latencies(const Lanes& lanes, Axis axis) {
  const TraceModel& model = lanes.model();
  LatencyFacts facts;
  std::vector<int64_t> values;
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    for (const Span& span : lanes.spans(lane)) {
      if (span.state != State::kReady || span.end >= model.event_count()) continue;
      if (model.kind(span.end) != Kind::kRun) continue;
      const int64_t latency = lanes.position(axis, span.end) - lanes.position(axis, span.begin);
      values.push_back(latency);
      facts.buckets[latency_bucket(latency)]++;
      if (facts.longest_event != kNone && latency <= facts.longest) continue;
      facts.longest = latency;
      facts.longest_event = span.begin;
    }
  }
  facts.count = values.size();
  facts.median = percentile(values, 50);
  facts.p90 = percentile(values, 90);
  facts.p99 = percentile(values, 99);
  return facts;
}

}  // namespace coutil::tracer
