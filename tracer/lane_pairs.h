// Which lane of one trace is which of another: the same id with the same name, else the same name. Knows no
// picture.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

// By lane of `from`: its lane in `to`, or kNone. No two have the same partner. O(lanes log lanes).
std::vector<uint32_t> pair_lanes(const TraceModel& from, const TraceModel& to);

}  // namespace coutil::tracer
