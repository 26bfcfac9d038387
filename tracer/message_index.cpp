// Looks each deliver's and drop's id up among the sends.
#include "tracer/message_index.h"

#include <algorithm>
#include <utility>

namespace coutil::tracer {

MessageIndex::MessageIndex(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  std::vector<std::pair<std::int64_t, std::uint32_t>> sends;  // id and row
  for (const Mark& mark : lanes.marks()) {
    if (mark.kind == MarkKind::kSend) sends.emplace_back(model.message(mark.event), mark.event);
  }
  std::sort(sends.begin(), sends.end());
  for (const Mark& mark : lanes.marks()) {
    if (mark.kind != MarkKind::kDeliver && mark.kind != MarkKind::kDrop) continue;
    // The last send of that id before it: an id may come again only in a defective trace.
    const auto after =
        std::upper_bound(sends.begin(), sends.end(), std::pair(model.message(mark.event), mark.event));
    if (after == sends.begin() || (after - 1)->first != model.message(mark.event)) continue;
    messages_.push_back({(after - 1)->second, mark.event});
  }
  std::sort(messages_.begin(), messages_.end(), [](const Message& a, const Message& b) {
    return std::pair(a.send, a.end) < std::pair(b.send, b.end);
  });
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (i % kBlock == 0) latest_end_.push_back(0);
    latest_end_.back() = std::max(latest_end_.back(), messages_[i].end);
  }
}

}  // namespace coutil::tracer
