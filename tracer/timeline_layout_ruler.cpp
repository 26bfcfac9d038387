// The ruler with its ticks and instants, the gutter with who waits for whom, and what lies under a pixel.
// Knows no ImGui.
#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer {
namespace layout {
namespace {

constexpr float kTickSpacing = 90;       // pixels of the design between labels
constexpr float kLeastInstant = 26;      // pixels of the design on average; narrower bands would be a blur
constexpr int kMostTracks = 6;           // in the gutter
constexpr std::size_t kMostEdges = 400;  // in the gutter

bool overlaps(const GutterEdge& a, const GutterEdge& b) {
  const auto [a_low, a_high] = std::minmax(a.from_y, a.to_y);
  const auto [b_low, b_high] = std::minmax(b.from_y, b.to_y);
  return a_low < b_high && b_low < a_high;
}

// The instants in sight; none if there are too many to tell apart.
void add_instants(const TimelineInput& input, TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  const VisibleRange range = visible_range(input);
  const std::int64_t last = model.event_count();
  auto row = static_cast<std::uint32_t>(std::clamp<std::int64_t>(range.from, 0, last));
  const std::int64_t end = std::min(last, range.to);
  if (row < last) row = model.first_at_or_after(model.time_ns(row));  // the beginning of its instant
  const float most = frame.lanes_area.width() / (kLeastInstant * input.style.scale);
  bool shaded = false;
  while (row < end) {
    const std::uint32_t next = model.first_after(model.time_ns(row));
    InstantBand band{std::max(row_x(input, row), frame.lanes_area.left),
                     std::min(row_x(input, next), frame.lanes_area.right),
                     shaded,
                     {}};
    const float room = band.right - band.left - 10 * input.style.scale;
    const auto characters =
        static_cast<std::size_t>(std::max(room / input.style.small_character_width, 0.0F));
    const std::string exact = time_text(model.time_ns(row), 6);
    band.label = fitting({"t = " + exact, exact, time_text(model.time_ns(row), 1), ""}, characters);
    frame.instants.push_back(std::move(band));
    if (static_cast<float>(frame.instants.size()) > most) return frame.instants.clear();
    shaded = !shaded;
    row = next;
  }
}

}  // namespace

void add_ruler(const TimelineInput& input, TimelineFrame& frame) {
  if (input.axis == Axis::kOrder) add_instants(input, frame);
  const auto end = static_cast<double>(input.lanes->axis_end(input.axis));
  for (RulerTick& tick : ruler_ticks(input.scale, input.axis, kTickSpacing * input.style.scale)) {
    if (tick.position > end) continue;
    const double half = input.axis == Axis::kOrder ? 0.5 : 0;
    const auto x = static_cast<float>(input.scale.to_pixel(tick.position + half));
    if (x < frame.ruler.left || x > frame.ruler.right) continue;
    if (input.axis == Axis::kOrder && tick.position >= end) continue;
    frame.ticks.push_back({x, std::move(tick.label)});
  }
}

void add_gutter(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  for (const WaitEdge& edge : input.verdict->edges) {
    const std::uint32_t from = visible.order->row_of(edge.from), to = visible.order->row_of(edge.to);
    if (from == kNone || to == kNone || from == to) continue;
    const bool above = from < visible.first && to < visible.first;
    const bool below = from >= visible.last && to >= visible.last;
    if ((above || below) && !visible.contains_row(from) && !visible.contains_row(to)) continue;
    // Each lane has a line that leaves it and one that arrives: side by side, not on top of each other.
    const float apart = 5 * input.style.scale;
    frame.edges.push_back(
        {edge, box_middle(input, edge.from) + apart, box_middle(input, edge.to) - apart, 0});
  }
  // Short edges stay next to the lanes, long ones go around them.
  std::stable_sort(frame.edges.begin(), frame.edges.end(), [](const GutterEdge& a, const GutterEdge& b) {
    return std::fabs(a.from_y - a.to_y) < std::fabs(b.from_y - b.to_y);
  });
  // Where thousands wait for one, those from afar can't be told apart, nor drawn in time.
  if (frame.edges.size() > kMostEdges) {
    frame.edges.erase(frame.edges.begin() + static_cast<std::ptrdiff_t>(kMostEdges), frame.edges.end());
  }
  for (std::size_t i = 0; i < frame.edges.size(); ++i) {
    GutterEdge& edge = frame.edges[i];
    const auto taken = [&](int track) {
      return std::any_of(
          frame.edges.begin(), frame.edges.begin() + static_cast<std::ptrdiff_t>(i),
          [&](const GutterEdge& other) { return other.track == track && overlaps(edge, other); });
    };
    while (edge.track < kMostTracks - 1 && taken(edge.track)) ++edge.track;
  }
}

}  // namespace layout

namespace {

constexpr float kPinWidth = 24;  // pixels of the design at the right of a name

// How far a point is from a straight line between two others, in pixels.
template <typename Line>
float distance_to_line(float x, float y, const Line& line) {
  const float dx = line.to_x - line.from_x;
  const float dy = line.to_y - line.from_y;
  const float length = dx * dx + dy * dy;
  const float along = length <= 0 ? 0 : ((x - line.from_x) * dx + (y - line.from_y) * dy) / length;
  const float part = std::clamp(along, 0.0F, 1.0F);
  return std::hypot(x - (line.from_x + part * dx), y - (line.from_y + part * dy));
}

// The item for which `matches` holds that was painted last, as an index; the list's size for none.
template <typename Items, typename Matches>
std::size_t last_match(const Items& items, Matches matches) {
  for (std::size_t i = items.size(); i > 0; --i) {
    if (matches(items[i - 1])) return i - 1;
  }
  return items.size();
}

Hit hit_small(const TimelineFrame& frame, float x, float y, float reach) {
  const auto close = [&](const auto& item) { return std::hypot(item.x - x, item.y - y) <= reach; };
  const auto close_mark = [&](const MarkGlyph& mark) { return mark.lane != kNone && close(mark); };
  if (const std::size_t i = last_match(frame.marks, close_mark); i < frame.marks.size()) {
    return {Hit::Kind::kMark, frame.marks[i].lane, frame.marks[i].mark.event, i};
  }
  if (const std::size_t i = last_match(frame.dots, close); i < frame.dots.size()) {
    return {Hit::Kind::kDot, frame.dots[i].lane, frame.dots[i].event, i};
  }
  const auto at_end = [&](const EndCap& cap) {
    return std::fabs(cap.x - x) <= reach && y >= cap.top && y < cap.bottom;
  };
  if (const std::size_t i = last_match(frame.ends, at_end); i < frame.ends.size()) {
    return {Hit::Kind::kEnd, frame.ends[i].lane, frame.ends[i].event, i};
  }
  return {};
}

// In the row of marks a label counts as its mark.
Hit hit_outside(const TimelineInput& input, const TimelineFrame& frame, float x, float y) {
  if (!frame.ruler.contains(x, y) || y >= frame.ruler.top + input.style.marks_height) return {};
  const float reach = 8 * input.style.scale;
  const auto inside = [&](const MarkGlyph& mark) {
    const float label = static_cast<float>(text_length(mark.label)) * input.style.small_character_width;
    return mark.lane == kNone && x >= mark.x - reach && x <= mark.x + reach + label;
  };
  const std::size_t i = last_match(frame.marks, inside);
  if (i == frame.marks.size()) return {};
  return {Hit::Kind::kMark, kNone, frame.marks[i].mark.event, i};
}

// A lane drawn as columns: the span at that position.
Hit hit_column(const TimelineInput& input, const TimelineFrame& frame, float x, float y) {
  const auto inside = [&](const BusyColumn& column) { return column.box.contains(x, y); };
  const std::size_t i = last_match(frame.columns, inside);
  if (i == frame.columns.size()) return {};
  const auto position = static_cast<std::int64_t>(std::max(input.scale.to_position(x), 0.0));
  const std::uint32_t lane = frame.columns[i].lane;
  if (lane == kNone) return {};
  const auto spans = input.lanes->spans_between(lane, input.axis, position, position);
  if (spans.empty()) return {};
  return {Hit::Kind::kSpan, lane, spans.front().begin, frame.spans.size()};
}

// Names, pins and heads of groups. Pinned lanes lie over those that scroll.
Hit hit_names(const TimelineInput& input, const TimelineFrame& frame, float x, float y) {
  const bool over_pinned = frame.pinned.contains(x, y);
  const auto inside = [&](const NameBox& name) {
    return name.box.contains(x, y) && name.pinned == over_pinned;
  };
  if (const std::size_t i = last_match(frame.names, inside); i < frame.names.size()) {
    const bool on_pin = x >= frame.names[i].box.right - kPinWidth * input.style.scale;
    return {on_pin ? Hit::Kind::kPin : Hit::Kind::kName, frame.names[i].lane, kNone, i};
  }
  const auto on_head = [&](const GroupBox& group) { return group.box.contains(x, y) && !over_pinned; };
  if (const std::size_t i = last_match(frame.groups, on_head); i < frame.groups.size()) {
    return {Hit::Kind::kGroup, kNone, kNone, frame.groups[i].group};
  }
  return {};
}

// The last row at or left of a pixel; kNone left of the first.
std::uint32_t row_at(const TimelineInput& input, float x) {
  const double position = std::floor(input.scale.to_position(x));
  const TraceModel& model = input.lanes->model();
  if (position < 0 || model.event_count() == 0) return kNone;
  const auto at = static_cast<std::int64_t>(std::min(position, 9e18));
  const std::int64_t after =
      input.axis == Axis::kTime ? model.first_after(at) : std::min<std::int64_t>(at + 1, model.event_count());
  return after == 0 ? kNone : static_cast<std::uint32_t>(after - 1);
}

}  // namespace

Hit hit_test(const TimelineInput& input, const TimelineFrame& frame, float x, float y) {
  const float reach = 5 * input.style.scale;
  const auto inside = [&](const auto& item) { return item.box.contains(x, y); };
  if (frame.names_area.contains(x, y)) return hit_names(input, frame, x, y);
  if (frame.overview.box.contains(x, y)) return {Hit::Kind::kOverview, kNone, kNone, 0};
  if (frame.ready.box.contains(x, y)) return {Hit::Kind::kReady, kNone, row_at(input, x), 0};
  if (const Hit hit = hit_outside(input, frame, x, y); hit.kind != Hit::Kind::kNothing) return hit;
  if (!frame.lanes_area.contains(x, y)) return {};
  if (const Hit hit = hit_small(frame, x, y, reach); hit.kind != Hit::Kind::kNothing) return hit;
  if (const std::size_t i = last_match(frame.holds, inside); i < frame.holds.size()) {
    return {Hit::Kind::kHold, frame.holds[i].lane, frame.holds[i].hold.begin, i};
  }
  if (const std::size_t i = last_match(frame.spans, inside); i < frame.spans.size()) {
    return {Hit::Kind::kSpan, frame.spans[i].lane, frame.spans[i].span.begin, i};
  }
  if (const Hit hit = hit_column(input, frame, x, y); hit.kind != Hit::Kind::kNothing) return hit;
  const auto near = [&](const auto& line) { return distance_to_line(x, y, line) <= reach; };
  if (const std::size_t i = last_match(frame.messages, near); i < frame.messages.size()) {
    return {Hit::Kind::kMessage, frame.messages[i].from, frame.messages[i].first.send, i};
  }
  if (const std::size_t i = last_match(frame.arrows, near); i < frame.arrows.size()) {
    return {Hit::Kind::kArrow, frame.arrows[i].to, frame.arrows[i].first.wake, i};
  }
  return {};
}

}  // namespace coutil::tracer
