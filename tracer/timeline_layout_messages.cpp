// Messages as slanted lines from where they were sent to where they arrived, those that lie close together as
// one, and over the lanes of struck hosts the stretches in which they were. Knows no ImGui.
#include <algorithm>
#include <tuple>

#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kBundleWidth = 8;             // pixels of the design within which messages are drawn as one
constexpr std::size_t kMostScanned = 60'000;  // messages in sight; more are counted by the index,
constexpr int kCountedDoublings = 3;          // in bundles that much wider
constexpr std::size_t kFewLines = 80;         // that an eye can follow; until then the bundles widen,
constexpr int kMostDoublings = 6;             // at most so often,
constexpr std::size_t kMostLines = 200;       // and of more than those the heaviest are drawn
constexpr std::size_t kMostBands = 200;       // of faults

struct Bundle {
  std::uint32_t from_row, to_row;  // to_row: kNone for one that was lost
  std::int64_t cell;
  Message first;
  std::uint32_t count;

  auto key() const { return std::tie(from_row, to_row, cell); }
};

MessageLine make_line(const TimelineInput& input, const Bundle& bundle) {
  const TraceModel& model = input.lanes->model();
  MessageLine line{};
  line.first = bundle.first;
  line.count = bundle.count;
  line.from = model.coroutine(bundle.first.send);
  line.to = model.coroutine(bundle.first.end);
  line.lost = bundle.to_row == kNone;
  line.from_x = mark_x(input, bundle.first.send);
  line.to_x = mark_x(input, bundle.first.end);
  const auto half = [&](std::uint32_t row) {
    return input.order->rows()[row].is_group ? 0 : input.style.box_height / 2;
  };
  const bool down = line.lost || bundle.to_row > bundle.from_row;
  const float direction = down ? 1.0F : -1.0F;
  line.from_y = row_middle(input, bundle.from_row) + direction * half(bundle.from_row);
  if (line.lost) {
    line.to_y = line.from_y + input.style.lane_height * 0.6F;
    line.why = model.text(bundle.first.end, "why");
  } else {
    line.to_y = row_middle(input, bundle.to_row) - direction * half(bundle.to_row);
  }
  return line;
}

std::int64_t cell_width(const TimelineInput& input) {
  const double least = std::clamp(kBundleWidth * input.style.scale * input.scale.per_pixel, 1.0, 1e17);
  return std::int64_t{1} << static_cast<int>(std::ceil(std::log2(least)));
}

// The messages of which an end is in sight, by cells of the axis in which they were sent.
std::vector<Bundle> collect(const TimelineInput& input, const VisibleLanes& visible, bool& too_many) {
  const TraceModel& model = input.lanes->model();
  const VisibleRange range = visible_range(input);
  const std::int64_t width = cell_width(input);
  std::vector<Bundle> bundles;
  std::size_t seen = 0;
  too_many = false;
  input.index->messages.visit(range.first_row, range.last_row, [&](const Message& message) {
    too_many = ++seen > kMostScanned;
    const std::uint32_t from = visible.order->row_of(model.coroutine(message.send));
    const bool lost = model.kind(message.end) == Kind::kDrop;
    const std::uint32_t to = lost ? kNone : visible.order->row_of(model.coroutine(message.end));
    if (from == kNone || (to == kNone && !lost) || from == to) return !too_many;
    if (!visible.contains_row(from) && !visible.contains_row(to)) return !too_many;
    const std::int64_t cell = input.lanes->position(input.axis, message.send) / width;
    bundles.push_back({from, to, cell, message, 1});
    return !too_many;
  });
  return bundles;
}

// One pair's messages that were sent in sight, cell by cell, without looking at each.
void count_pair(const TimelineInput& input, std::span<const std::uint32_t> places, const Bundle& whole,
                std::vector<Bundle>& bundles) {
  const VisibleRange range = visible_range(input);
  const TraceModel& model = input.lanes->model();
  const auto messages = input.index->messages.all();
  const std::int64_t width = cell_width(input) << kCountedDoublings;
  const auto sent_before = [&](std::uint32_t place, std::uint32_t row) { return messages[place].send < row; };
  auto at = std::lower_bound(places.begin(), places.end(), range.first_row, sent_before);
  const auto end = std::lower_bound(at, places.end(), range.last_row, sent_before);
  while (at != end) {
    Bundle bundle = whole;
    bundle.cell = input.lanes->position(input.axis, messages[*at].send) / width;
    bundle.first = messages[*at];
    const std::int64_t next_cell = (bundle.cell + 1) * width;
    const std::uint32_t row = input.axis == Axis::kTime
                                  ? model.first_at_or_after(next_cell)
                                  : static_cast<std::uint32_t>(std::min<std::int64_t>(next_cell, kNone));
    const auto next = std::lower_bound(at, end, row, sent_before);
    bundle.count = static_cast<std::uint32_t>(next - at);
    bundles.push_back(bundle);
    at = next;
  }
}

// The same as collect() by the index, for many: without those under way that were sent before.
std::vector<Bundle> count(const TimelineInput& input, const VisibleLanes& visible) {
  const MessageIndex& index = input.index->messages;
  std::vector<Bundle> bundles;
  for (const MessageIndex::Pair& pair : index.pairs()) {
    const std::uint32_t from = visible.order->row_of(pair.from);
    const std::uint32_t to = pair.to == kNone ? kNone : visible.order->row_of(pair.to);
    if (from == kNone || from == to || (to == kNone && pair.to != kNone)) continue;
    if (!visible.contains_row(from) && !visible.contains_row(to)) continue;
    count_pair(input, index.of(pair), {from, to, 0, {}, 0}, bundles);
  }
  return bundles;
}

// Neighbours with the same key become one; they stand sorted by key.
std::vector<Bundle> merge(const std::vector<Bundle>& bundles) {
  std::vector<Bundle> merged;
  for (const Bundle& bundle : bundles) {
    if (!merged.empty() && merged.back().key() == bundle.key()) {
      merged.back().count += bundle.count;
    } else {
      merged.push_back(bundle);
    }
  }
  return merged;
}

}  // namespace

void add_messages(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  bool too_many = false;
  std::vector<Bundle> bundles = collect(input, visible, too_many);
  if (too_many) bundles = count(input, visible);
  std::stable_sort(bundles.begin(), bundles.end(),
                   [](const Bundle& a, const Bundle& b) { return a.key() < b.key(); });
  std::vector<Bundle> merged = merge(bundles);
  for (int doublings = 0; merged.size() > kFewLines && doublings < kMostDoublings; ++doublings) {
    for (Bundle& bundle : merged) bundle.cell >>= 1;
    merged = merge(merged);
  }
  if (merged.size() > kMostLines) {
    std::stable_sort(merged.begin(), merged.end(),
                     [](const Bundle& a, const Bundle& b) { return a.count > b.count; });
    for (std::size_t i = kMostLines; i < merged.size(); ++i) frame.unseen_messages += merged[i].count;
    merged.erase(merged.begin() + kMostLines, merged.end());
  }
  for (const Bundle& bundle : merged) frame.messages.push_back(make_line(input, bundle));
}

// One band for each stretch of neighbouring rows whose hosts are struck.
void add_faults(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  const LaneOrder& order = *input.order;
  const auto host_of = [&](std::uint32_t row) {
    const LaneRow& what = order.rows()[row];
    const std::uint32_t lane = what.is_group ? order.lanes_of(order.groups()[what.index])[0] : what.index;
    return model.coroutines()[lane].host;
  };
  for (const FaultSpan& span : input.index->faults) {
    const float left = std::max(row_x(input, span.begin), frame.lanes_area.left);
    const float right = std::min(row_x(input, span.end), frame.lanes_area.right);
    if (right <= left) continue;
    for (std::uint32_t row = visible.first; row < visible.last; ++row) {
      if (!span.strikes(host_of(row))) continue;
      const float top = row_top(input, row);
      while (row < visible.last && span.strikes(host_of(row))) ++row;
      const float bottom = row_top(input, row);
      if (frame.faults.size() < kMostBands)
        frame.faults.push_back({span.kind, span.begin, {left, top, right, bottom}});
    }
  }
}

}  // namespace coutil::tracer::layout
