// ByteRing: bytes that come at one end and go at the other, in one ring that grows by doubling and gives its
// memory back when it was large and is empty. It must not know where they come from.
#pragma once

#include <cstddef>
#include <memory_resource>

namespace coutil::sim {

class ByteRing final {
 public:
  explicit ByteRing(std::pmr::memory_resource* memory) noexcept : memory_(memory) {}
  ~ByteRing() { release(); }
  ByteRing(const ByteRing&) = delete;
  ByteRing& operator=(const ByteRing&) = delete;

  std::size_t size() const noexcept { return size_; }

  /// Throws std::bad_alloc and is then as before.
  void append(const char* bytes, std::size_t count);

  /// Copies `count` bytes that begin `offset` behind the first; they must be there.
  void copy(std::size_t offset, char* to, std::size_t count) const noexcept;

  /// Removes the first `count` bytes, which must be there.
  void drop(std::size_t count) noexcept;

  /// Removes all and gives the memory back.
  void clear() noexcept { release(); }

 private:
  void release() noexcept;

  std::pmr::memory_resource* memory_;
  char* bytes_ = nullptr;
  std::size_t capacity_ = 0;  // a power of two, or 0
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace coutil::sim
