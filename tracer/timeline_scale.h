// Where a position of the trace lies on the screen: a plain value that every drawing function is given.
// A position is a number on an axis: nanoseconds, or the row of an event. Knows no model and no ImGui.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct TimelineScale {
  double start = 0;      // the axis position at the left edge
  double per_pixel = 1;  // axis units in one pixel, above 0
  double left = 0;       // pixels, where the lanes begin
  double width = 1;      // pixels

  double to_pixel(double position) const { return left + (position - start) / per_pixel; }
  double to_position(double pixel) const { return start + (pixel - left) * per_pixel; }
  double end() const { return start + width * per_pixel; }
};

// The ends of what there is to see on the axis; high is above low.
struct AxisRange {
  double low = 0;
  double high = 1;
};

// All of `range`, with a small margin on both sides.
void fit(TimelineScale& scale, const AxisRange& range);
// Exactly `range`, without a margin.
void show(TimelineScale& scale, const AxisRange& range);
// Zooms so that what lies under `pixel` stays there. A factor below 1 shows less, larger. Zooming out stops
// when all is in sight, zooming in at `smallest` units a pixel.
void zoom_at(TimelineScale& scale, double pixel, double factor, const AxisRange& range, double smallest);
// Moves the picture by so many pixels (to the right if positive); at least a fifth of the window shows the
// trace.
void pan_by(TimelineScale& scale, double pixels, const AxisRange& range);

struct RulerTick {
  double position = 0;  // axis units
  std::string label;    // empty for a small tick between labelled ones
};

// Ticks at round numbers whose labels lie at least `spacing` pixels apart. Labels of the time axis have the
// unit that fits the zoom ("1.25 ms"), those of the order axis are event numbers ("#40").
std::vector<RulerTick> ruler_ticks(const TimelineScale& scale, Axis axis, double spacing);

// A time in the unit that fits it, with at most `digits` digits after the point: "0", "250 ns", "1.5 ms", "2
// s".
std::string time_text(std::int64_t time_ns, int digits = 3);

}  // namespace coutil::tracer
