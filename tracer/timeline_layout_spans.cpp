// Boxes of states, columns of busy shares where boxes would be too narrow, and ends of lanes. Knows no ImGui.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"
#include "tracer/timeline_scale.h"
#include "tracer/wake_cause.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kPadding = 7;        // between a box and its label, in pixels of the design
constexpr float kColumnWidth = 3;    // of a busy column, at least
constexpr float kLeastWidth = 2.5F;  // of a box that took no time
constexpr float kDensest = 7;        // pixels a span on average, below which a lane shows columns
constexpr int kLateParts = 10;  // a timer is called late where that is so large a part of its wait: a tenth

// ", 60 ms late" for a wait whose timer came so much too late that one sees it.
std::string lateness(const Lanes& lanes, const Span& span) {
  const TraceModel& model = lanes.model();
  if (!model.pauses(span.begin) || span.end >= model.event_count()) return "";
  const auto late = late_timer(lanes, span.end);
  const std::int64_t length = model.time_ns(span.end) - model.time_ns(span.begin);
  return late && late->late_ns >= length / kLateParts ? fmt::format(", {} late", time_text(late->late_ns))
                                                      : "";
}

std::string wait_candidates(const TimelineInput& input, const SpanBox& box, std::size_t characters) {
  const TraceModel& model = input.lanes->model();
  const std::string what = one_line(model.wait_label(box.span.begin));
  const std::string plain = "waits " + one_line(model.wait_clause(box.span.begin));
  const auto objects = model.object_list(box.span.begin);
  std::string owned;
  if (objects.size() == 1) {
    // Who holds it changes while one waits; where it never ends, the last holder is the one to blame.
    const std::uint32_t when = box.stuck ? model.event_count() - 1 : box.span.begin;
    const std::uint32_t owner = input.holds->owner_after(objects[0], when);
    if (owner != kNone) owned = fmt::format("{}, held by {}", plain, one_line(model.label(owner)));
  }
  if (!owned.empty()) return fitting({owned, plain, what}, characters);
  const std::string_view operation = operation_name(model.operation(box.span.begin));
  if (!operation.empty()) return fitting({plain, what, operation}, characters);
  const bool has_room = text_length(plain) < characters;  // a lateness is read from the file
  return fitting({has_room ? plain + lateness(*input.lanes, box.span) : plain, plain, what}, characters);
}

std::string span_label(const TimelineInput& input, const SpanBox& box) {
  const float left = std::max(box.box.left, lanes_area(input).left);
  const float room = box.box.right - left - 2 * kPadding * input.style.scale;
  if (room < 2 * input.style.character_width) return {};
  const auto characters = static_cast<std::size_t>(room / input.style.character_width);
  switch (box.state) {
    case State::kRunning:
      return fitting({"running", "run", ""}, characters);
    case State::kReady:
      return fitting({"ready", ""}, characters);
    case State::kDriving:
      return box.span.state == State::kDriving ? fitting({"in system.run", ""}, characters) : std::string();
    case State::kSuspended:
      return fitting({"suspended", ""}, characters);
    case State::kCreated:
      return fitting({"not started", ""}, characters);
    case State::kWaiting:
      return wait_candidates(input, box, characters);
    default:
      return {};
  }
}

// A piece of a span, from row `begin` to row `end`; `state` says how it is drawn.
struct Piece {
  std::uint32_t begin;
  std::uint32_t end;
  State state;
};

// Adds the box of one piece, cut to the lanes' area; nothing if it is out of sight.
void add_box(const TimelineInput& input, std::uint32_t lane, const Span& span, const Piece& piece,
             TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const Box& area = frame.lanes_area;
  const bool lasts = piece.end == input.lanes->model().event_count() && goes_on(*input.lanes, lane);
  const float left = row_x(input, piece.begin);
  float right = row_x(input, piece.end);
  if (lasts) right = static_cast<float>(input.scale.to_pixel(input.range().high));
  if (piece.state == State::kRunning || piece.state == State::kReady) {
    right = std::max(right, left + kLeastWidth * style.scale);
  }
  SpanBox box{};
  box.lane = lane;
  box.span = span;
  box.state = piece.state;
  const float top = lane_top(input, lane) + style.box_top;
  box.open_left = left < area.left;
  box.open_right = right > area.right || lasts;
  box.box = {std::max(left, area.left), top, std::min(right, area.right), top + style.box_height};
  if (box.box.right <= area.left || box.box.left >= area.right || box.box.width() < 0.5F) return;
  box.stuck = lasts && span.state == State::kWaiting && input.verdict->is_stuck(lane);
  box.label = span_label(input, box);
  frame.spans.push_back(std::move(box));
}

// A running span in pieces: where it ran itself, and where it was in the middle of resuming another.
void add_running(const TimelineInput& input, const VisibleRange& range, std::uint32_t lane, const Span& span,
                 std::size_t most, TimelineFrame& frame) {
  const auto from = std::max(span.begin, range.first_row);
  const auto to = std::min(span.end, range.last_row);
  const auto resumings = input.nesting->between(lane, from, to);
  if (resumings.size() > most)
    return add_box(input, lane, span, {span.begin, span.end, State::kDriving}, frame);
  std::uint32_t begin = span.begin;
  for (const Resuming& resuming : resumings) {
    if (resuming.begin < begin || resuming.end > span.end) continue;
    if (resuming.begin > begin) add_box(input, lane, span, {begin, resuming.begin, State::kRunning}, frame);
    add_box(input, lane, span, {resuming.begin, resuming.end, State::kDriving}, frame);
    begin = resuming.end;
  }
  if (begin < span.end) add_box(input, lane, span, {begin, span.end, State::kRunning}, frame);
}

void add_boxes(const TimelineInput& input, const VisibleRange& range, std::uint32_t lane,
               std::span<const Span> spans, std::size_t most, TimelineFrame& frame) {
  for (const Span& span : spans) {
    if (span.state == State::kRunning) {
      add_running(input, range, lane, span, most, frame);
    } else {
      add_box(input, lane, span, {span.begin, span.end, span.state}, frame);
    }
  }
}

void add_columns(const TimelineInput& input, std::uint32_t lane, const ColumnRange& range,
                 std::span<const ColumnShares> columns, TimelineFrame& frame) {
  const float top = lane_top(input, lane) + input.style.box_top;
  const auto step = static_cast<double>(range.step);
  const double left = input.scale.to_pixel(static_cast<double>(range.first) * step);
  const double width = step / input.scale.per_pixel;
  const Box& area = frame.lanes_area;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    BusyColumn column{};
    column.lane = lane;
    column.shares = columns[i].shares;
    column.ran = columns[i].ran;
    const auto from = static_cast<float>(left + static_cast<double>(i) * width);
    column.box = {std::max(from, area.left), top, std::min(from + static_cast<float>(width), area.right),
                  top + input.style.box_height};
    if (column.box.width() > 0) frame.columns.push_back(column);
  }
}

// The spans of a lane that touch the rows in sight.
std::span<const Span> spans_in_sight(const Lanes& lanes, std::uint32_t lane, const VisibleRange& range) {
  const auto all = lanes.spans(lane);
  const auto begin = std::partition_point(all.begin(), all.end(),
                                          [&](const Span& span) { return span.end < range.first_row; });
  const auto end =
      std::partition_point(begin, all.end(), [&](const Span& span) { return span.begin < range.last_row; });
  return {begin, end};
}

}  // namespace

// Columns lie on a grid of the axis, not of the window, so that they stand still while the picture is panned;
// and their width is a power of two, so that most of them stay while it is zoomed.
ColumnRange column_range(const TimelineInput& input) {
  ColumnRange range;
  range.axis = input.axis;
  const double least = std::clamp(kColumnWidth * input.style.scale * input.scale.per_pixel, 1.0, 1e18);
  range.step = std::int64_t{1} << static_cast<int>(std::ceil(std::log2(least)));
  const auto step = static_cast<double>(range.step);
  const auto limit = static_cast<double>(input.lanes->axis_end(input.axis));
  range.first = static_cast<std::int64_t>(std::floor(std::clamp(input.scale.start, 0.0, limit) / step));
  range.last = static_cast<std::int64_t>(std::ceil(std::clamp(input.scale.end(), 0.0, limit) / step));
  return range;
}

void add_spans(const TimelineInput& input, const VisibleLanes& visible, BusyColumns& columns,
               TimelineFrame& frame) {
  const VisibleRange range = visible_range(input);
  const auto most =
      static_cast<std::size_t>(std::max(frame.lanes_area.width() / (kDensest * input.style.scale), 8.0F));
  const ColumnRange grid = column_range(input);
  columns.begin_frame(*input.lanes, grid);
  for (const std::uint32_t lane : visible.lanes) {
    const auto spans = spans_in_sight(*input.lanes, lane, range);
    if (spans.size() <= most) {
      add_boxes(input, range, lane, spans, most, frame);
      continue;
    }
    add_columns(input, lane, grid, columns.of(lane), frame);
    // What goes on after the trace's end keeps its box.
    if (spans.back().end == input.lanes->model().event_count())
      add_boxes(input, range, lane, spans.last(1), most, frame);
  }
  add_group_columns(input, visible, grid, frame);
  // A run that took no time is a thin box between two wide ones: it is painted over them.
  std::stable_partition(frame.spans.begin(), frame.spans.end(), [](const SpanBox& box) {
    return box.state != State::kRunning && box.state != State::kReady;
  });
}

void add_ends(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const TraceModel& model = input.lanes->model();
  for (const std::uint32_t lane : visible.lanes) {
    const Lane& what = input.lanes->lanes()[lane];
    if (!is_final(what.final_state) || what.last_event == kNone) continue;
    const float x = row_x(input, what.last_event);
    if (x < frame.lanes_area.left || x > frame.lanes_area.right) continue;
    const float top = lane_top(input, lane) + style.box_top;
    EndCap cap{lane, what.last_event, what.final_state, x, top, top + style.box_height, {}};
    const float room = frame.lanes_area.right - x - 2 * kPadding * style.scale;
    const auto characters = static_cast<std::size_t>(std::max(room / style.character_width, 0.0F));
    const std::string word = state_name(what.final_state);
    if (what.final_state == State::kFailed) {
      const std::string error = one_line(model.text(what.last_event, "error"));
      cap.label = fitting({"error: " + error, word}, characters);
    } else {
      cap.label = fitting({word, ""}, characters);
    }
    frame.ends.push_back(std::move(cap));
  }
}

}  // namespace coutil::tracer::layout
