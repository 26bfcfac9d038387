// The timeline as a vector picture: what lay_out() computed, as SVG with its texts as texts, for papers and
// pages. Knows layouts and themes, no ImGui; a browser opens it, and tells a box's story when the mouse rests
// on it.
#pragma once

#include <optional>
#include <vector>

#include "tracer/export_output.h"
#include "tracer/theme.h"
#include "tracer/timeline_scale.h"
#include "tracer/trace_facts.h"

namespace coutil::tracer {

struct SvgOptions {
  float width = 1200;  // pixels; it is as high as its lanes need
  const Theme* theme = &kLightTheme;
  std::optional<Axis> axis;       // absent: the one that suits the trace
  uint32_t from = 0, to = kNone;  // rows
  std::vector<bool> has_lane;     // by lane
};

// No more lanes than this are drawn; the picture says how many are not.
inline constexpr uint32_t kMostSvgLanes = 200;

// Throws ExportError.
void export_svg(const TraceFacts& facts, const SvgOptions& options, ExportOutput& out);

}  // namespace coutil::tracer
