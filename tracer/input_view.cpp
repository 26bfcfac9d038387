// Mouse as in other tracers: the wheel zooms at the cursor, dragging pans, a click selects, two clicks zoom,
// and the ruler marks a stretch.
#include "tracer/input_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "tracer/timeline_story.h"
#include "tracer/timeline_view.h"

namespace coutil::tracer {
namespace {

constexpr double kWheelZoom = 1.25;  // a notch
constexpr float kWheelPan = 60;      // pixels of the design a notch
constexpr float kClickSlack = 4;     // pixels of the design that a click may move

double smallest_per_pixel(const TimelineInput& input) {
  // By order a row grows to 300 pixels, by time a nanosecond to 20.
  return (input.axis == Axis::kOrder ? 1.0 / 300 : 1.0 / 20) / input.style.scale;
}

void apply_wheel(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io,
                 ViewState& state) {
  if (!input.area.contains(io.MousePos.x, io.MousePos.y)) return;
  if (io.MouseWheelH != 0) {
    pan_by(state.scale, io.MouseWheelH * kWheelPan * input.style.scale, input.range());
  }
  if (io.MouseWheel == 0) return;
  const bool over_lanes = frame.lanes_area.contains(io.MousePos.x, io.MousePos.y) ||
                          frame.ruler.contains(io.MousePos.x, io.MousePos.y);
  if (io.KeyCtrl) {
    pan_by(state.scale, io.MouseWheel * kWheelPan * input.style.scale, input.range());
  } else if (over_lanes && !io.KeyShift) {
    zoom_view(input, state, io.MousePos.x, std::pow(kWheelZoom, -io.MouseWheel));
  } else {
    state.scroll -= io.MouseWheel * 2 * input.style.lane_height;
  }
}

void begin_drag(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io, Drag& drag) {
  if (!ImGui::IsMouseClicked(0) || !input.area.contains(io.MousePos.x, io.MousePos.y)) return;
  drag.what = Drag::What::kTimeline;
  if (frame.overview.box.contains(io.MousePos.x, io.MousePos.y)) {
    // The box in the overview is taken where it was caught; a click beside it brings it there.
    const Box& window = frame.overview.window;
    const bool inside = window.contains(io.MousePos.x, io.MousePos.y);
    drag.what = Drag::What::kOverview;
    drag.grab = inside ? io.MousePos.x - window.left : window.width() / 2;
    return;
  }
  const Hit hit = hit_test(input, frame, io.MousePos.x, io.MousePos.y);
  if (frame.ruler.contains(io.MousePos.x, io.MousePos.y) && hit.kind == Hit::Kind::kNothing) {
    drag.what = Drag::What::kRuler;
    drag.from = input.scale.to_position(io.MousePos.x);
    return;
  }
  const Box track = scroll_track(input, frame);
  if (!track.contains(io.MousePos.x, io.MousePos.y)) return;
  const Box thumb = scroll_thumb(input, frame);
  const bool on_thumb = io.MousePos.y >= thumb.top && io.MousePos.y < thumb.bottom;
  drag.what = Drag::What::kScrollBar;
  drag.grab = on_thumb ? io.MousePos.y - thumb.top : thumb.height() / 2;
}

void click(const TimelineInput& input, const Hit& hit, ViewState& state) {
  if (hit.kind == Hit::Kind::kNothing) {
    state.selection.reset();
    state.stretch.reset();
    return;
  }
  if (hit.kind == Hit::Kind::kReady && hit.event == kNone) return;
  if (hit.kind == Hit::Kind::kPin) return toggle_pin(state.lanes, hit.lane);
  if (hit.kind == Hit::Kind::kGroup) {
    return toggle_fold(state.lanes, input.order->groups()[hit.index].key);
  }
  std::uint32_t event = hit.event;
  if (hit.kind == Hit::Kind::kName) {
    // A lane stands for what it came to: its last span, or its end.
    const Lane& lane = input.lanes->lanes()[hit.lane];
    const auto spans = input.lanes->spans(hit.lane);
    event = lane.last_event != kNone ? lane.last_event
            : spans.empty()          ? lane.first_event
                                     : spans.back().begin;
    if (event == kNone) return;
  }
  state.player.stop();
  state.selection = Selection{hit.lane, event};
  state.keep_lane = true;
  const TraceModel& model = input.lanes->model();
  if (event >= model.event_count()) return;
  state.cursor = event;
  if (model.object(event) != kNone) state.object = model.object(event);
}

// A stretch of the axis is marked while the mouse moves along the ruler; a click there moves the cursor.
void drag_ruler(const TimelineInput& input, const ImGuiIO& io, const Drag& drag, ViewState& state) {
  const double to = input.scale.to_position(io.MousePos.x);
  const AxisRange all = {static_cast<double>(input.lanes->axis_begin(input.axis)),
                         static_cast<double>(input.lanes->axis_end(input.axis))};
  if (drag.moved > kClickSlack * input.style.scale) {
    const AxisRange range = {std::clamp(std::min(drag.from, to), all.low, all.high),
                             std::clamp(std::max(drag.from, to), all.low, all.high)};
    state.stretch.reset();
    if (range.high > range.low) state.stretch = range;
  } else if (!io.MouseDown[0]) {
    state.player.stop();
    state.stretch.reset();
    state.cursor = row_at(input, to);
  }
}

void double_click(const TimelineInput& input, const Hit& hit, ViewState& state) {
  if (hit.kind == Hit::Kind::kSpan) zoom_to_span(input, state, {hit.lane, hit.event});
  if (hit.kind != Hit::Kind::kName) return;
  const auto spans = input.lanes->spans(hit.lane);
  if (!spans.empty()) zoom_to_rows(input, state, spans.front().begin, spans.back().end);
}

void drag_scroll_bar(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io,
                     const Drag& drag, ViewState& state) {
  const Box track = scroll_track(input, frame);
  const float room = track.height() - scroll_thumb(input, frame).height();
  if (room <= 0) return;
  const float part = std::clamp((io.MousePos.y - drag.grab - track.top) / room, 0.0F, 1.0F);
  state.scroll = part * (frame.content_height - frame.lanes_area.height());
}

void end_drag(Drag& drag) {
  drag.what = Drag::What::kNothing;
  drag.moved = 0;
}

void drag_overview(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io,
                   const Drag& drag, ViewState& state) {
  state.scale.start = overview_position(input, frame.overview, io.MousePos.x - drag.grab);
  pan_by(state.scale, 0, input.range());
}

void apply_mouse(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  apply_wheel(input, frame, io, state);
  begin_drag(input, frame, io, drag);
  if (drag.what == Drag::What::kNothing) return;
  if (drag.what == Drag::What::kScrollBar) drag_scroll_bar(input, frame, io, drag, state);
  if (drag.what == Drag::What::kOverview) drag_overview(input, frame, io, drag, state);
  const bool on_timeline = drag.what == Drag::What::kTimeline;
  if (!ImGui::IsMouseClicked(0)) drag.moved += std::fabs(io.MouseDelta.x) + std::fabs(io.MouseDelta.y);
  if (drag.what == Drag::What::kRuler) drag_ruler(input, io, drag, state);
  if (on_timeline && ImGui::IsMouseDoubleClicked(0)) {
    double_click(input, drag.clicked, state);
    end_drag(drag);
    return;
  }
  if (on_timeline && !ImGui::IsMouseClicked(0)) {
    if (drag.moved > kClickSlack * input.style.scale) {
      pan_by(state.scale, io.MouseDelta.x, input.range());
      state.scroll -= io.MouseDelta.y;
    }
  }
  if (io.MouseDown[0]) return;
  if (on_timeline && drag.moved <= kClickSlack * input.style.scale) {
    drag.clicked = hit_test(input, frame, io.MousePos.x, io.MousePos.y);
    click(input, drag.clicked, state);
  }
  end_drag(drag);
}

}  // namespace

bool shows_all(const TimelineScale& scale, const AxisRange& range) {
  return scale.start <= range.low && scale.end() >= range.high;
}

void switch_axis(const TimelineInput& input, ViewState& state) {
  const TraceModel& model = input.lanes->model();
  state.axis = input.axis == Axis::kOrder ? Axis::kTime : Axis::kOrder;
  const auto from = static_cast<std::int64_t>(std::max(state.scale.start, 0.0));
  const auto to = static_cast<std::int64_t>(std::max(state.scale.end(), 0.0));
  const std::int64_t last_row = model.event_count();
  const auto row = [&](std::int64_t value) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, last_row));
  };
  AxisRange range;
  if (input.axis == Axis::kOrder) {
    range = {static_cast<double>(model.time_or_end_ns(row(from))),
             static_cast<double>(model.time_or_end_ns(row(to)))};
  } else {
    range = {static_cast<double>(model.first_at_or_after(from)), static_cast<double>(model.first_after(to))};
  }
  const bool showed_all = shows_all(state.scale, input.range());
  if (showed_all || range.high <= range.low) range = input.range(state.axis);
  fit(state.scale, range);
}

std::uint32_t row_at(const TimelineInput& input, double position) {
  const TraceModel& model = input.lanes->model();
  if (model.event_count() == 0) return kNone;
  const double most = static_cast<double>(input.lanes->axis_end(input.axis));
  const auto whole = static_cast<std::int64_t>(std::floor(std::clamp(position, 0.0, most)));
  const std::int64_t row =
      input.axis == Axis::kOrder ? whole : static_cast<std::int64_t>(model.first_after(whole)) - 1;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(row, 0, model.event_count() - 1));
}

void zoom_view(const TimelineInput& input, ViewState& state, double pixel, double factor) {
  zoom_at(state.scale, pixel, factor, input.range(), smallest_per_pixel(input));
}

void zoom_to_rows(const TimelineInput& input, ViewState& state, std::uint32_t from, std::uint32_t to) {
  AxisRange range = {static_cast<double>(input.lanes->position(input.axis, from)),
                     static_cast<double>(input.lanes->position(input.axis, to))};
  // A span of no time is shown as narrow as the axis gets.
  const double least = smallest_per_pixel(input) * state.scale.width;
  if (range.high - range.low < least) range = {range.low - least / 2, range.low + least / 2};
  fit(state.scale, range);
}

void zoom_to_span(const TimelineInput& input, ViewState& state, const Selection& which) {
  const Span* span =
      which.lane < input.lanes->lanes().size() ? find_span(*input.lanes, which.lane, which.event) : nullptr;
  zoom_to_rows(input, state, which.event, span == nullptr ? which.event + 1 : span->end);
}

void apply_input(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state) {
  apply_mouse(input, frame, drag, state);
}

namespace {

// Panels that open must not hide what was clicked.
void keep_lane_in_sight(const TimelineInput& input, ViewState& state, float height) {
  state.keep_lane = false;
  if (!state.selection || state.selection->lane == kNone) return;
  const std::uint32_t row = input.order->row_of(state.selection->lane);
  if (row == kNone || row < input.order->pinned_count()) return;
  const float pinned = row_offset(input, input.order->pinned_count());
  const float top = row_offset(input, row), bottom = top + input.style.lane_height;
  state.scroll = std::min(std::max(state.scroll, bottom - height), top - pinned);
}

}  // namespace

void settle(const TimelineInput& input, ViewState& state) {
  const Box area = lanes_area(input);
  const AxisRange all = input.range(state.axis);
  const bool resized = state.scale.left != area.left || state.scale.width != std::max(area.width(), 1.0F);
  const bool showed_all = resized && shows_all(state.scale, all);
  state.scale.left = area.left;
  state.scale.width = std::max(area.width(), 1.0F);
  if (state.fit_wanted || showed_all) {
    fit(state.scale, all);
    if (state.range && state.axis == Axis::kTime) show(state.scale, *state.range);
    if (state.range && state.axis == Axis::kOrder) {
      const TraceModel& model = input.lanes->model();
      const auto first = model.first_at_or_after(static_cast<std::int64_t>(state.range->low));
      const auto last = model.first_after(static_cast<std::int64_t>(state.range->high));
      show(state.scale, {static_cast<double>(first), static_cast<double>(std::max(last, first + 1))});
    }
    state.fit_wanted = false;
  }
  if (state.reveal) {
    const auto position = static_cast<double>(input.lanes->position(state.axis, state.reveal->event));
    if (position < state.scale.start || position > state.scale.end()) {
      state.scale.start = position - state.scale.width * state.scale.per_pixel / 2;
    }
    const std::uint32_t row = input.order->row_of(state.reveal->lane);
    if (row != kNone && row >= input.order->pinned_count()) {
      const float top = row_offset(input, row);
      const float pinned = row_offset(input, input.order->pinned_count());
      const bool in_sight =
          top >= state.scroll + pinned && top + input.style.lane_height <= state.scroll + area.height();
      if (!in_sight) state.scroll = top - area.height() / 3;
    }
    state.reveal.reset();
  }
  if (state.keep_lane) keep_lane_in_sight(input, state, area.height());
  const float content = content_height(input);
  state.scroll = std::clamp(state.scroll, 0.0F, std::max(content - area.height(), 0.0F));
}

}  // namespace coutil::tracer
