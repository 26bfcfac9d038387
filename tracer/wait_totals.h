// Who waited where and for what, in sums: for each source line and for each object. Computed from lanes in
// one pass over the rows; knows no picture.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// Waits that have not ended last to the end of the trace. A wait for several objects counts for each of them.
struct WaitTotals {
  uint32_t waits = 0;
  int64_t waited_ns = 0, longest_ns = 0;
  int64_t waited_rows = 0;         // the same in rows: in virtual time much happens at no time at all
  uint32_t longest_event = kNone;  // the await of the longest wait; of equal ones the first
  uint32_t awaits = 0, takes = 0, emits = 0, unheard = 0, locks = 0;  // rows; unheard: emits that woke nobody
};

struct TraceTotals {
  std::vector<WaitTotals> places;   // by place
  std::vector<WaitTotals> objects;  // by object
};

TraceTotals wait_totals(const Lanes& lanes);

}  // namespace coutil::tracer
