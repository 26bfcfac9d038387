// Pages with small blocks and a list of large ones: see the header. A block that shrinks where no smaller one
// can be had stays where it is, and is a smaller one from then on.
#include "sim/process/process_heap.h"

#include <cstring>
#include <new>

#include "sim/arena.h"

#if COUTIL_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

namespace coutil::sim {

ProcessHeap::~ProcessHeap() {
  while (Region* region = first_) {
    first_ = region->next;
    ASAN_UNPOISON_MEMORY_REGION(region, region->bytes);
    arena_->deallocate(region, region->bytes);
  }
}

ProcessHeap::Region* ProcessHeap::take_region(std::size_t bytes) noexcept {
  void* block = arena_ != nullptr ? arena_->allocate(bytes) : nullptr;
  if (block == nullptr) return nullptr;
  auto* region = ::new (block) Region{nullptr, nullptr, bytes};
  link(region);
  return region;
}

void ProcessHeap::link(Region* region) noexcept {
  region->previous = nullptr;
  region->next = first_;
  if (first_ != nullptr) first_->previous = region;
  first_ = region;
}

// What is left of the former page goes to the free blocks.
bool ProcessHeap::add_page() noexcept {
  Region* page = take_region(kPageBytes);
  if (page == nullptr) return false;
  const auto left = static_cast<std::size_t>(end_ - next_);
  if (left >= kGranule) push_free(next_, bin_of(left));
  next_ = reinterpret_cast<std::byte*>(page + 1);
  end_ = reinterpret_cast<std::byte*>(page) + kPageBytes;
  ASAN_POISON_MEMORY_REGION(next_, static_cast<std::size_t>(end_ - next_));
  return true;
}

void* ProcessHeap::allocate_block(std::size_t bytes) noexcept {
  if (bytes == 0) bytes = 1;
  if (bytes > kLargestSmall) return allocate_large(bytes);
  const std::size_t bin = bin_of(bytes);
  if (FreeBlock* block = free_[bin]) {
    ASAN_UNPOISON_MEMORY_REGION(block, bytes < sizeof *block ? sizeof *block : bytes);
    free_[bin] = block->next;
    return block;
  }
  const std::size_t whole = bin_bytes(bin);
  if (static_cast<std::size_t>(end_ - next_) < whole && !add_page()) return nullptr;
  void* block = next_;
  next_ += whole;
  ASAN_UNPOISON_MEMORY_REGION(block, bytes);
  return block;
}

void ProcessHeap::deallocate_block(void* block, std::size_t bytes) noexcept {
  if (block == nullptr) return;
  if (bytes == 0) bytes = 1;
  if (bytes > kLargestSmall) return free_large(block);
  push_free(block, bin_of(bytes));
}

void ProcessHeap::push_free(void* block, std::size_t bin) noexcept {
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(FreeBlock));
  free_[bin] = ::new (block) FreeBlock{free_[bin]};
  ASAN_POISON_MEMORY_REGION(block, bin_bytes(bin));
}

void* ProcessHeap::allocate_large(std::size_t bytes) noexcept {
  if (bytes > kMaxHeapLimitBytes) return nullptr;
  Region* region = take_region(sizeof(Region) + bytes);
  return region != nullptr ? region + 1 : nullptr;
}

void ProcessHeap::free_large(void* block) noexcept {
  Region* region = static_cast<Region*>(block) - 1;
  (region->previous != nullptr ? region->previous->next : first_) = region->next;
  if (region->next != nullptr) region->next->previous = region->previous;
  arena_->deallocate(region, region->bytes);
}

void* ProcessHeap::reallocate_large(void* block, std::size_t new_bytes) noexcept {
  if (new_bytes > kMaxHeapLimitBytes) return nullptr;
  Region* region = static_cast<Region*>(block) - 1;
  const std::size_t whole = sizeof(Region) + new_bytes;
  auto* moved = static_cast<Region*>(arena_->reallocate(region, region->bytes, whole));
  if (moved == nullptr) return nullptr;
  moved->bytes = whole;
  (moved->previous != nullptr ? moved->previous->next : first_) = moved;
  if (moved->next != nullptr) moved->next->previous = moved;
  return moved + 1;
}

void* ProcessHeap::reallocate(void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept {
  const bool was_large = old_bytes > kLargestSmall;
  const bool is_large = new_bytes > kLargestSmall;
  if (was_large && is_large) return reallocate_large(block, new_bytes);
  if (!was_large && !is_large && bin_of(old_bytes) == bin_of(new_bytes)) {
    ASAN_UNPOISON_MEMORY_REGION(block, new_bytes);
    return block;
  }
  void* moved = allocate_block(new_bytes);
  if (moved == nullptr) return new_bytes < old_bytes ? block : nullptr;
  std::memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
  deallocate_block(block, old_bytes);
  return moved;
}

void* ProcessHeap::lua_alloc(void* heap, void* block, std::size_t old_bytes, std::size_t new_bytes) noexcept {
  auto& self = *static_cast<ProcessHeap*>(heap);
  if (new_bytes == 0) {
    self.deallocate_block(block, old_bytes);
    return nullptr;
  }
  if (block != nullptr) return self.reallocate(block, old_bytes == 0 ? 1 : old_bytes, new_bytes);
  // Without a block, the old size is the number of the new object's type; 0 for what is no object.
  const bool is_object = old_bytes != 0;
  return is_object && self.arena_ != nullptr && self.arena_->wants_collection()
             ? nullptr
             : self.allocate_block(new_bytes);
}

void* ProcessHeap::do_allocate(std::size_t bytes, std::size_t alignment) {
  void* block = alignment <= kGranule ? allocate_block(bytes) : nullptr;
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void ProcessHeap::do_deallocate(void* block, std::size_t bytes, std::size_t) {
  deallocate_block(block, bytes);
}

}  // namespace coutil::sim
