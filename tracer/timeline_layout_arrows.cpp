// Arrows from emits to wakes, bundled where they lie too close to tell apart; and dots for emits.
// Knows no ImGui.
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kBundleWidth = 14;      // pixels of the design within which arrows are drawn as one, at least
constexpr int kMostDoublings = 7;       // of that width, until there are few enough
constexpr std::size_t kFewArrows = 60;  // lines that an eye can follow
constexpr std::size_t kMostArrows =
    200'000;  // looked at in a frame; beyond it every second, third, ... counts
constexpr std::uint32_t kMostRows = 20'000;  // of which emits are drawn one by one

struct BundleKey {
  std::uint32_t from, to;
  std::int64_t column;
  bool operator==(const BundleKey&) const = default;
};
struct BundleHash {
  std::size_t operator()(const BundleKey& key) const {
    const std::uint64_t lanes = (std::uint64_t{key.from} << 32) | key.to;
    return (lanes * 0x9E3779B97F4A7C15ULL) ^ (static_cast<std::uint64_t>(key.column) * 0xC2B2AE3D27D4EB4FULL);
  }
};
struct Bundle {
  Arrow first;
  std::uint32_t count;
};
using Bundles = std::unordered_map<BundleKey, Bundle, BundleHash>;

ArrowLine make_arrow(const TimelineInput& input, const BundleKey& key, const Bundle& bundle) {
  const float half = input.style.box_height / 2;
  const float direction = key.to > key.from ? 1.0F : -1.0F;
  ArrowLine line{};
  line.first = bundle.first;
  line.from = key.from;
  line.to = key.to;
  line.from_x = mark_x(input, bundle.first.emit);
  line.from_y = box_middle(input, key.from) + direction * half;
  line.to_x = row_x(input, bundle.first.wake);
  line.to_y = box_middle(input, key.to) - direction * half;
  line.count = bundle.count;
  return line;
}

// The arrows in sight. The columns are cells of the axis, not of the window, so that bundles keep together
// while the picture is panned.
Bundles collect(const TimelineInput& input, const VisibleLanes& visible) {
  const TraceModel& model = input.lanes->model();
  const VisibleRange range = visible_range(input);
  const auto arrows = input.lanes->arrows_between(input.axis, range.from, range.to);
  const std::size_t stride = arrows.size() / kMostArrows + 1;
  const double cell = kBundleWidth * input.style.scale * input.scale.per_pixel;
  Bundles bundles;
  for (std::size_t i = 0; i < arrows.size(); i += stride) {
    const Arrow& arrow = arrows[i];
    if (arrow.emit == kNone) continue;
    const std::uint32_t from = model.coroutine(arrow.emit);
    const std::uint32_t to = model.coroutine(arrow.wake);
    if (from == kNone || to == kNone || from == to) continue;
    if (visible.order->row_of(from) == kNone || visible.order->row_of(to) == kNone) continue;
    if (!visible.contains(from) && !visible.contains(to)) continue;
    const auto position = static_cast<double>(input.lanes->position(input.axis, arrow.wake));
    const BundleKey key{from, to, static_cast<std::int64_t>(std::floor(position / cell))};
    bundles.try_emplace(key, Bundle{arrow, 0}).first->second.count += static_cast<std::uint32_t>(stride);
  }
  return bundles;
}

// The same arrows in columns of twice the width.
Bundles coarser(const Bundles& bundles) {
  Bundles wider;
  for (const auto& [key, bundle] : bundles) {
    Bundle& into =
        wider.try_emplace({key.from, key.to, key.column >> 1}, Bundle{bundle.first, 0}).first->second;
    into.count += bundle.count;
    if (bundle.first.wake < into.first.wake) into.first = bundle.first;
  }
  return wider;
}

// Bundles of one column stand side by side in the part of it that the trace fills, upright.
void spread(const TimelineInput& input, double column_width, const std::vector<BundleKey>& keys,
            TimelineFrame& frame) {
  const double low = std::max(static_cast<double>(input.lanes->axis_begin(input.axis)), input.scale.start);
  const double high = std::min(static_cast<double>(input.lanes->axis_end(input.axis)), input.scale.end());
  for (std::size_t begin = 0; begin < keys.size();) {
    std::size_t end = begin;
    while (end < keys.size() && keys[end].column == keys[begin].column) ++end;
    const double left = std::max(static_cast<double>(keys[begin].column) * column_width, low);
    const double right = std::min(static_cast<double>(keys[begin].column + 1) * column_width, high);
    for (std::size_t i = begin; i < end; ++i) {
      const double part = (static_cast<double>(i - begin) + 0.5) / static_cast<double>(end - begin);
      const double x = input.scale.to_pixel(left + part * (right - left));
      frame.arrows[i].from_x = frame.arrows[i].to_x = static_cast<float>(x);
    }
    begin = end;
  }
}

}  // namespace

void add_arrows(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  Bundles bundles = collect(input, visible);
  if (bundles.size() > kFewArrows) {
    std::erase_if(bundles, [&](const auto& item) {
      return !visible.contains(item.first.from) || !visible.contains(item.first.to);
    });
  }
  int doublings = 0;
  while (bundles.size() > kFewArrows && doublings < kMostDoublings) {
    bundles = coarser(bundles);
    ++doublings;
  }
  std::vector<BundleKey> keys;
  for (const auto& item : bundles) keys.push_back(item.first);
  std::sort(keys.begin(), keys.end(), [](const BundleKey& a, const BundleKey& b) {
    return std::tie(a.column, a.from, a.to) < std::tie(b.column, b.from, b.to);
  });
  for (const BundleKey& key : keys) frame.arrows.push_back(make_arrow(input, key, bundles.at(key)));
  if (doublings == 0) return;
  const double cell = kBundleWidth * input.style.scale * input.scale.per_pixel;
  spread(input, cell * std::exp2(doublings), keys, frame);
}

void add_dots(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  const VisibleRange range = visible_range(input);
  const bool by_order = input.axis == Axis::kOrder;
  const std::int64_t last_row = model.event_count();
  const std::int64_t begin =
      by_order ? std::clamp<std::int64_t>(range.from, 0, last_row) : model.first_at_or_after(range.from);
  const std::int64_t end =
      by_order ? std::clamp<std::int64_t>(range.to, 0, last_row) : model.first_after(range.to);
  if (end - begin > kMostRows) return;
  for (auto event = static_cast<std::uint32_t>(begin); event < end; ++event) {
    if (model.kind(event) != Kind::kEmit) continue;
    const std::uint32_t lane = model.coroutine(event);
    if (!visible.contains(lane)) continue;
    const float top = lane_top(input, lane) + input.style.box_top;
    frame.dots.push_back(
        {lane, event, mark_x(input, event), top, model.waiters(event) > 0 || model.stored(event)});
  }
  // A dot sits where its arrows leave the box.
  std::unordered_map<std::uint32_t, float> leaving;
  for (const ArrowLine& arrow : frame.arrows) leaving.emplace(arrow.first.emit, arrow.from_y);
  for (EmitDot& dot : frame.dots) {
    if (const auto found = leaving.find(dot.event); found != leaving.end()) dot.y = found->second;
  }
}

}  // namespace coutil::tracer::layout
