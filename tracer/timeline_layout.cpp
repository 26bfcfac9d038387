// The frame of the timeline: which lanes are in sight, their names, and the sizes of things. Spans, arrows
// and the ruler are laid out in the files beside it. Knows no ImGui.
#include "tracer/timeline_layout.h"

#include <algorithm>
#include <cmath>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer {
namespace layout {

VisibleLanes visible_lanes(const TimelineInput& input) {
  const auto count = static_cast<double>(input.lanes->lanes().size());
  const double height = input.style.lane_height;
  const double shown = input.area.height() - input.style.ruler_height;
  const double first = std::clamp(std::floor(input.scroll / height), 0.0, count);
  const double last = std::clamp(std::ceil((input.scroll + std::max(shown, 0.0)) / height), first, count);
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
}

VisibleRange visible_range(const TimelineInput& input) {
  constexpr double kLimit = 9e18;
  return {static_cast<std::int64_t>(std::clamp(std::floor(input.scale.start), -kLimit, kLimit)),
          static_cast<std::int64_t>(std::clamp(std::ceil(input.scale.end()), -kLimit, kLimit))};
}

bool goes_on(const Lanes& lanes, std::uint32_t lane) {
  const State state = lanes.lanes()[lane].final_state;
  if (is_final(state) || state == State::kAbsent) return false;
  return lanes.model().cut_short() || (state != State::kRunning && state != State::kDriving);
}

}  // namespace layout

namespace {

using layout::lane_top;

void add_names(const TimelineInput& input, const layout::VisibleLanes& visible, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const TraceModel& model = input.lanes->model();
  const float inner = style.names_width - 28 * style.scale;
  const auto characters = static_cast<std::size_t>(std::max(inner / style.character_width, 1.0F));
  for (std::uint32_t lane = visible.first; lane < visible.last; ++lane) {
    const float top = lane_top(input, lane);
    NameBox box{};
    box.lane = lane;
    box.box = {input.area.left, top, input.area.left + style.names_width, top + style.lane_height};
    box.name = elided(one_line(model.label(lane)), characters);
    box.stuck = input.verdict->is_stuck(lane);
    box.note = box.stuck ? "stuck" : state_name(input.lanes->lanes()[lane].final_state);
    frame.names.push_back(std::move(box));
  }
}

}  // namespace

LayoutStyle make_style(const TimelineInput& input, float scale, float character_width,
                       float small_character_width) {
  LayoutStyle style;
  style.scale = scale;
  style.character_width = character_width;
  style.small_character_width = small_character_width;
  const TraceModel& model = input.lanes->model();
  std::size_t longest = 8;
  const std::size_t measured = std::min<std::size_t>(model.coroutines().size(), 2000);
  for (std::uint32_t lane = 0; lane < measured; ++lane) {
    longest = std::max(longest, text_length(model.label(lane)));
  }
  const float wanted = static_cast<float>(longest) * character_width + 40 * scale;
  style.names_width = std::clamp(wanted, 150 * scale, std::max(input.area.width() * 0.25F, 150 * scale));
  style.marks_height = input.lanes->outside_mark_count() > 0 ? 22 * scale : 0;
  style.ruler_height = (input.axis == Axis::kOrder ? 46 : 30) * scale + style.marks_height;
  const bool has_holds = !input.holds->empty();
  const float roomy = (has_holds ? 58 : 42) * scale;
  const auto count = static_cast<float>(std::max<std::size_t>(input.lanes->lanes().size(), 1));
  const float share = (input.area.height() - style.ruler_height) / count;
  const bool fits = roomy <= share;
  // Few lanes grow a little, so that a picture on a wall is read from further away.
  const float extra = std::clamp(share - roomy, 0.0F, 14 * scale);
  style.box_top = fits ? 8 * scale + extra / 4 : 4 * scale;
  style.box_height = fits ? 26 * scale + extra / 2 : 22 * scale;
  style.hold_height = has_holds ? (fits ? 15 : 5) * scale : 0;
  style.hold_top = style.box_top + style.box_height + 2 * scale;
  style.lane_height = fits ? roomy + extra : (has_holds ? 37 : 30) * scale;
  const bool has_edges = !input.verdict->edges.empty();
  style.gutter_width = has_edges ? 118 * scale : 14 * scale;
  return style;
}

AxisRange full_range(const Lanes& lanes, Axis axis) {
  const auto low = static_cast<double>(lanes.axis_begin(axis));
  const double length = std::max(static_cast<double>(lanes.axis_end(axis)) - low, 1.0);
  const bool open = std::any_of(lanes.lanes().begin(), lanes.lanes().end(),
                                [&](const Lane& lane) { return layout::goes_on(lanes, lane.coroutine); });
  const double tail = std::max(open ? length * 0.14 : length * 0.02, axis == Axis::kOrder ? 1.0 : 0.0);
  return {low, low + length + tail};
}

TimelineInput make_input(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                         const Verdict& verdict) {
  TimelineInput input;
  input.lanes = &lanes;
  input.holds = &holds;
  input.nesting = &nesting;
  input.verdict = &verdict;
  for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
    input.ranges[static_cast<std::size_t>(axis)] = full_range(lanes, axis);
  }
  return input;
}

Box lanes_area(const TimelineInput& input) {
  return {input.area.left + input.style.names_width, input.area.top + input.style.ruler_height,
          input.area.right - input.style.gutter_width, input.area.bottom};
}

TimelineFrame lay_out(const TimelineInput& input) {
  TimelineFrame frame;
  frame.lanes_area = lanes_area(input);
  frame.names_area = {input.area.left, frame.lanes_area.top, frame.lanes_area.left, input.area.bottom};
  frame.ruler = {frame.lanes_area.left, input.area.top, frame.lanes_area.right, frame.lanes_area.top};
  frame.gutter = {frame.lanes_area.right, input.area.top, input.area.right, input.area.bottom};
  frame.content_height = static_cast<float>(input.lanes->lanes().size()) * input.style.lane_height;
  frame.end_x = layout::row_x(input, input.lanes->model().event_count());
  if (input.verdict->stuck_event != kNone) frame.stuck_x = layout::mark_x(input, input.verdict->stuck_event);
  const layout::VisibleLanes visible = layout::visible_lanes(input);
  add_names(input, visible, frame);
  layout::add_spans(input, visible, frame);
  layout::add_holds(input, visible, frame);
  layout::add_ends(input, visible, frame);
  layout::add_arrows(input, visible, frame);
  layout::add_dots(input, visible, frame);
  layout::add_marks(input, visible, frame);
  layout::add_ruler(input, frame);
  layout::add_gutter(input, visible, frame);
  return frame;
}

}  // namespace coutil::tracer
