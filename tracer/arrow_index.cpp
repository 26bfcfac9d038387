// Two counting sorts, by the waking and then by the woken lane, keep the order of the rows within each pair.
#include "tracer/arrow_index.h"

#include <numeric>
#include <utility>

namespace coutil::tracer {
namespace {

// The order in which `count` items stand when sorted by key, stable; `before` is the order that they had.
template <typename Key>
std::vector<std::uint32_t> sorted_by(const std::vector<std::uint32_t>& before, std::size_t key_count,
                                     Key key) {
  std::vector<std::uint32_t> next(key_count + 1, 0), after(before.size());
  for (const std::uint32_t item : before) ++next[key(item) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (const std::uint32_t item : before) after[next[key(item)]++] = item;
  return after;
}

}  // namespace

ArrowIndex::ArrowIndex(const Lanes& lanes) : lane_begin_(lanes.lanes().size() + 1, 0) {
  const TraceModel& model = lanes.model();
  const auto arrows = lanes.arrows();
  const std::size_t count = lanes.lanes().size();
  const auto from = [&](std::uint32_t i) { return model.coroutine(arrows[i].emit); };
  const auto to = [&](std::uint32_t i) { return model.coroutine(arrows[i].wake); };
  std::vector<std::uint32_t> order;
  order.reserve(lanes.emit_arrow_count());
  for (std::uint32_t i = 0; i < arrows.size(); ++i) {
    if (arrows[i].emit == kNone) continue;
    if (from(i) < count && to(i) < count && from(i) != to(i)) order.push_back(i);
  }
  order = sorted_by(sorted_by(order, count, from), count, to);
  wakes_.reserve(order.size());
  std::pair<std::uint32_t, std::uint32_t> last{kNone, kNone};
  for (const std::uint32_t i : order) {
    const std::pair ends{to(i), from(i)};
    if (ends != last) {
      pairs_.push_back({ends.second, static_cast<std::uint32_t>(wakes_.size())});
      ++lane_begin_[ends.first + 1];
      last = ends;
    }
    wakes_.push_back(arrows[i].wake);
  }
  pairs_.push_back({kNone, static_cast<std::uint32_t>(wakes_.size())});
  pairs_.shrink_to_fit();
  std::partial_sum(lane_begin_.begin(), lane_begin_.end(), lane_begin_.begin());
}

}  // namespace coutil::tracer
