// The facts of a trace in numbers: who did how much, who waited for what and how long, which mutexes were
// fought over. Computed from model and lanes as plain structs; printed as aligned text or as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct MutexUse {
  uint32_t object = 0;
  uint32_t locks = 0;  // how often it was taken
  uint32_t waits = 0;  // how often somebody had to wait for it
  int64_t waited_ns = 0, longest_wait_ns = 0, held_ns = 0;
  uint32_t longest_wait_event = kNone;  // its await
  uint32_t owner = kNone;               // at the end of the trace
};

// One entry for each object that was ever locked, the most waited for first.
std::vector<MutexUse> mutex_uses(const Lanes& lanes);

// Aligned columns, no line wider than `width` cells; `color` for a terminal.
std::string summary_text(const Lanes& lanes, size_t width, bool color);

// One JSON object, in one line without a newline; times in nanoseconds.
std::string summary_json(const Lanes& lanes);

}  // namespace coutil::tracer
