// Which stretch of an axis a column of characters stands for. A plain value: knows nothing of lanes and
// drawing.
#pragma once

#include <algorithm>
#include <cstdint>

#include "tracer/lane.h"

namespace coutil::tracer {

struct TextScale {
  Axis axis = Axis::kOrder;
  int64_t from = 0, to = 1;  // of the whole picture, to is outside of it
  size_t columns = 1;

  // Few rows get some columns each, so that every step can be seen; else the columns share the stretch.
  static TextScale fit(Axis axis, int64_t from, int64_t to, size_t width) {
    constexpr int64_t kMostColumnsARow = 3;
    TextScale scale{axis, from, std::max(to, from + 1), std::max<size_t>(width, 1)};
    const int64_t rows = scale.to - scale.from;
    const auto wide = static_cast<int64_t>(scale.columns);
    if (axis == Axis::kOrder && rows <= wide) {
      scale.columns = static_cast<size_t>(rows * std::min(wide / rows, kMostColumnsARow));
    }
    return scale;
  }

  int64_t position(size_t column) const {
    return from + static_cast<int64_t>(static_cast<Wide>(to - from) * column / columns);
  }
  // The column that a position lies in; may be `columns` for the end.
  size_t column(int64_t position) const {
    if (position <= from) return 0;
    if (position >= to) return columns;
    auto guess =
        static_cast<size_t>(static_cast<Wide>(position - from) * columns / static_cast<Wide>(to - from));
    // Rounding; the first of a row's own columns.
    while (guess + 1 < columns && this->position(guess) < position && this->position(guess + 1) <= position)
      guess++;
    return guess;
  }
  // Has every row a column of its own?
  bool shows_rows() const { return axis == Axis::kOrder && to - from <= static_cast<int64_t>(columns); }

 private:
  __extension__ using Wide = unsigned __int128;
};

}  // namespace coutil::tracer
