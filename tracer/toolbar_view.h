// The strip under the header: play and steps, speed, where the cursor stands, and the field to search with.
#pragma once

#include <vector>

#include "tracer/command_view.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

float toolbar_height(const Painter& painter);

// Paints it; what was clicked comes back as commands.
std::vector<Command> paint_toolbar(const Ui& ui, const Box& area, const TimelineInput& input,
                                   const ViewState& state);

// Where the field for searching stands in the toolbar.
Box search_box(const Painter& painter, const Box& toolbar);

}  // namespace coutil::tracer
