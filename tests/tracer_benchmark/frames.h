// Measures what a frame of the window costs without a display.
#pragma once

#include <cstdio>

#include "tracer/trace_facts.h"

namespace coutil::tracer::benchmark {

// Shows 60 lanes (or all, where there are fewer) in a wide window and prints, for both axes, the CPU time of
// frames in milliseconds (median, 99th percentile, most) while the view stands still, pans and zooms. A frame
// is layout and ImGui's draw lists; what a graphics card does is not in it. And of the frame that opens each
// panel.
void measure_frames(const SharedFacts& facts, std::FILE* out);

}  // namespace coutil::tracer::benchmark
