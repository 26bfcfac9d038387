// The growing buffer of TraceMemoryOutput. Must not throw: it is called from beneath Lua.
#include "engine/trace_memory_output.h"

#include <algorithm>
#include <cstdlib>

namespace coutil {
namespace {

constexpr std::size_t kFirstCapacityBytes = std::size_t{64} << 10;

}  // namespace

TraceMemoryOutput::~TraceMemoryOutput() { std::free(bytes_); }

char* TraceMemoryOutput::reserve(std::size_t size) noexcept {
  if (size <= capacity_ - size_) return error_.empty() ? bytes_ + size_ : nullptr;
  if (!error_.empty()) return nullptr;
  const std::size_t capacity = std::max({kFirstCapacityBytes, capacity_ * 2, size_ + size});
  void* grown = std::realloc(bytes_, capacity);
  if (grown == nullptr) {
    error_ = "no memory left for the trace: record to a file, or less of the run";
    return nullptr;
  }
  bytes_ = static_cast<char*>(grown);
  capacity_ = capacity;
  return bytes_ + size_;
}

void TraceMemoryOutput::rewind(std::uint64_t position) noexcept {
  size_ = std::min(size_, static_cast<std::size_t>(position));
}

}  // namespace coutil
