// Every run that somebody other than the scheduler caused is a stretch of its resumer. Knows no picture.
#include "tracer/timeline_nesting.h"

#include <algorithm>
#include <numeric>

namespace coutil::tracer {
Nesting::Nesting(const Lanes& lanes) : lane_begin_(lanes.lanes().size() + 1, 0) {
  const TraceModel& model = lanes.model();
  const std::size_t count = lanes.lanes().size();
  struct Found {
    std::uint32_t by;
    Resuming resuming;
  };
  std::vector<Found> found;
  // Row by row, with a place in each lane that moves along: neither rows nor spans are looked up.
  std::vector<std::uint32_t> next_span(count, 0);
  for (std::uint32_t row = 0; row < model.event_count(); ++row) {
    if (model.kind(row) != Kind::kRun) continue;
    const std::uint32_t lane = model.coroutine(row), by = model.by(row);
    if (lane >= count || by >= count || by == lane) continue;
    const std::span<const Span> spans = lanes.spans(lane);
    std::uint32_t& at = next_span[lane];
    while (at < spans.size() && spans[at].begin < row) ++at;
    if (at == spans.size() || spans[at].begin != row || spans[at].state != State::kRunning) continue;
    found.push_back({by, {row, spans[at].end, lane}});
    ++lane_begin_[by + 1];
  }
  std::partial_sum(lane_begin_.begin(), lane_begin_.end(), lane_begin_.begin());
  resumings_.resize(found.size());
  std::vector<std::size_t> next(lane_begin_.begin(), lane_begin_.end() - 1);
  for (const Found& one : found) resumings_[next[one.by]++] = one.resuming;
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
