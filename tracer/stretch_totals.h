// What happened in a stretch of the trace: rows of each kind, and how long all lanes together were in each
// state. O(lanes log n). Knows no picture.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tracer/lane.h"
#include "tracer/row_index.h"

namespace coutil::tracer {

struct StretchTotals {
  Axis axis = Axis::kTime;
  std::int64_t from = 0, to = 0;              // on the axis
  std::uint32_t first_row = 0, last_row = 0;  // [first, last)
  KindCounts counts{};
  std::array<double, kSpanStateCount> states{};  // by State, summed over lanes, in units of the axis
};

// [from, to) on an axis.
StretchTotals stretch_totals(const Lanes& lanes, const RowIndex& rows, Axis axis, std::int64_t from,
                             std::int64_t to);

// "1.2 ms  ·  120 events  ·  4 emits, 12 wakes  ·  running 40 %, waiting 60 %".
std::string stretch_text(const StretchTotals& totals);

}  // namespace coutil::tracer
