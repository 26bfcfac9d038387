// Times that never fall, in a little over four bytes each: every 64 rows a whole time, and for each row what
// it is later than that. Knows nothing of the rows.
#pragma once

#include <cstdint>

#include "tracer/column.h"

namespace coutil::tracer {

class TimeColumn {
 public:
  size_t size() const { return later_.size(); }
  bool empty() const { return later_.empty(); }
  int64_t front() const { return bases_.front(); }
  int64_t back() const { return (*this)[size() - 1]; }

  int64_t operator[](size_t row) const {
    const uint32_t later = later_[row];
    if (later != kFar) return bases_[row / kStride] + later;
    const auto less = [](const Far& far, size_t wanted) { return far.row < wanted; };
    return std::lower_bound(far_.begin(), far_.end(), row, less)->time_ns;
  }

  void push_back(int64_t time_ns) {
    if (size() % kStride == 0) bases_.push_back(time_ns);
    const int64_t later = time_ns - bases_.back();
    const bool is_far = later < 0 || later >= int64_t{kFar};
    if (is_far) far_.push_back({static_cast<uint32_t>(size()), time_ns});
    later_.push_back(is_far ? kFar : static_cast<uint32_t>(later));
  }

  void reserve(size_t rows) {
    later_.reserve(rows);
    bases_.reserve(rows / kStride + 1);
  }

  // The first row whose time is not below (`after`: is above) `time_ns`; size() for none. O(log n).
  size_t first(int64_t time_ns, bool after) const {
    size_t low = 0, high = size();
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      const int64_t there = (*this)[middle];
      if (after ? there <= time_ns : there < time_ns) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  size_t memory_bytes() const { return later_.memory_bytes() + bases_.memory_bytes() + far_.memory_bytes(); }

 private:
  static constexpr size_t kStride = 64;
  static constexpr uint32_t kFar = 0xffffffffU;  // 4.3 s and more after its base: the time stands in far_
  struct Far {
    uint32_t row;
    int64_t time_ns;
  };
  Column<uint32_t> later_;
  Column<int64_t> bases_;
  Column<Far> far_;
};

}  // namespace coutil::tracer
