// A picture of a trace: the window's frame, drawn into a PNG with no display. Knows no ImGui.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/theme.h"
#include "tracer/timeline_scale.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

struct ShotOptions {
  int width = 1600;
  int height = 0;  // 0: as high as the lanes need, within reason
  float scale = 1;
  const Theme* theme = &kDarkTheme;
  std::optional<Axis> axis;        // absent: the one that suits the trace
  std::optional<AxisRange> range;  // in nanoseconds; absent: all
  std::optional<Tab> panel;        // the dock's tab to open; then the toolbar is there too, as in the window
  std::uint32_t selected = kNone;  // a row
  std::uint32_t cursor = kNone;    // a row; kNone: at what is selected, else at the end
  std::optional<AxisRange> rows;   // on the axis that is drawn; goes before `range`
  std::vector<uint32_t> lanes;     // only these, sorted; empty: all
  bool at_parting = false;         // of two traces: only the events around the place where they part
};

// Writes the picture as a PNG, the same bytes for the same trace and options. Returns an empty string, or one
// line that says why it could not be written.
std::string write_shot(const Lanes& lanes, const std::string& path, const ShotOptions& options);

// The same of two traces, one above the other, with the place where their runs part. Throws TraceError.
std::string write_comparison_shot(const std::string& first, const std::string& second,
                                  const std::string& path, const ShotOptions& options);

}  // namespace coutil::tracer
