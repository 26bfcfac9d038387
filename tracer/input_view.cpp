// Mouse as in other tracers: the wheel zooms at the cursor, dragging pans, a click selects; WASD and arrows
// too.
#include "tracer/input_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "tracer/key_codes.h"
#include "tracer/timeline_view.h"

namespace coutil::tracer {
namespace {

constexpr double kWheelZoom = 1.25;  // a notch
constexpr double kKeyZoomPerSecond = 8;
constexpr float kKeyPanPerSecond = 1000;  // pixels of the design
constexpr float kClickSlack = 4;          // pixels of the design that a click may move

double smallest_per_pixel(const TimelineInput& input) {
  // By order a row grows to 300 pixels, by time a nanosecond to 20.
  return (input.axis == Axis::kOrder ? 1.0 / 300 : 1.0 / 20) / input.style.scale;
}

void zoom(const TimelineInput& input, ViewState& state, double pixel, double factor) {
  zoom_at(state.scale, pixel, factor, input.range(), smallest_per_pixel(input));
}

void apply_wheel(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io,
                 ViewState& state) {
  if (io.MouseWheelH != 0) {
    pan_by(state.scale, io.MouseWheelH * 60 * input.style.scale, input.range());
  }
  if (io.MouseWheel == 0) return;
  const bool over_lanes = frame.lanes_area.contains(io.MousePos.x, io.MousePos.y) ||
                          frame.ruler.contains(io.MousePos.x, io.MousePos.y);
  if (over_lanes && !io.KeyShift) {
    zoom(input, state, io.MousePos.x, std::pow(kWheelZoom, -io.MouseWheel));
  } else if (input.area.contains(io.MousePos.x, io.MousePos.y)) {
    state.scroll -= io.MouseWheel * 2 * input.style.lane_height;
  }
}

void begin_drag(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io, Drag& drag) {
  if (!ImGui::IsMouseClicked(0) || !input.area.contains(io.MousePos.x, io.MousePos.y)) return;
  drag = {Drag::What::kTimeline, 0, 0};
  const Box track = scroll_track(input, frame);
  if (!track.contains(io.MousePos.x, io.MousePos.y)) return;
  const Box thumb = scroll_thumb(input, frame);
  const bool on_thumb = io.MousePos.y >= thumb.top && io.MousePos.y < thumb.bottom;
  drag = {Drag::What::kScrollBar, 0, on_thumb ? io.MousePos.y - thumb.top : thumb.height() / 2};
}

void click(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io, ViewState& state) {
  const Hit hit = hit_test(input, frame, io.MousePos.x, io.MousePos.y);
  if (hit.kind == Hit::Kind::kNothing) {
    state.selection.reset();
    return;
  }
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
  state.selection = Selection{hit.lane, event};
}

void drag_scroll_bar(const TimelineInput& input, const TimelineFrame& frame, const ImGuiIO& io,
                     const Drag& drag, ViewState& state) {
  const Box track = scroll_track(input, frame);
  const float room = track.height() - scroll_thumb(input, frame).height();
  if (room <= 0) return;
  const float part = std::clamp((io.MousePos.y - drag.grab - track.top) / room, 0.0F, 1.0F);
  state.scroll = part * (frame.content_height - frame.lanes_area.height());
}

void apply_mouse(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  apply_wheel(input, frame, io, state);
  begin_drag(input, frame, io, drag);
  if (drag.what == Drag::What::kNothing) return;
  if (drag.what == Drag::What::kScrollBar) drag_scroll_bar(input, frame, io, drag, state);
  const bool on_timeline = drag.what == Drag::What::kTimeline;
  if (on_timeline && !ImGui::IsMouseClicked(0)) {
    drag.moved += std::fabs(io.MouseDelta.x) + std::fabs(io.MouseDelta.y);
    if (drag.moved > kClickSlack * input.style.scale) {
      pan_by(state.scale, io.MouseDelta.x, input.range());
      state.scroll -= io.MouseDelta.y;
    }
  }
  if (io.MouseDown[0]) return;
  if (on_timeline && drag.moved <= kClickSlack * input.style.scale) click(input, frame, io, state);
  drag = {};
}

bool pressed(int key) { return ImGui::IsKeyPressed(key, false); }

bool down(int key) { return ImGui::IsKeyDown(key); }

void apply_moving_keys(const TimelineInput& input, ViewState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
  // After a long pause between two frames a key still moves only a little.
  const float seconds = std::min(io.DeltaTime, 0.05F);
  const float step = kKeyPanPerSecond * input.style.scale * seconds;
  const AxisRange range = input.range();
  if (down('A') || down(kKeyLeft)) pan_by(state.scale, step, range);
  if (down('D') || down(kKeyRight)) pan_by(state.scale, -step, range);
  const bool mouse_inside = lanes_area(input).contains(io.MousePos.x, io.MousePos.y);
  const double centre = mouse_inside ? io.MousePos.x : state.scale.left + state.scale.width / 2;
  const double factor = std::pow(kKeyZoomPerSecond, seconds);
  if (down('W') || down(kKeyEqual)) zoom(input, state, centre, 1 / factor);
  if (down('S') || down(kKeyMinus)) zoom(input, state, centre, factor);
  if (down(kKeyUp)) state.scroll -= step;
  if (down(kKeyDown)) state.scroll += step;
  const float page = lanes_area(input).height() - input.style.lane_height;
  if (ImGui::IsKeyPressed(kKeyPageUp)) state.scroll -= page;
  if (ImGui::IsKeyPressed(kKeyPageDown)) state.scroll += page;
}

void apply_command_keys(const TimelineInput& input, ViewState& state) {
  if (pressed('H') || pressed(kKeyF1)) state.help_open = true;
  if (pressed(kKeyEscape)) state.selection.reset();
  if (pressed(kKeyHome) || pressed('F')) {
    fit(state.scale, input.range());
    state.scroll = 0;
  }
  if (pressed('T')) switch_axis(input, state);
  if (pressed('L')) state.theme = state.theme == &kDarkTheme ? &kLightTheme : &kDarkTheme;
  const auto& findings = input.verdict->findings;
  if (pressed('N') && !findings.empty()) {
    const std::uint32_t event = findings[state.next_finding++ % findings.size()].event;
    std::uint32_t lane = input.lanes->model().coroutine(event);
    if (lane == kNone && !input.verdict->stuck_lanes.empty()) lane = input.verdict->stuck_lanes.front();
    state.reveal = Selection{lane, event};
  }
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

void apply_input(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state) {
  apply_mouse(input, frame, drag, state);
  apply_moving_keys(input, state);
  apply_command_keys(input, state);
}

void apply_help_input(ViewState& state) {
  if (pressed('H') || pressed(kKeyF1) || pressed(kKeyEscape) || ImGui::IsMouseClicked(0))
    state.help_open = false;
}

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
  const float content = content_height(input);
  state.scroll = std::clamp(state.scroll, 0.0F, std::max(content - area.height(), 0.0F));
}

}  // namespace coutil::tracer
