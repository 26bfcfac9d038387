// Paints the strip of the whole trace and the graph of ready coroutines, above the lanes.
#pragma once

#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

void paint_overview(const Painter& painter, const Overview& overview);
// `left` is where its name stands.
void paint_ready(const Painter& painter, const ReadyGraph& graph, float left);

}  // namespace coutil::tracer
