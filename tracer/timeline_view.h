// Paints a laid-out timeline: ruler, lanes, arrows, gutter. It decides nothing: what is where comes from the
// layout.
#pragma once

#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

void paint_timeline(const Painter& painter, const TimelineInput& input, const TimelineFrame& frame,
                    const ViewState& state, const Hit& hovered);

// The bar at the right edge that shows which lanes are in sight; empty where all are.
Box scroll_track(const TimelineInput& input, const TimelineFrame& frame);
Box scroll_thumb(const TimelineInput& input, const TimelineFrame& frame);

}  // namespace coutil::tracer
