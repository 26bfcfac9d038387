// Paints what goes on between hosts over the lanes: messages, and the stretches in which faults struck.
#pragma once

#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

void paint_messages(const Painter& painter, const TimelineFrame& frame, const Hit& hovered);
void paint_faults(const Painter& painter, const TimelineFrame& frame);

// How many a bundle stands for, in a pill around (x, y); and what there was no room for, in a corner.
void paint_count(const Painter& painter, std::uint32_t count, float x, float y);
void paint_lost_words(const Painter& painter, const TimelineFrame& frame);
void paint_unseen(const Painter& painter, const TimelineFrame& frame);

}  // namespace coutil::tracer
