// Memory for columns: from the system itself where it is large, so that it is given back at once, and with
// pages that are asked for many at a time (one by one, as they are touched, they take a third of the time
// that loading takes; transparent huge pages were measured and cost more). Knows nothing of what is in it.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace coutil::tracer {

struct LargeMemoryDeleter {
  size_t bytes = 0;
  void operator()(void* memory) const {
    if (bytes >= kLarge) {
      munmap(memory, bytes);
    } else {
      std::free(memory);
    }
  }
  static constexpr size_t kLarge = size_t{4} << 20;
};

// Room for `count` plain values, not initialised. Pages that are never touched cost nothing.
template <typename T>
std::unique_ptr<T[], LargeMemoryDeleter> large_memory(size_t count) {
  const size_t bytes = count * sizeof(T);
  if (bytes < LargeMemoryDeleter::kLarge) {
    void* memory = std::malloc(bytes == 0 ? 1 : bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return {static_cast<T*>(memory), {bytes}};
  }
  void* memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  return {static_cast<T*>(memory), {bytes}};
}

enum class Access { kRead, kWrite };

// Has the system make pages of large_memory() or of a mapped file ready. Where it can't, they come one by
// one.
inline void make_ready(const void* begin, size_t bytes, Access access) {
#if defined(MADV_POPULATE_READ) && defined(MADV_POPULATE_WRITE)
  constexpr uintptr_t kPage = 4096;
  const uintptr_t from = reinterpret_cast<uintptr_t>(begin) / kPage * kPage;
  const uintptr_t to = (reinterpret_cast<uintptr_t>(begin) + bytes + kPage - 1) / kPage * kPage;
  madvise(reinterpret_cast<void*>(from), to - from,
          access == Access::kRead ? MADV_POPULATE_READ : MADV_POPULATE_WRITE);
#else
  static_cast<void>(begin), static_cast<void>(bytes), static_cast<void>(access);
#endif
}

}  // namespace coutil::tracer
