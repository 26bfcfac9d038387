// The frame of the timeline: which lanes are in sight, their names, and the sizes of things. Spans, arrows
// and the ruler are laid out in the files beside it. Knows no ImGui.
#include "tracer/timeline_layout.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer {
namespace layout {

VisibleLanes visible_lanes(const TimelineInput& input) {
  const LaneOrder& order = *input.order;
  const std::uint32_t pinned = order.pinned_count(), count = order.row_count();
  const float shown = std::max(input.area.height() - input.style.ruler_height, 0.0F);
  const float above = input.scroll + row_offset(input, pinned), below = input.scroll + shown;
  // The first row whose bottom lies below `offset`, and the first whose top does.
  const auto row_at = [&](float offset, std::uint32_t edge) {
    std::uint32_t low = pinned, high = count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (row_offset(input, middle + edge) <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  VisibleLanes visible{&order, row_at(above, 1), row_at(below, 0), {}};
  visible.last = std::max(visible.last, visible.first);
  const auto add = [&](std::uint32_t row) {
    if (!order.rows()[row].is_group) visible.lanes.push_back(order.rows()[row].index);
  };
  for (std::uint32_t row = 0; row < pinned; ++row) add(row);
  for (std::uint32_t row = visible.first; row < visible.last; ++row) add(row);
  return visible;
}

VisibleRange visible_range(const TimelineInput& input) {
  constexpr double kLimit = 9e18;
  VisibleRange range{static_cast<std::int64_t>(std::clamp(std::floor(input.scale.start), -kLimit, kLimit)),
                     static_cast<std::int64_t>(std::clamp(std::ceil(input.scale.end()), -kLimit, kLimit)), 0,
                     0};
  const TraceModel& model = input.lanes->model();
  const std::int64_t rows = model.event_count();
  if (input.axis == Axis::kTime) {
    range.first_row = model.first_at_or_after(range.from);
    range.last_row = model.first_after(range.to);
  } else {
    range.first_row = static_cast<std::uint32_t>(std::clamp<std::int64_t>(range.from, 0, rows));
    range.last_row =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(std::min(range.to, rows) + 1, 0, rows));
  }
  range.last_row = std::max(range.last_row, range.first_row);
  return range;
}

bool goes_on(const Lanes& lanes, std::uint32_t lane) {
  const State state = lanes.lanes()[lane].final_state;
  if (is_final(state) || state == State::kAbsent) return false;
  return lanes.model().cut_short() || (state != State::kRunning && state != State::kDriving);
}

}  // namespace layout

namespace {

constexpr float kLeastForOverview = 240;  // pixels of the design that the timeline is high
constexpr float kIndent = 14;             // pixels of the design for each group around a lane

void add_name(const TimelineInput& input, std::uint32_t row, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const LaneRow& what = input.order->rows()[row];
  NameBox box{};
  box.lane = what.index;
  const float top = layout::row_top(input, row);
  box.box = {input.area.left, top, input.area.left + style.names_width, top + style.lane_height};
  box.pinned = row < input.order->pinned_count();
  box.shaded = row % 2 == 0;
  box.indent = kIndent * style.scale * static_cast<float>(what.depth);
  const float inner = style.names_width - 28 * style.scale - box.indent;
  const auto characters = static_cast<std::size_t>(std::max(inner / style.character_width, 1.0F));
  const TraceModel& model = input.lanes->model();
  // Under the head of its group a lane needs no host behind its name.
  const bool in_group = what.depth > 0;
  const std::string label = in_group ? model.label_on_host(what.index) : model.label(what.index);
  box.name = elided(one_line(label), characters);
  box.stuck = input.verdict->is_stuck(what.index);
  box.note = box.stuck ? "stuck" : state_name(input.lanes->lanes()[what.index].final_state);
  frame.names.push_back(std::move(box));
}

void add_group_box(const TimelineInput& input, std::uint32_t row, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const LaneRow& what = input.order->rows()[row];
  const LaneGroup& group = input.order->groups()[what.index];
  const float top = layout::row_top(input, row);
  GroupBox box{};
  box.group = what.index;
  box.key = group.key;
  box.box = {input.area.left, top, input.area.left + style.names_width, top + style.group_height};
  box.folded = group.folded;
  box.indent = kIndent * style.scale * static_cast<float>(what.depth);
  const std::size_t all = group.end - group.begin;
  box.note = group.shown == all ? fmt::format("{}", all) : fmt::format("{} of {}", group.shown, all);
  const float note = static_cast<float>(box.note.size()) * style.small_character_width;
  const float inner = style.names_width - note - 50 * style.scale - box.indent;
  const auto characters = static_cast<std::size_t>(std::max(inner / style.character_width, 1.0F));
  box.label = elided(one_line(group.label), characters);
  frame.groups.push_back(std::move(box));
}

void add_rows(const TimelineInput& input, const layout::VisibleLanes& visible, TimelineFrame& frame) {
  const std::uint32_t pinned = input.order->pinned_count();
  for (std::uint32_t row = 0; row < pinned; ++row) add_name(input, row, frame);
  for (std::uint32_t row = visible.first; row < visible.last; ++row) {
    if (input.order->rows()[row].is_group) {
      add_group_box(input, row, frame);
    } else {
      add_name(input, row, frame);
    }
  }
  if (pinned == 0) return;
  const float bottom = frame.lanes_area.top + row_offset(input, pinned);
  frame.pinned = {input.area.left, frame.lanes_area.top, frame.lanes_area.right, bottom};
}

// Pinned lanes lie over those that scroll: what is below them is cut off.
void cut_at_pinned(const TimelineInput& input, TimelineFrame& frame) {
  const float edge = frame.pinned.bottom;
  const auto scrolls = [&](std::uint32_t lane) {
    return lane == kNone || input.order->row_of(lane) >= input.order->pinned_count();
  };
  const auto cut = [&](auto& items) {
    for (auto& item : items) {
      if (scrolls(item.lane)) item.box.top = std::max(item.box.top, edge);
    }
    std::erase_if(items, [](const auto& item) { return item.box.height() <= 0; });
  };
  cut(frame.spans);
  cut(frame.columns);
  cut(frame.holds);
  std::erase_if(frame.ends, [&](const EndCap& cap) { return scrolls(cap.lane) && cap.top < edge; });
  std::erase_if(frame.dots, [&](const EmitDot& dot) { return scrolls(dot.lane) && dot.y < edge; });
  std::erase_if(frame.marks, [&](const MarkGlyph& mark) {
    return mark.lane != kNone && scrolls(mark.lane) && mark.y < edge;
  });
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
  // In a low window the lanes need the room.
  const bool is_low = input.area.height() < kLeastForOverview * scale;
  style.overview_height = is_low ? 0 : 30 * scale;
  // In virtual time nobody is ready for a while: then the graph is there by order only.
  const ActivityMean mean = input.index->activity.between(input.axis, input.lanes->axis_begin(input.axis),
                                                          input.lanes->axis_end(input.axis));
  style.ready_height = mean.ready > 0 && !is_low ? 20 * scale : 0;
  style.ruler_height = (input.axis == Axis::kOrder ? 46 : 30) * scale + style.overview_height +
                       style.marks_height + style.ready_height;
  const bool has_holds = !input.holds->empty();
  const float roomy = (has_holds ? 58 : 42) * scale;
  style.group_height = 26 * scale;
  const std::uint32_t rows = input.order->row_count(), groups = input.order->groups_before(rows);
  const auto count = static_cast<float>(std::max(rows - groups, 1U));
  const float heads = static_cast<float>(groups) * style.group_height;
  const float share = (input.area.height() - style.ruler_height - heads) / count;
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

float row_offset(const TimelineInput& input, std::uint32_t row) {
  const std::uint32_t groups = input.order->groups_before(row);
  return static_cast<float>(row - groups) * input.style.lane_height +
         static_cast<float>(groups) * input.style.group_height;
}

TimelineInput make_input(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                         const Verdict& verdict, const TimelineIndex& index, const LaneOrder& order) {
  TimelineInput input;
  input.lanes = &lanes;
  input.holds = &holds;
  input.nesting = &nesting;
  input.verdict = &verdict;
  input.index = &index;
  input.order = &order;
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
  frame.ruler = {frame.lanes_area.left, input.area.top + input.style.overview_height, frame.lanes_area.right,
                 frame.lanes_area.top - input.style.ready_height};
  frame.gutter = {frame.lanes_area.right, input.area.top, input.area.right, input.area.bottom};
  frame.content_height = content_height(input);
  frame.end_x = layout::row_x(input, input.lanes->model().event_count());
  if (input.verdict->stuck_event != kNone) frame.stuck_x = layout::mark_x(input, input.verdict->stuck_event);
  const layout::VisibleLanes visible = layout::visible_lanes(input);
  add_rows(input, visible, frame);
  BusyColumns own;
  layout::add_spans(input, visible, input.columns != nullptr ? *input.columns : own, frame);
  layout::add_holds(input, visible, frame);
  layout::add_ends(input, visible, frame);
  layout::add_arrows(input, visible, frame);
  layout::add_messages(input, visible, frame);
  layout::add_faults(input, visible, frame);
  layout::add_dots(input, visible, frame);
  layout::add_marks(input, visible, frame);
  layout::add_ruler(input, frame);
  layout::add_overview(input, frame);
  layout::add_ready(input, frame);
  layout::add_gutter(input, visible, frame);
  if (input.order->pinned_count() > 0) cut_at_pinned(input, frame);
  return frame;
}

}  // namespace coutil::tracer
