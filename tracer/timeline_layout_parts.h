// The steps of lay_out(), which are spread over a few files, and what they share. Only those files include
// this. Knows no ImGui.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tracer/timeline_layout.h"

namespace coutil::tracer::layout {

// The rows of which at least a part is in sight: the pinned ones, and first <= row < last.
struct VisibleLanes {
  const LaneOrder* order;
  std::uint32_t first;
  std::uint32_t last;
  std::vector<std::uint32_t> lanes;  // of those rows, from top to bottom

  bool contains_row(std::uint32_t row) const {
    return (row >= first && row < last) || row < order->pinned_count();
  }
  bool contains(std::uint32_t lane) const { return contains_row(order->row_of(lane)); }
};

// The stretch of the axis in sight, rounded outwards, and the rows in it: first_row <= row < last_row.
struct VisibleRange {
  std::int64_t from;
  std::int64_t to;
  std::uint32_t first_row;
  std::uint32_t last_row;
};

VisibleLanes visible_lanes(const TimelineInput& input);
VisibleRange visible_range(const TimelineInput& input);

inline float row_top(const TimelineInput& input, std::uint32_t row) {
  const float scroll = row < input.order->pinned_count() ? 0 : input.scroll;
  return input.area.top + input.style.ruler_height + row_offset(input, row) - scroll;
}
inline float row_middle(const TimelineInput& input, std::uint32_t row) {
  if (input.order->rows()[row].is_group) return row_top(input, row) + input.style.group_height / 2;
  return row_top(input, row) + input.style.box_top + input.style.box_height / 2;
}
// Of lanes that have a row: the lane's top, and the middle of its boxes or of its folded group.
inline float lane_top(const TimelineInput& input, std::uint32_t lane) {
  return row_top(input, input.order->row_of(lane));
}
inline float box_middle(const TimelineInput& input, std::uint32_t lane) {
  return row_middle(input, input.order->row_of(lane));
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

void add_spans(const TimelineInput& input, const VisibleLanes& visible, BusyColumns& columns,
               TimelineFrame& frame);
void add_holds(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_ends(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_arrows(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_messages(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_faults(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_dots(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_marks(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);
void add_ruler(const TimelineInput& input, TimelineFrame& frame);
void add_overview(const TimelineInput& input, TimelineFrame& frame);
void add_ready(const TimelineInput& input, TimelineFrame& frame);
ColumnRange column_range(const TimelineInput& input);
void add_group_columns(const TimelineInput& input, const VisibleLanes& visible, const ColumnRange& range,
                       TimelineFrame& frame);
void add_gutter(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame);

}  // namespace coutil::tracer::layout
