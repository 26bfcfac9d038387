// Collects the stretches in which coroutines were ready and then ran. Knows no picture.
#include "tracer/wake_latency.h"

#include <algorithm>
#include <vector>

namespace coutil::tracer {

WakeLatencies wake_latencies(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  std::vector<int64_t> all;
  for (const Lane& lane : lanes.lanes()) {
    for (const Span& span : lanes.spans(lane.coroutine)) {
      const bool ran =
          span.state == State::kReady && span.end < model.event_count() && model.kind(span.end) == Kind::kRun;
      if (ran) all.push_back(model.time_ns(span.end) - model.time_ns(span.begin));
    }
  }
  WakeLatencies out;
  out.count = all.size();
  if (all.empty()) return out;
  auto begin = all.begin();
  const auto rank = [&](size_t percent) {
    const auto nth = all.begin() + static_cast<std::ptrdiff_t>((all.size() * percent + 99) / 100 - 1);
    std::nth_element(begin, nth, all.end());
    begin = nth;
    return *nth;
  };
  out.p50_ns = rank(50);
  out.p90_ns = rank(90);
  out.p99_ns = rank(99);
  out.longest_ns = *std::max_element(begin, all.end());
  return out;
}

}  // namespace coutil::tracer
