// The arrows from emits to wakes by who woke whom, so that they can be counted for any stretch and any zoom
// without looking at each. Built once from the lanes; knows no picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

class ArrowIndex {
 public:
  explicit ArrowIndex(const Lanes& lanes);

  // All arrows from one lane into another.
  struct Pair {
    std::uint32_t from;   // lane
    std::uint32_t begin;  // of its wakes
  };
  std::uint32_t lane_count() const { return static_cast<std::uint32_t>(lane_begin_.size()) - 1; }
  // The pairs that end in a lane, sorted by where they come from.
  std::span<const Pair> into(std::uint32_t lane) const {
    return std::span(pairs_).subspan(lane_begin_[lane], lane_begin_[lane + 1] - lane_begin_[lane]);
  }
  // The rows of a pair's wakes, ascending; `pair` is one of those that into() returned.
  std::span<const std::uint32_t> wakes(const Pair& pair) const {
    return std::span(wakes_).subspan(pair.begin, (&pair + 1)->begin - pair.begin);
  }
  // Without those from a lane to itself.
  std::size_t arrow_count() const { return wakes_.size(); }

  std::size_t memory_bytes() const {
    return wakes_.size() * sizeof(std::uint32_t) + pairs_.size() * sizeof(Pair) +
           lane_begin_.size() * sizeof(std::uint32_t);
  }

 private:
  std::vector<std::uint32_t> wakes_;       // rows, pair after pair
  std::vector<Pair> pairs_;                // by woken lane, then by waking lane; and one that ends the last
  std::vector<std::uint32_t> lane_begin_;  // by lane, in pairs_, one more than there are lanes
};

}  // namespace coutil::tracer
