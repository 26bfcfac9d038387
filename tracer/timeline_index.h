// What the timeline keeps about a whole trace, beside lanes and holds, to find quickly what is in sight.
// Built once for a trace and never changed; knows no picture.
#pragma once

#include "tracer/arrow_index.h"
#include "tracer/mark_index.h"

namespace coutil::tracer {

struct TimelineIndex {
  explicit TimelineIndex(const Lanes& lanes) : arrows(lanes), marks(lanes) {}

  std::size_t memory_bytes() const { return arrows.memory_bytes() + marks.memory_bytes(); }

  const ArrowIndex arrows;
  const MarkIndex marks;
};

}  // namespace coutil::tracer
