// One counting sort of the marks by lane and place.
#include "tracer/mark_index.h"

#include <numeric>

namespace coutil::tracer {

MarkIndex::MarkIndex(const Lanes& lanes) : lane_count_(lanes.lanes().size()), begin_(lane_count_ * 2 + 3, 0) {
  const auto marks = lanes.marks();
  const auto is_listed = [](const Mark& mark) {
    return mark.kind != MarkKind::kError && mark.kind != MarkKind::kStuck;
  };
  const auto list = [&](const Mark& mark) {
    return list_of(lanes.model().coroutine(mark.event), is_of_socket(mark.kind));
  };
  std::size_t listed = 0;
  for (const Mark& mark : marks) {
    if (!is_listed(mark)) continue;
    ++begin_[list(mark) + 1];
    ++listed;
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  marks_.resize(listed);
  for (std::uint32_t i = 0; i < marks.size(); ++i) {
    if (is_listed(marks[i])) marks_[next[list(marks[i])]++] = i;
    const MarkKind kind = marks[i].kind;
    if (!is_listed(marks[i]) || kind == MarkKind::kFault || kind == MarkKind::kSignal)
      landmarks_.push_back(i);
  }
}

}  // namespace coutil::tracer
