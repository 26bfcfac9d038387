// Orders in which mutexes were taken that could end in a deadlock though this run did not: one coroutine
// takes a and then b, another b and then a. Fed with the rows of a trace; bounded, whatever the trace. Knows
// no picture.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// One that held a mutex and wanted the next.
struct LockOrderStep {
  uint32_t coroutine = 0;
  uint32_t held = 0, wanted = 0;          // objects
  uint32_t held_row = 0, wanted_row = 0;  // its lock, and its lock of or await for the next
};

// Each wants what the next one holds, and the last what the first does.
using LockOrderCycle = std::vector<LockOrderStep>;

class LockOrder {
 public:
  explicit LockOrder(const TraceModel& model);

  // Rows of kind lock, unlock, await, yield and run, in order; others do nothing.
  void step(uint32_t e);

  // At most `most`, the shortest first, of coroutines that differ, lived at the same time, and held no mutex
  // in common that would keep them apart; one of them at least gave way in between, else nobody could come
  // in.
  std::vector<LockOrderCycle> cycles(const Lanes& lanes, size_t most) const;

 private:
  friend class LockCycleSearch;
  struct Hold {
    uint32_t object, row;
  };
  struct Present {
    std::vector<Hold> held;
    uint32_t last_suspend = kNone;
    uint32_t awaits = kNone;  // the mutex in whose lock it waits
  };
  // How a step was taken; those that differ in who, in what else was held, or in giving way are kept apart.
  struct Way {
    LockOrderStep step;
    std::vector<uint32_t> gates;  // held beside the one, sorted
    bool gave_way = false;        // between the two
  };
  static constexpr size_t kMostWays = 8;  // of one pair of mutexes
  static constexpr size_t kMostPairs = 20000;
  static constexpr size_t kMostHeld = 32;  // mutexes of one coroutine that are looked at

  void await(uint32_t co, uint32_t e);
  void want(uint32_t co, uint32_t object, uint32_t e);
  void add(const Present& who, const Hold& hold, const LockOrderStep& step);

  const TraceModel& model_;
  std::vector<uint32_t> owners_;                   // by object
  std::unordered_map<uint32_t, Present> present_;  // by coroutine: those that ever locked or wait to
  std::map<std::pair<uint32_t, uint32_t>, std::vector<Way>> pairs_;  // held, wanted
};

}  // namespace coutil::tracer
