// The marks of each lane, those on top of its boxes apart from those below, so that a picture finds the ones
// in sight without looking at others. Built once from the lanes; knows no picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

class MarkIndex {
 public:
  explicit MarkIndex(const Lanes& lanes);

  // Of a lane (kNone: those that belong to none): indices of Lanes::marks(), ascending. Errors and `stuck`
  // are in no list: lanes' ends and the verdict show them.
  std::span<const std::uint32_t> of(std::uint32_t lane, bool of_sockets) const {
    const std::size_t list = list_of(lane, of_sockets);
    return std::span(marks_).subspan(begin_[list], begin_[list + 1] - begin_[list]);
  }

  // Errors, `stuck`, faults and signals, ascending: what a picture of the whole trace shows.
  const std::vector<std::uint32_t>& landmarks() const { return landmarks_; }

  std::size_t memory_bytes() const {
    return (marks_.size() + begin_.size() + landmarks_.size()) * sizeof(std::uint32_t);
  }

 private:
  std::size_t list_of(std::uint32_t lane, bool of_sockets) const {
    const std::size_t row = lane < lane_count_ ? lane : lane_count_;
    return row * 2 + (of_sockets ? 1 : 0);
  }

  std::size_t lane_count_;
  std::vector<std::uint32_t> marks_, landmarks_;
  std::vector<std::uint32_t> begin_;  // by list, one more than there are
};

}  // namespace coutil::tracer
