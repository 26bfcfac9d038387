// The cursor, the bookmarks and the marked stretch, painted over the timeline.
#pragma once

#include "tracer/view_state.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

void paint_cursor(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                  const ViewState& state);
void paint_bookmarks(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                     const Bookmarks& bookmarks);
// With its length and `totals`, a few words on what happened in it.
void paint_stretch(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                   const AxisRange& stretch, const std::string& totals);

}  // namespace coutil::tracer
