// How the marks look: notes, what sockets do, signals, processes. Used by the timeline and by its legend
// alike, so that the two can't differ.
#pragma once

#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

void paint_mark(const Painter& painter, const MarkGlyph& mark);

// Behind a mark that the mouse is on or that is selected.
void paint_halo(const Painter& painter, const MarkGlyph& mark);

// What stands for something that was lost.
void paint_cross(const Painter& painter, float x, float y);

}  // namespace coutil::tracer
