// One pass over the rows pairs each lock with its unlock. Knows no picture.
#include "tracer/timeline_holds.h"

#include <algorithm>
#include <numeric>

namespace coutil::tracer {
namespace {

// For items sorted by key: where each key's items begin, one entry more than there are keys.
template <typename Items, typename Key>
std::vector<std::size_t> group_begins(const Items& items, std::size_t key_count, Key key) {
  std::vector<std::size_t> begins(key_count + 1, 0);
  for (const auto& item : items) ++begins[key(item) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  return begins;
}

}  // namespace

Holds::Holds(const TraceModel& model) {
  constexpr std::size_t kFree = ~std::size_t{0};
  std::vector<std::size_t> open(model.objects().size(), kFree);  // by object: its hold that lasts
  const std::uint32_t count = model.event_count();
  for (std::uint32_t event = 0; event < count; ++event) {
    const Kind kind = model.kind(event);
    if (kind != Kind::kLock && kind != Kind::kUnlock) continue;
    const std::uint32_t object = model.object(event);
    const std::uint32_t coroutine = model.coroutine(event);
    if (object == kNone || coroutine == kNone) continue;
    // A second lock without an unlock is a defective trace: the first hold ends there.
    if (open[object] != kFree) holds_[open[object]].end = event;
    open[object] = kFree;
    if (kind == Kind::kUnlock) continue;
    open[object] = holds_.size();
    holds_.push_back({coroutine, object, event, count});
  }
  std::stable_sort(holds_.begin(), holds_.end(),
                   [](const Hold& a, const Hold& b) { return a.coroutine < b.coroutine; });
  lane_begin_ =
      group_begins(holds_, model.coroutines().size(), [](const Hold& hold) { return hold.coroutine; });
  for (std::size_t i = 0; i < holds_.size(); ++i) {
    const bool goes_on = i > 0 && holds_[i - 1].coroutine == holds_[i].coroutine;
    reach_.push_back(goes_on ? std::max(reach_.back(), holds_[i].end) : holds_[i].end);
  }
  by_object_.resize(holds_.size());
  std::iota(by_object_.begin(), by_object_.end(), 0U);
  std::sort(by_object_.begin(), by_object_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::pair(holds_[a].object, holds_[a].begin) < std::pair(holds_[b].object, holds_[b].begin);
  });
  object_begin_ = group_begins(by_object_, model.objects().size(),
                               [this](std::uint32_t index) { return holds_[index].object; });
}

std::size_t Holds::memory_bytes() const {
  return holds_.size() * sizeof(Hold) + by_object_.size() * sizeof(std::uint32_t) +
         (lane_begin_.size() + object_begin_.size()) * sizeof(std::size_t);
}

std::span<const Hold> Holds::of(std::uint32_t coroutine) const {
  if (coroutine + std::size_t{1} >= lane_begin_.size()) return {};
  return {holds_.data() + lane_begin_[coroutine], lane_begin_[coroutine + 1] - lane_begin_[coroutine]};
}

std::span<const Hold> Holds::between(std::uint32_t coroutine, std::uint32_t from, std::uint32_t to) const {
  const auto all = of(coroutine);
  const auto reach = std::span(reach_).subspan(all.empty() ? 0 : lane_begin_[coroutine], all.size());
  const auto first = std::lower_bound(reach.begin(), reach.end(), from) - reach.begin();
  const auto last = std::partition_point(all.begin() + first, all.end(),
                                         [to](const Hold& hold) { return hold.begin < to; });
  return {all.begin() + first, last};
}

std::uint32_t Holds::owner_after(std::uint32_t object, std::uint32_t event) const {
  if (object + std::size_t{1} >= object_begin_.size()) return kNone;
  const auto first = by_object_.begin() + static_cast<std::ptrdiff_t>(object_begin_[object]);
  const auto last = by_object_.begin() + static_cast<std::ptrdiff_t>(object_begin_[object + 1]);
  const auto next = std::upper_bound(first, last, event, [this](std::uint32_t value, std::uint32_t index) {
    return value < holds_[index].begin;
  });
  if (next == first) return kNone;
  const Hold& hold = holds_[*(next - 1)];
  return event < hold.end ? hold.coroutine : kNone;
}

}  // namespace coutil::tracer
