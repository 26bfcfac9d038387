// Who is ready at a moment, in which order, and whom a choice among them took. Knows no picture.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/lane.h"
#include "tracer/timeline_story.h"

namespace coutil::tracer {

// Those that are ready once row `event` took effect, in the order in which they became so. O(lanes log n).
std::vector<std::uint32_t> ready_after(const Lanes& lanes, std::uint32_t event);

// The same in words, and what the next `pick` at that instant took.
Story ready_story(const Lanes& lanes, std::uint32_t event);

}  // namespace coutil::tracer
