// Says where a trace breaks what always holds of one: order of times and ids, waits, wakes, brackets, owners,
// counts. Knows the format's promises; what it prints is the command's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

struct CheckReport {
  std::vector<Defect> violations;  // the first ones, by line
  uint64_t count = 0;              // of all
  bool cut_short = false;          // no `fin`: counts and missing wakes at the end can't be checked
};

// The model must have been read with ReadOptions::keep_defects, and as many kept as wanted here.
CheckReport check_trace(const TraceModel& model, size_t kept = 100);

}  // namespace coutil::tracer
