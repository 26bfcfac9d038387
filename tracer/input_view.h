// What mouse and keys do to the view's state. It reads ImGui's io and changes a ViewState; it paints nothing.
#pragma once

#include "tracer/timeline_layout.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

// What the mouse is in the middle of, kept from frame to frame.
struct Drag {
  enum class What { kNothing, kTimeline, kScrollBar } what = What::kNothing;
  float moved = 0;  // pixels, to tell a drag from a click
  float grab = 0;   // of the scroll bar: from the thumb's top to the mouse
};

// Applies this frame's wheel, drag, click and keys. `frame` is the timeline as it was last painted.
void apply_input(const TimelineInput& input, const TimelineFrame& frame, Drag& drag, ViewState& state);

// The same while the help sheet is open: only what closes it, and a click anywhere.
void apply_help_input(ViewState& state);

bool shows_all(const TimelineScale& scale, const AxisRange& range);

// From the axis by time to the one by order or back; what is in sight stays in sight as far as it can.
void switch_axis(const TimelineInput& input, ViewState& state);

// Puts all (or the wanted range) in sight if that was asked for, and what is to be revealed; keeps the scroll
// position where there are lanes.
void settle(const TimelineInput& input, ViewState& state);

}  // namespace coutil::tracer
