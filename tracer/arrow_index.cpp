// Two counting sorts, by the waking and then by the woken lane, keep the order of the rows within each pair.
#include "tracer/arrow_index.h"

#include <memory>
#include <numeric>

namespace coutil::tracer {
namespace {

struct Waking {
  std::uint32_t from, to;  // lanes
  std::uint32_t wake;      // row
};

// A stable sort by `lane`.
void sort_by(std::uint32_t Waking::*lane, std::size_t lane_count, std::size_t count,
             std::unique_ptr<Waking[]>& wakings) {
  std::vector<std::uint32_t> next(lane_count + 1, 0);
  auto sorted = std::make_unique_for_overwrite<Waking[]>(count);
  for (std::size_t i = 0; i < count; ++i) ++next[wakings[i].*lane + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (std::size_t i = 0; i < count; ++i) sorted[next[wakings[i].*lane]++] = wakings[i];
  wakings = std::move(sorted);
}

}  // namespace

ArrowIndex::ArrowIndex(const Lanes& lanes) : lane_begin_(lanes.lanes().size() + 1, 0) {
  const TraceModel& model = lanes.model();
  const std::size_t lane_count = lanes.lanes().size();
  auto wakings = std::make_unique_for_overwrite<Waking[]>(lanes.emit_arrow_count());
  std::size_t count = 0;
  for (const Arrow& arrow : lanes.arrows()) {
    if (arrow.emit == kNone) continue;
    const std::uint32_t from = model.coroutine(arrow.emit), to = model.coroutine(arrow.wake);
    if (from < lane_count && to < lane_count && from != to) wakings[count++] = {from, to, arrow.wake};
  }
  sort_by(&Waking::from, lane_count, count, wakings);
  sort_by(&Waking::to, lane_count, count, wakings);
  wakes_.reserve(count);
  const Waking* last = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const Waking& waking = wakings[i];
    if (last == nullptr || last->from != waking.from || last->to != waking.to) {
      pairs_.push_back({waking.from, static_cast<std::uint32_t>(wakes_.size())});
      ++lane_begin_[waking.to + 1];
    }
    last = &waking;
    wakes_.push_back(waking.wake);
  }
  pairs_.push_back({kNone, static_cast<std::uint32_t>(wakes_.size())});
  pairs_.shrink_to_fit();
  std::partial_sum(lane_begin_.begin(), lane_begin_.end(), lane_begin_.begin());
}

}  // namespace coutil::tracer
