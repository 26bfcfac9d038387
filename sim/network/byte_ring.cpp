// The ring of bytes: see the header.
#include "sim/network/byte_ring.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace coutil::sim {

namespace {

constexpr std::size_t kLeast = 256;
constexpr std::size_t kKeptWhenEmpty = 4096;

}  // namespace

void ByteRing::append(const char* bytes, std::size_t count) {
  if (count == 0) return;
  if (size_ + count > capacity_) {
    const std::size_t capacity = std::max(kLeast, std::bit_ceil(size_ + count));
    char* grown = static_cast<char*>(memory_->allocate(capacity));
    const std::size_t size = size_;
    copy(0, grown, size);
    release();
    bytes_ = grown;
    capacity_ = capacity;
    size_ = size;
  }
  const std::size_t begin = (first_ + size_) & (capacity_ - 1);
  const std::size_t until_end = std::min(count, capacity_ - begin);
  std::memcpy(bytes_ + begin, bytes, until_end);
  if (count > until_end) std::memcpy(bytes_, bytes + until_end, count - until_end);
  size_ += count;
}

void ByteRing::copy(std::size_t offset, char* to, std::size_t count) const noexcept {
  if (count == 0) return;
  const std::size_t begin = (first_ + offset) & (capacity_ - 1);
  const std::size_t until_end = std::min(count, capacity_ - begin);
  std::memcpy(to, bytes_ + begin, until_end);
  if (count > until_end) std::memcpy(to + until_end, bytes_, count - until_end);
}

void ByteRing::drop(std::size_t count) noexcept {
  if (count == 0) return;
  first_ = (first_ + count) & (capacity_ - 1);
  size_ -= count;
  if (size_ > 0) return;
  first_ = 0;
  if (capacity_ > kKeptWhenEmpty) release();
}

void ByteRing::release() noexcept {
  if (bytes_ != nullptr) memory_->deallocate(bytes_, capacity_);
  bytes_ = nullptr;
  capacity_ = first_ = size_ = 0;
}

}  // namespace coutil::sim
