// Draws the lanes of a trace with characters: a picture that a terminal shows at a glance.
// Knows lanes and characters; knows nothing of windows, and prints nothing itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tracer/lane.h"

namespace coutil::tracer {

struct TextOptions {
  size_t width = 80;         // cells, at least 40
  bool ascii = false;        // no characters beyond ASCII
  bool color = false;        // escape sequences of a terminal
  std::optional<Axis> axis;  // else the one that shows more
  // A stretch on that axis (nanoseconds or rows); where absent, from the beginning and to the end.
  std::optional<int64_t> from, to;
  size_t lanes = 32;  // how many at most; the rest is counted below them
};

// Lines with a newline each: what run it was, a ruler, a lane each coroutine, a legend, and who is stuck and
// why.
std::string draw_text_lanes(const Lanes& lanes, const TextOptions& options);

}  // namespace coutil::tracer
