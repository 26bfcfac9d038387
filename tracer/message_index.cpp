// Looks each deliver's and drop's id up among the sends.
#include "tracer/message_index.h"

#include <algorithm>
#include <numeric>
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
  sort_by_pair(model);
}

void MessageIndex::sort_by_pair(const TraceModel& model) {
  const auto pair_of = [&](std::uint32_t place) {
    const Message& message = messages_[place];
    const bool lost = model.kind(message.end) == Kind::kDrop;
    return std::pair(model.coroutine(message.send), lost ? kNone : model.coroutine(message.end));
  };
  by_pair_.resize(messages_.size());
  std::iota(by_pair_.begin(), by_pair_.end(), 0U);
  std::stable_sort(by_pair_.begin(), by_pair_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return pair_of(a) < pair_of(b); });
  for (std::uint32_t i = 0; i < by_pair_.size(); ++i) {
    const auto [from, to] = pair_of(by_pair_[i]);
    if (pairs_.empty() || pairs_.back().from != from || pairs_.back().to != to)
      pairs_.push_back({from, to, i});
  }
  pairs_.push_back({kNone, kNone, static_cast<std::uint32_t>(by_pair_.size())});
}

}  // namespace coutil::tracer
