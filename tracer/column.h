// A column of plain values that one thread appends to while others read what was there before: a copy of a
// column is a view that shares the memory and keeps its length. Knows nothing of what is in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "tracer/large_memory.h"

namespace coutil::tracer {

// Of all copies only one may be appended to: the one that grows. Where it runs out of room it moves to larger
// memory; the copies keep the former.
template <typename T>
class Column {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* data() const { return data_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  const T& operator[](size_t i) const { return data_[i]; }
  const T& front() const { return data_[0]; }
  const T& back() const { return data_[size_ - 1]; }
  size_t memory_bytes() const { return size_ * sizeof(T); }

  void push_back(const T& value) {
    if (size_ == ready_) {
      const T copy = value;  // may lie in the memory that is left
      make_room();
      data_[size_++] = copy;
      return;
    }
    data_[size_++] = value;
  }

  // Memory that is never touched costs nothing: the system gives pages as they are written.
  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    std::shared_ptr<T[]> memory = large_memory<T>(capacity);
    std::copy(data_, data_ + size_, memory.get());
    memory_ = std::move(memory);
    data_ = memory_.get();
    capacity_ = capacity;
    ready_ = size_;
  }

 private:
  static constexpr size_t kStep = (size_t{1} << 20) / sizeof(T);  // values whose pages are asked for together

  void make_room() {
    if (size_ == capacity_) reserve(std::max<size_t>(2 * capacity_, 64));
    ready_ = std::min(size_ + kStep, capacity_);
    if (capacity_ > kStep) make_ready(data_ + size_, (ready_ - size_) * sizeof(T), Access::kWrite);
  }

  std::shared_ptr<T[]> memory_;
  T* data_ = nullptr;
  size_t size_ = 0, capacity_ = 0;
  size_t ready_ = 0;  // up to there values can be written without further ado
};

}  // namespace coutil::tracer
