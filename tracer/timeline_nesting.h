// When a coroutine that counts as running had handed the processor to one that it resumed. Computed once;
// knows no picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// From row `begin` to row `end` the coroutine was in the middle of resuming `resumed`.
struct Resuming {
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t resumed;
};

class Nesting {
 public:
  explicit Nesting(const Lanes& lanes);

  bool empty() const { return resumings_.empty(); }
  std::size_t memory_bytes() const {
    return resumings_.size() * sizeof(Resuming) + lane_begin_.size() * sizeof(std::size_t);
  }

  // Those of one lane that touch the rows [from, to], sorted; they do not overlap.
  std::span<const Resuming> between(std::uint32_t lane, std::uint32_t from, std::uint32_t to) const;

 private:
  std::vector<Resuming> resumings_;      // lane after lane
  std::vector<std::size_t> lane_begin_;  // by lane, one more than there are lanes
};

}  // namespace coutil::tracer
