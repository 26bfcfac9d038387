// Every run that somebody other than the scheduler caused is a stretch of its resumer. Knows no picture.
#include "tracer/timeline_nesting.h"

#include <algorithm>
#include <numeric>

namespace coutil::tracer {
namespace {

// Calls `visit(resumer, resuming)` for each.
template <typename Visit>
void for_each_resuming(const Lanes& lanes, Visit visit) {
  const TraceModel& model = lanes.model();
  const std::size_t count = lanes.lanes().size();
  for (std::uint32_t lane = 0; lane < count; ++lane) {
    for (const Span& span : lanes.spans(lane)) {
      if (span.state != State::kRunning || model.kind(span.begin) != Kind::kRun) continue;
      const std::uint32_t by = model.by(span.begin);
      if (by < count && by != lane) visit(by, Resuming{span.begin, span.end, lane});
    }
  }
}

}  // namespace

Nesting::Nesting(const Lanes& lanes) : lane_begin_(lanes.lanes().size() + 1, 0) {
  for_each_resuming(lanes, [this](std::uint32_t by, const Resuming&) { ++lane_begin_[by + 1]; });
  std::partial_sum(lane_begin_.begin(), lane_begin_.end(), lane_begin_.begin());
  resumings_.resize(lane_begin_.back());
  std::vector<std::size_t> next(lane_begin_.begin(), lane_begin_.end() - 1);
  for_each_resuming(lanes,
                    [&](std::uint32_t by, const Resuming& resuming) { resumings_[next[by]++] = resuming; });
  for (std::size_t lane = 0; lane + 1 < lane_begin_.size(); ++lane) {
    std::sort(resumings_.begin() + static_cast<std::ptrdiff_t>(lane_begin_[lane]),
              resumings_.begin() + static_cast<std::ptrdiff_t>(lane_begin_[lane + 1]),
              [](const Resuming& a, const Resuming& b) { return a.begin < b.begin; });
  }
}

std::span<const Resuming> Nesting::between(std::uint32_t lane, std::uint32_t from, std::uint32_t to) const {
  if (lane + std::size_t{1} >= lane_begin_.size()) return {};
  const std::span<const Resuming> all(resumings_.data() + lane_begin_[lane],
                                      lane_begin_[lane + 1] - lane_begin_[lane]);
  const auto first = std::lower_bound(all.begin(), all.end(), from,
                                      [](const Resuming& item, std::uint32_t row) { return item.end < row; });
  const auto last = std::upper_bound(
      first, all.end(), to, [](std::uint32_t row, const Resuming& item) { return row < item.begin; });
  return {first, last};
}

}  // namespace coutil::tracer
