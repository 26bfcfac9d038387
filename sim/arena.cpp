// The allocator: one list of free blocks for each size, and fresh memory at the end of what was used. Sizes
// go in steps of 16 bytes up to 1024 and in four steps for each doubling above, which fits Lua's tables.
// Only when no fresh memory is left are larger free blocks split, and neighbours merged.
#include "sim/arena.h"

#include <sys/mman.h>

#include <bit>
#include <cstring>
#include <new>

#if COUTIL_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

namespace coutil {
namespace {

constexpr std::size_t kAlignment = 16;
constexpr std::size_t kSmallBytes = 1024;
constexpr std::size_t kSmallBins = kSmallBytes / kAlignment;
constexpr int kSmallBits = 10;  // kSmallBytes = 2^10

/// The bin whose blocks hold `bytes`, which is at least 1.
constexpr std::size_t bin_of(std::size_t bytes) noexcept {
  const std::size_t last = bytes - 1;
  if (bytes <= kSmallBytes) return last / kAlignment;
  const int doubling = std::bit_width(last) - 1;
  const std::size_t quarter = (last >> (doubling - 2)) & 3;
  return kSmallBins + static_cast<std::size_t>(doubling - kSmallBits) * 4 + quarter;
}

/// The size of a bin's blocks.
constexpr std::size_t bin_bytes(std::size_t bin) noexcept {
  if (bin < kSmallBins) return (bin + 1) * kAlignment;
  const std::size_t doubling = (bin - kSmallBins) / 4 + kSmallBits;
  const std::size_t quarter = (bin - kSmallBins) % 4;
  return (std::size_t{1} << doubling) + ((quarter + 1) << (doubling - 2));
}

static_assert(bin_bytes(bin_of(1)) == 16 && bin_bytes(bin_of(1024)) == 1024);
static_assert(bin_bytes(bin_of(1025)) == 1280 && bin_bytes(bin_of(2048)) == 2048);

/// The largest bin whose blocks fit into `bytes`, which is at least 16.
constexpr std::size_t bin_inside(std::size_t bytes) noexcept {
  const std::size_t bin = bin_of(bytes);
  return bin_bytes(bin) <= bytes ? bin : bin - 1;
}

constexpr std::size_t kStackSlotBytes = kStackGuardBytes + kStackBytes;
static_assert(kMaxStacks * kStackSlotBytes <= kArenaHeapAddress - kArenaAddress);

std::size_t at_least_one(std::size_t bytes) noexcept { return bytes == 0 ? 1 : bytes; }

}  // namespace

Arena::Arena(std::size_t limit_bytes) noexcept : resource_(this) {
  end_ = start() + limit_bytes;
  next_ = start() + (sizeof(Arena) + kAlignment - 1) / kAlignment * kAlignment;
  collection_mark_ = limit_bytes / 2;
}

void* Arena::allocate(std::size_t bytes) noexcept {
  bytes = at_least_one(bytes);
  if (bytes > kMaxHeapLimitBytes) return nullptr;
  const std::size_t bin = bin_of(bytes);
  void* block = free_[bin] != nullptr ? pop_free(bin) : take_fresh(bin);
  if (block == nullptr) block = take_when_full(bin);
  if (block == nullptr) return nullptr;
  live_bytes_ += bin_bytes(bin);
  ASAN_UNPOISON_MEMORY_REGION(block, bytes);
  ASAN_POISON_MEMORY_REGION(static_cast<std::byte*>(block) + bytes, bin_bytes(bin) - bytes);
  return block;
}

void Arena::deallocate(void* block, std::size_t bytes) noexcept {
  if (block == nullptr) return;
  const std::size_t bin = bin_of(at_least_one(bytes));
  live_bytes_ -= bin_bytes(bin);
  push_free(block, bin);
}

void* Arena::reallocate(void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept {
  if (block == nullptr) return allocate(new_bytes);
  old_bytes = at_least_one(old_bytes);
  new_bytes = at_least_one(new_bytes);
  if (new_bytes > kMaxHeapLimitBytes) return nullptr;
  const std::size_t old_bin = bin_of(old_bytes);
  const std::size_t new_bin = bin_of(new_bytes);
  void* moved = new_bin == old_bin ? nullptr : allocate(new_bytes);
  if (moved != nullptr) {
    std::memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
    deallocate(block, old_bytes);
    return moved;
  }
  if (new_bin > old_bin) return nullptr;
  // It stays where it is: its size needs no other block, or the arena is full.
  live_bytes_ -= bin_bytes(old_bin) - bin_bytes(new_bin);
  shelve(static_cast<std::byte*>(block) + bin_bytes(new_bin), bin_bytes(old_bin) - bin_bytes(new_bin));
  ASAN_UNPOISON_MEMORY_REGION(block, new_bytes);
  ASAN_POISON_MEMORY_REGION(static_cast<std::byte*>(block) + new_bytes, bin_bytes(new_bin) - new_bytes);
  return block;
}

void* Arena::lua_alloc(void* arena, void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept {
  Arena& self = *static_cast<Arena*>(arena);
  if (new_bytes == 0) {
    self.deallocate(block, old_bytes);
    return nullptr;
  }
  if (block != nullptr) return self.reallocate(block, old_bytes, new_bytes);
  // Without a block, the old size is the number of the new object's type; 0 for what is no object.
  const bool is_object = old_bytes != 0;
  return is_object && self.wants_collection() ? nullptr : self.allocate(new_bytes);
}

bool Arena::wants_collection() noexcept {
  if (collection_asked_) {  // Lua collected, and asks again
    collection_asked_ = false;
    collection_mark_ = live_bytes_ + (limit_bytes() - live_bytes_) / 2;
    return false;
  }
  collection_asked_ = live_bytes_ > collection_mark_;
  return collection_asked_;
}

void* Arena::take_fresh(std::size_t bin) noexcept {
  const std::size_t bytes = bin_bytes(bin);
  if (static_cast<std::size_t>(end_ - next_) < bytes) return nullptr;
  void* block = next_;
  next_ += bytes;
  return block;
}

void* Arena::take_when_full(std::size_t bin) noexcept {
  void* block = split_larger(bin);
  if (block != nullptr || used_bytes() - live_bytes_ < bin_bytes(bin)) return block;
  merge_neighbours();
  return free_[bin] != nullptr ? pop_free(bin) : split_larger(bin);
}

void* Arena::split_larger(std::size_t bin) noexcept {
  for (std::size_t larger = bin + 1; larger < kBinCount; ++larger) {
    if (free_[larger] == nullptr) continue;
    auto* block = static_cast<std::byte*>(pop_free(larger));
    shelve(block + bin_bytes(bin), bin_bytes(larger) - bin_bytes(bin));
    return block;
  }
  return nullptr;
}

void Arena::shelve(std::byte* rest, std::size_t bytes) noexcept {
  while (bytes != 0) {
    const std::size_t bin = bin_inside(bytes);
    push_free(rest, bin);
    rest += bin_bytes(bin);
    bytes -= bin_bytes(bin);
  }
}

void Arena::push_free(void* block, std::size_t bin) noexcept {
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(FreeBlock));
  free_[bin] = ::new (block) FreeBlock{free_[bin]};
  ASAN_POISON_MEMORY_REGION(block, bin_bytes(bin));
}

void* Arena::pop_free(std::size_t bin) noexcept {
  FreeBlock* block = free_[bin];
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(FreeBlock));
  free_[bin] = block->next;
  return block;
}

void Arena::merge_neighbours() noexcept {
  FreeRun* run = take_all_sorted();
  while (run != nullptr) {
    auto* begin = reinterpret_cast<std::byte*>(run);
    std::size_t bytes = 0;
    while (run != nullptr && reinterpret_cast<std::byte*>(run) == begin + bytes) {
      bytes += run->bytes;
      run = run->next;
    }
    shelve(begin, bytes);
  }
}

Arena::FreeRun* Arena::take_all_sorted() noexcept {
  // A merge sort from below: sorted[i] is empty or has 2^i blocks.
  std::array<FreeRun*, 48> sorted{};
  for (std::size_t bin = 0; bin < kBinCount; ++bin) {
    while (free_[bin] != nullptr) {
      void* block = pop_free(bin);
      ASAN_UNPOISON_MEMORY_REGION(block, sizeof(FreeRun));
      auto* run = ::new (block) FreeRun{nullptr, bin_bytes(bin)};
      std::size_t level = 0;
      for (; sorted[level] != nullptr; ++level) {
        run = merge_sorted(sorted[level], run);
        sorted[level] = nullptr;
      }
      sorted[level] = run;
    }
  }
  FreeRun* all = nullptr;
  for (FreeRun* run : sorted) all = merge_sorted(run, all);
  return all;
}

Arena::FreeRun* Arena::merge_sorted(FreeRun* left, FreeRun* right) noexcept {
  FreeRun* first = nullptr;
  FreeRun** end = &first;
  while (left != nullptr && right != nullptr) {
    FreeRun*& lower = left < right ? left : right;
    *end = lower;
    end = &lower->next;
    lower = lower->next;
  }
  *end = left != nullptr ? left : right;
  return first;
}

std::byte* Arena::take_stack() noexcept {
  for (std::size_t word = 0; word < taken_stacks_.size(); ++word) {
    const int bit = std::countr_one(taken_stacks_[word]);
    if (bit == 64) continue;
    const std::size_t slot = word * 64 + static_cast<std::size_t>(bit);
    auto* guard = reinterpret_cast<std::byte*>(kArenaAddress + slot * kStackSlotBytes);
    std::byte* stack = guard + kStackGuardBytes;
    if (mprotect(stack, kStackBytes, PROT_READ | PROT_WRITE) != 0) return nullptr;
    taken_stacks_[word] |= std::uint64_t{1} << bit;
    return stack;
  }
  return nullptr;
}

void Arena::give_back_stack(std::byte* stack) noexcept {
  // Frames that were left without unwinding may still be marked.
  ASAN_UNPOISON_MEMORY_REGION(stack, kStackBytes);
  const std::size_t slot = (reinterpret_cast<std::uintptr_t>(stack) - kArenaAddress) / kStackSlotBytes;
  taken_stacks_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
}

void* ArenaResource::do_allocate(std::size_t bytes, std::size_t alignment) {
  const bool wide = alignment > kAlignment;
  if (wide && bytes > kMaxHeapLimitBytes) throw std::bad_alloc();
  void* block = arena_->allocate(wide ? bytes + alignment : bytes);
  if (block == nullptr) throw std::bad_alloc();
  if (!wide) return block;
  // At least 16 bytes lie before the aligned address: they remember where the block begins.
  const auto address = (reinterpret_cast<std::uintptr_t>(block) / alignment + 1) * alignment;
  void* aligned = reinterpret_cast<void*>(address);
  static_cast<void**>(aligned)[-1] = block;
  return aligned;
}

void ArenaResource::do_deallocate(void* block, std::size_t bytes, std::size_t alignment) {
  if (alignment <= kAlignment) return arena_->deallocate(block, bytes);
  arena_->deallocate(static_cast<void**>(block)[-1], bytes + alignment);
}

bool ArenaResource::do_is_equal(const std::pmr::memory_resource& other) const noexcept {
  return this == &other;
}

}  // namespace coutil
