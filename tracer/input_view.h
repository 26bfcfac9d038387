// What the mouse does to the timeline. It reads ImGui's io and changes a ViewState; it paints nothing. Keys
// are in key_view and command_view.
#pragma once

#include "tracer/timeline_layout.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

// What the mouse is in the middle of, kept from frame to frame.
struct Drag {
  enum class What { kNothing, kTimeline, kRuler, kScrollBar, kOverview } what = What::kNothing;
  float moved = 0;  // pixels, to tell a drag from a click
  float grab = 0;   // of the scroll bar and the overview: from the thumb's edge to the mouse
  double from = 0;  // of the ruler: where on the axis it began
  Hit clicked;      // what the last click was on, for the second one: by then something else may be there
};

// Applies this frame's wheel, drag and clicks. `frame` is the timeline as it was last painted.
void apply_input(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state);

// The row at a position of the present axis: the last one at or before it; kNone in a trace without any.
std::uint32_t row_at(const TimelineInput& input, double position);

void zoom_view(const TimelineInput& input, ViewState& state, double pixel, double factor);
// Shows the rows from `from` to `to` with a small margin; a span, or a row alone.
void zoom_to_rows(const TimelineInput& input, ViewState& state, std::uint32_t from, std::uint32_t to);
void zoom_to_span(const TimelineInput& input, ViewState& state, const Selection& which);

bool shows_all(const TimelineScale& scale, const AxisRange& range);

// From the axis by time to the one by order or back; what is in sight stays in sight as far as it can.
void switch_axis(const TimelineInput& input, ViewState& state);

// Puts all (or the wanted range) in sight if that was asked for, and what is to be revealed; keeps the scroll
// position where there are lanes.
void settle(const TimelineInput& input, ViewState& state);

}  // namespace coutil::tracer
