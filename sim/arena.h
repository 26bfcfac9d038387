// The one memory region that a simulated world lives in: a fixed address, an allocator whose whole state
// lies inside, and the stacks of the world's fibres. Because every byte is at the same place in each run,
// addresses repeat; because nothing lies elsewhere, copying the used bytes is a checkpoint. It must not
// know Lua's types (only the shape of its allocator function), fibres' registers or what is kept in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>

#if defined(__SANITIZE_ADDRESS__)
#define COUTIL_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define COUTIL_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define COUTIL_ADDRESS_SANITIZER 0
#endif

namespace coutil {

/// Where the region begins: 4 GiB aligned, and above AddressSanitizer's shadow memory.
inline constexpr std::uintptr_t kArenaAddress = 0x200000000000;

/// The stacks come first, the heap after them, so that the heap's limit moves no address.
inline constexpr std::uintptr_t kArenaHeapAddress = kArenaAddress + (std::uintptr_t{8} << 30);

/// Instrumented frames are larger.
inline constexpr std::size_t kStackBytes = std::size_t{COUTIL_ADDRESS_SANITIZER ? 4 : 1} << 20;
inline constexpr std::size_t kStackGuardBytes = std::size_t{64} << 10;  // a page on every machine
inline constexpr std::size_t kMaxStacks = COUTIL_ADDRESS_SANITIZER ? 1024 : 4096;

inline constexpr std::size_t kDefaultHeapLimitBytes = std::size_t{1} << 30;
inline constexpr std::size_t kMinHeapLimitBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxHeapLimitBytes = std::size_t{64} << 30;

class Arena;

/// The arena as a resource for pmr containers: throws std::bad_alloc at the limit.
class ArenaResource final : public std::pmr::memory_resource {
 public:
  explicit ArenaResource(Arena* arena) noexcept : arena_(arena) {}

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override;

  Arena* arena_;
};

/// The allocator. It stands at kArenaHeapAddress, inside what it hands out; ArenaRegion makes it. Blocks
/// are aligned to 16 bytes and carry no header: who gives one back says how large it was. The same calls
/// give the same addresses. Not for more than one thread.
class Arena {
 public:
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// A block of at least `bytes` (0 counts as 1), or nullptr when the limit is reached.
  void* allocate(std::size_t bytes) noexcept;

  /// Gives back a block of `allocate(bytes)`. nullptr is allowed.
  void deallocate(void* block, std::size_t bytes) noexcept;

  /// A block of `new_bytes` with the first min(old_bytes, new_bytes) bytes of `block`, which is given
  /// back; nullptr, with `block` untouched, when the limit is reached. Never fails to shrink.
  void* reallocate(void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept;

  /// A `lua_Alloc`; `arena` is an `Arena*`. Long before the arena is full it fails once for an object: Lua
  /// then collects and asks again. It would also collect at the limit, but not for the buffers of its
  /// libraries, which would then fail for mere garbage.
  static void* lua_alloc(void* arena, void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept;

  /// For allocators of Lua's objects on top of this one: true when one object is to be refused, so that Lua
  /// collects and asks again.
  bool wants_collection() noexcept;

  std::pmr::memory_resource* resource() noexcept { return &resource_; }

  /// Bytes from the heap's start to the end of the furthest block ever handed out, this object included:
  /// what a checkpoint copies.
  std::size_t used_bytes() const noexcept { return static_cast<std::size_t>(next_ - start()); }

  /// Bytes handed out and not given back (as rounded up).
  std::size_t live_bytes() const noexcept { return live_bytes_; }

  /// What used_bytes() can't pass.
  std::size_t limit_bytes() const noexcept { return static_cast<std::size_t>(end_ - start()); }

  const std::byte* start() const noexcept { return reinterpret_cast<const std::byte*>(this); }
  std::byte* start() noexcept { return reinterpret_cast<std::byte*>(this); }

  /// Takes the lowest free stack. Returns its lowest usable byte; the stack has kStackBytes, and below it is
  /// a guard that can't be touched. nullptr when all kMaxStacks are taken.
  std::byte* take_stack() noexcept;
  void give_back_stack(std::byte* stack) noexcept;

 private:
  friend class ArenaRegion;
  struct FreeBlock {
    FreeBlock* next;
  };
  struct FreeRun {
    FreeRun* next;
    std::size_t bytes;
  };
  static constexpr std::size_t kBinCount = 192;

  explicit Arena(std::size_t limit_bytes) noexcept;
  void* take_fresh(std::size_t bin) noexcept;
  void* take_when_full(std::size_t bin) noexcept;
  void* split_larger(std::size_t bin) noexcept;
  void merge_neighbours() noexcept;
  FreeRun* take_all_sorted() noexcept;
  static FreeRun* merge_sorted(FreeRun* left, FreeRun* right) noexcept;
  void shelve(std::byte* rest, std::size_t bytes) noexcept;
  void push_free(void* block, std::size_t bin) noexcept;
  void* pop_free(std::size_t bin) noexcept;

  std::byte* next_;
  std::byte* end_;
  std::size_t live_bytes_ = 0;
  std::size_t collection_mark_;
  bool collection_asked_ = false;
  ArenaResource resource_;
  std::array<FreeBlock*, kBinCount> free_{};
  std::array<std::uint64_t, kMaxStacks / 64> taken_stacks_{};
};

/// Owns the region: maps it (zeroed, no memory is used before it is touched) and unmaps it. One process
/// can hold one at a time; the next begins with the same addresses and the same bytes.
class ArenaRegion {
 public:
  /// Throws std::runtime_error when the address is taken or memory is limited (it says what to do), and
  /// std::invalid_argument when the limit is outside [kMinHeapLimitBytes, kMaxHeapLimitBytes].
  explicit ArenaRegion(std::size_t heap_limit_bytes = kDefaultHeapLimitBytes);
  ~ArenaRegion();
  ArenaRegion(const ArenaRegion&) = delete;
  ArenaRegion& operator=(const ArenaRegion&) = delete;

  Arena& arena() noexcept { return *arena_; }
  const Arena& arena() const noexcept { return *arena_; }

 private:
  std::size_t bytes_;
  Arena* arena_;
};

}  // namespace coutil
