// How busy lanes were, in columns of equal width on an axis: what a picture shows where spans are too narrow
// to tell apart. Keeps the columns between frames, so that panning computes only what comes into sight. Knows
// no picture.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct ColumnShares {
  Shares shares{};
  bool ran = false;  // it ran here, though perhaps for no measurable time
};

// Column i covers [i * step, (i + 1) * step) of the axis; `first` <= i < `last`.
struct ColumnRange {
  Axis axis = Axis::kOrder;
  std::int64_t step = 1;
  std::int64_t first = 0, last = 0;
};

class BusyColumns {
 public:
  // What is asked for until the next call. Columns of other steps, axes and lanes are forgotten.
  void begin_frame(const Lanes& lanes, const ColumnRange& range);
  // The columns of one lane, valid until the next begin_frame(). What is not kept is computed, in
  // O(columns + log n) beyond what is in sight.
  std::span<const ColumnShares> of(std::uint32_t lane);

 private:
  struct Kept {
    std::int64_t first = 0, last = 0;
    std::uint64_t frame = 0;
    std::vector<ColumnShares> columns;
  };

  void compute(std::uint32_t lane, std::int64_t first, std::int64_t last,
               std::vector<ColumnShares>& into) const;
  std::int64_t boundary(std::int64_t column) const;
  std::uint32_t boundary_row(std::int64_t column) const {
    return rows_[static_cast<std::size_t>(column - rows_first_)];
  }
  std::int64_t axis_position(std::uint32_t row) const { return lanes_->position(range_.axis, row); }

  const Lanes* lanes_ = nullptr;
  ColumnRange range_;
  std::uint64_t frame_ = 0;
  std::int64_t rows_first_ = 0;
  std::vector<std::uint32_t> rows_;               // the first row at or after each boundary of range_
  std::unordered_map<std::uint32_t, Kept> kept_;  // by lane
};

}  // namespace coutil::tracer
