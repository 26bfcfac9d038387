// What else is worth knowing about a run, beside its verdict: emits that nobody heard before a wait that
// never ended, orders of locking that could deadlock, the mutexes most waited for, the longest waits. One
// pass over the rows. Knows words, no picture.
#pragma once

#include <vector>

#include "tracer/lane.h"
#include "tracer/lock_order.h"
#include "tracer/timeline_verdict.h"

namespace coutil::tracer {

// An emit that nobody heard, and the wait for the same object that began after it and never ended.
struct LostWake {
  uint32_t emit = 0, await = 0;  // rows
  uint32_t object = 0;
};

// How often and how long coroutines stood in a mutex's lock.
struct Contention {
  uint32_t object = 0;
  uint32_t waits = 0;
  int64_t waited_ns = 0;
  uint32_t longest_wait = kNone;  // its await
  int64_t longest_ns = 0;
};

struct RunHints {
  std::vector<LostWake> lost_wakes;         // by await
  std::vector<LockOrderCycle> lock_orders;  // the shortest first
  std::vector<Contention> contention;       // the most waited for first
  std::vector<uint32_t> longest_waits;      // awaits, the longest first; pauses are none
};

RunHints find_hints(const Lanes& lanes, const Verdict& verdict);

// The hints in words, what may be wrong first.
std::vector<Finding> find_findings(const Lanes& lanes, const Verdict& verdict);

}  // namespace coutil::tracer
