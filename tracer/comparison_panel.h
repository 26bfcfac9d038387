// The words beside two timelines: where their runs part, what each did next, who was ready. Computed from a
// comparison as plain lines; the view only paints them. Knows no ImGui.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tracer/trace_comparison.h"

namespace coutil::tracer {

struct ComparisonPanel {
  std::string heading;                            // "the runs part after 22 equal events"
  std::vector<std::string> common;                // the last common event, who was ready
  std::array<std::vector<std::string>, 2> sides;  // what each did next, who was ready then
  std::string headers;                            // "seed 1 | 2", what the first lines say differently
};

ComparisonPanel comparison_panel(const TraceComparison& comparison);

// What one trace does with a row, and who is ready then; kNone: it is over by then. O(coroutines * log
// events).
std::vector<std::string> cursor_lines(const Lanes& lanes, std::uint32_t row);

}  // namespace coutil::tracer
