// A column of plain values that one thread appends to while others read what was there before: a copy of a
// column is a view that shares the memory and keeps its length. Knows nothing of what is in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

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
    if (size_ == capacity_) {
      const T copy = value;  // may lie in the memory that is left
      reserve(std::max<size_t>(2 * capacity_, 64));
      data_[size_++] = copy;
      return;
    }
    data_[size_++] = value;
  }

  // Memory that is never touched costs nothing: the system gives pages as they are written.
  void reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    T* memory = static_cast<T*>(std::malloc(capacity * sizeof(T)));
    if (memory == nullptr) throw std::bad_alloc();
    std::copy(data_, data_ + size_, memory);
    memory_ = std::shared_ptr<T>(memory, [](T* which) { std::free(which); });
    data_ = memory;
    capacity_ = capacity;
  }

 private:
  std::shared_ptr<T> memory_;
  T* data_ = nullptr;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace coutil::tracer
