// Maps and unmaps the arena's region, and says what is wrong when it can't be had.
#include <fmt/format.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>

#include "sim/arena.h"

#if COUTIL_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#else
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif
#if !defined(MAP_FIXED_NOREPLACE)
#define MAP_FIXED_NOREPLACE 0x100000
#endif

namespace coutil {
namespace {

constexpr std::size_t kStacksBytes = kArenaHeapAddress - kArenaAddress;

[[noreturn]] void throw_unmapped(std::size_t bytes, int error) {
  if (error == EEXIST) {
    throw std::runtime_error(fmt::format(
        "the simulated world can't be placed: the address {:#x} is taken. One process holds one world: "
        "destroy the former one first, or use a process for each",
        kArenaAddress));
  }
  throw std::runtime_error(fmt::format(
      "the simulated world can't be placed: {} MiB of addresses at {:#x} were refused ({}). Only what is "
      "touched uses memory, but a limit on addresses counts all: raise it (ulimit -v unlimited), or set a "
      "lower limit for the world's heap",
      bytes >> 20, kArenaAddress, std::strerror(error)));
}

void map_region(std::size_t bytes) {
  void* wanted = reinterpret_cast<void*>(kArenaAddress);
  void* got = mmap(wanted, bytes, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (got == MAP_FAILED) throw_unmapped(bytes, errno);
  if (got != wanted) {
    munmap(got, bytes);  // a kernel before 4.17 takes the address as a hint
    throw_unmapped(bytes, EEXIST);
  }
  // Stacks become accessible one by one, as they are taken.
  void* heap = reinterpret_cast<void*>(kArenaHeapAddress);
  if (mprotect(heap, bytes - kStacksBytes, PROT_READ | PROT_WRITE) == 0) return;
  const int error = errno;
  munmap(got, bytes);
  throw_unmapped(bytes, error);
}

}  // namespace

ArenaRegion::ArenaRegion(std::size_t heap_limit_bytes) : bytes_(kStacksBytes + heap_limit_bytes) {
  if (heap_limit_bytes < kMinHeapLimitBytes || heap_limit_bytes > kMaxHeapLimitBytes) {
    throw std::invalid_argument(fmt::format("a world's heap limit of {} bytes: expected {} to {} bytes",
                                            heap_limit_bytes, kMinHeapLimitBytes, kMaxHeapLimitBytes));
  }
  map_region(bytes_);
  arena_ = ::new (reinterpret_cast<void*>(kArenaHeapAddress)) Arena(heap_limit_bytes);
}

ArenaRegion::~ArenaRegion() {
  ASAN_UNPOISON_MEMORY_REGION(arena_, arena_->used_bytes());
  munmap(reinterpret_cast<void*>(kArenaAddress), bytes_);
}

}  // namespace coutil
