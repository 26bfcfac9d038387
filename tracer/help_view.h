// The help sheet: what every key and the mouse do.
#pragma once

#include "tracer/shape_view.h"

namespace coutil::tracer {

// Painted over everything else, in the middle of `area`.
void paint_help(const Painter& painter, const Box& area);

}  // namespace coutil::tracer
