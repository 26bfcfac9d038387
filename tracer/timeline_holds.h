// Who held which mutex from when to when, from the lock and unlock rows. Computed once; knows no picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

// A mutex held from row `begin` to row `end` (event_count(): to the trace's end).
struct Hold {
  std::uint32_t coroutine;
  std::uint32_t object;
  std::uint32_t begin;
  std::uint32_t end;
};

class Holds {
 public:
  explicit Holds(const TraceModel& model);

  bool empty() const { return holds_.empty(); }
  std::size_t memory_bytes() const;
  // All of one coroutine, sorted by begin.
  std::span<const Hold> of(std::uint32_t coroutine) const;
  // Those of one coroutine that touch the rows [from, to), from the first to the last of them. O(log n).
  std::span<const Hold> between(std::uint32_t coroutine, std::uint32_t from, std::uint32_t to) const;
  // Who holds `object` once row `event` took effect; kNone for nobody.
  std::uint32_t owner_after(std::uint32_t object, std::uint32_t event) const;

 private:
  std::vector<Hold> holds_;                // by coroutine, then by begin
  std::vector<std::size_t> lane_begin_;    // by coroutine, in holds_
  std::vector<std::uint32_t> reach_;       // the latest end of each hold and those before it of its lane
  std::vector<std::uint32_t> by_object_;   // indices of holds_, by object, then by begin
  std::vector<std::size_t> object_begin_;  // by object, in by_object_
};

}  // namespace coutil::tracer
