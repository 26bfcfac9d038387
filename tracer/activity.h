// How many coroutines ran, were ready and waited at any time: for each program and for all of them together,
// in blocks of rows, so that a stretch of any length costs the same. Built once from the lanes; knows no
// picture.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// Mean numbers of coroutines in a stretch. `idle` wait, are suspended or were not started yet.
struct ActivityMean {
  double running = 0, ready = 0, idle = 0;
};

class Activity {
 public:
  explicit Activity(const Lanes& lanes);

  // Of all, or of one program. Exact from block to block (of a short trace: from row to row), and even within
  // a block. O(log blocks).
  ActivityMean between(Axis axis, std::int64_t from, std::int64_t to) const;
  ActivityMean of_program(std::uint32_t program, Axis axis, std::int64_t from, std::int64_t to) const;
  // About how many rows have a time before `time_ns`; exact from block to block.
  double rows_before(std::int64_t time_ns) const;

  std::uint32_t block_rows() const { return std::uint32_t{1} << shift_; }
  std::size_t memory_bytes() const {
    return block_times_.size() * sizeof(std::int64_t) + sums_.size() * sizeof(Sums);
  }

 private:
  using Sums = std::array<double, 6>;  // running, ready, idle in rows; the same in nanoseconds

  Sums* of(std::size_t slot) { return sums_.data() + slot * (block_count_ + 1); }
  void add_span(const Span& span, std::int64_t begin_ns, std::int64_t end_ns, std::size_t kind, Sums* sums,
                std::array<std::int64_t, 3>* covers) const;
  using Covers = std::vector<std::array<std::int64_t, 3>>;  // by program and block: begins less ends
  void add_spans(const Lanes& lanes, Covers& covers);
  void build(const Lanes& lanes, std::size_t program_count);
  ActivityMean mean(std::size_t slot, Axis axis, std::int64_t from, std::int64_t to) const;
  // Which block a position is in, and how far, in parts of 1.
  std::pair<std::size_t, double> locate(Axis axis, std::int64_t position) const;

  int shift_ = 0;  // a block has 2^shift_ rows
  std::size_t block_count_ = 0, all_slot_ = 0;
  std::int64_t rows_ = 0;
  std::vector<std::int64_t> block_times_;  // of each block's first row, and the end of the trace
  std::vector<Sums> sums_;                 // by program, then all: what came before each block
};

}  // namespace coutil::tracer
