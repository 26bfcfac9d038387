// The steps of lay_out(), which are spread over a few files, and what they share. Only those files include
// this. Knows no ImGui.
#pragma once

#include <algorithm>
#include <cmath>

#include "tracer/timeline_layout.h"

namespace coutil::tracer::layout {

// Lanes of which at least a part is in sight: first <= lane < last.
struct VisibleLanes {
  std::uint32_t first;
  std::uint32_t last;
  bool contains(std::uint32_t lane) const { return lane >= first && lane < last; }
};

// The stretch of the axis in sight, rounded outwards.
struct VisibleRange {
  std::int64_t from;
  std::int64_t to;
};

VisibleLanes visible_lanes(const TimelineInput& input);
VisibleRange visible_range(const TimelineInput& input);

inline float lane_top(const TimelineInput& input, std::uint32_t lane) {
  return input.area.top + input.style.ruler_height + static_cast<float>(lane) * input.style.lane_height -
         input.scroll;
}
inline float box_middle(const TimelineInput& input, std::uint32_t lane) {
  return lane_top(input, lane) + input.style.box_top + input.style.box_height / 2;
}

// It was not over when the trace ended. A program that ended has no line for its main part, which ends with
// the trace.
bool goes_on(const Lanes& lanes, std::uint32_t lane);

// Where a row begins; far outside the window it is held close to it, so that pixels stay small numbers.
inline float row_x(const TimelineInput& input, std::uint32_t event) {
  const double x = input.scale.to_pixel(static_cast<double>(input.lanes->position(input.axis, event)));
  return static_cast<float>(std::clamp(x, -1e5, 1e5));
}
// Where a row itself is drawn: in the middle of its cell on the axis by order, at its time on the other.
inline float mark_x(const TimelineInput& input, std::uint32_t event) {
  const double half = input.axis == Axis::kOrder ? 0.5 : 0;
  const double position = static_cast<double>(input.lanes->position(input.axis, event)) + half;
  return static_cast<float>(std::clamp(input.scale.to_pixel(position), -1e5, 1e5));
}

void add_spans(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_holds(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_ends(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_arrows(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_dots(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_marks(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_ruler(const TimelineInput& input, TimelineFrame& frame);
void add_gutter(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);

}  // namespace coutil::tracer::layout
