// ProcessHeap: the memory of one simulated process, taken from the arena in pages, so that all of it can be
// given back at once when the process is killed and nothing of it may run any more. It must not know what is
// kept in it (only the shape of Lua's allocator function).
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>

namespace coutil {
class Arena;
}

namespace coutil::sim {

class ProcessHeap final : public std::pmr::memory_resource {
 public:
  /// Without an arena there is nothing to be had.
  explicit ProcessHeap(Arena* arena = nullptr) noexcept : arena_(arena) {}

  /// Gives everything back.
  ~ProcessHeap() override;
  ProcessHeap(const ProcessHeap&) = delete;
  ProcessHeap& operator=(const ProcessHeap&) = delete;

  /// A `lua_Alloc`; `heap` is a `ProcessHeap*`. As Arena::lua_alloc it fails once, long before the arena is
  /// full, so that Lua collects.
  static void* lua_alloc(void* heap, void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept;

  /// Null when the arena is full. Blocks are aligned to 16 bytes.
  void* allocate_block(std::size_t bytes) noexcept;
  void deallocate_block(void* block, std::size_t bytes) noexcept;

 private:
  static constexpr std::size_t kGranule = 16;
  static constexpr std::size_t kLargestSmall = 1024;
  static constexpr std::size_t kPageBytes = std::size_t{32} << 10;
  static constexpr std::size_t kBinCount = kLargestSmall / kGranule;

  // Before what it holds; in a list of all of the heap.
  struct alignas(kGranule) Region {
    Region* previous;
    Region* next;
    std::size_t bytes;  // with this
  };
  struct FreeBlock {
    FreeBlock* next;
  };

  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  static std::size_t bin_of(std::size_t bytes) noexcept { return (bytes - 1) / kGranule; }
  static std::size_t bin_bytes(std::size_t bin) noexcept { return (bin + 1) * kGranule; }
  void* reallocate(void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept;
  void* allocate_large(std::size_t bytes) noexcept;
  void* reallocate_large(void* block, std::size_t new_bytes) noexcept;
  void free_large(void* block) noexcept;
  Region* take_region(std::size_t bytes) noexcept;
  void link(Region* region) noexcept;
  bool add_page() noexcept;
  void push_free(void* block, std::size_t bin) noexcept;

  Arena* arena_;
  Region* first_ = nullptr;
  std::byte* next_ = nullptr;  // of the page that is handed out now
  std::byte* end_ = nullptr;
  std::array<FreeBlock*, kBinCount> free_{};
};

}  // namespace coutil::sim
