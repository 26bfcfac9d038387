// The memory of a process: random use of it against copies of what was written, and all of it given back.
#include <cstring>
#include <map>
#include <vector>

#include "sim/arena.h"
#include "sim/process/process_heap.h"
#include "sim/random_stream.h"
#include "tests/catch.h"

namespace coutil::sim {
namespace {

struct Block {
  std::size_t bytes;
  unsigned char mark;
};

bool holds(const void* block, const Block& known, std::size_t bytes) {
  const auto* at = static_cast<const unsigned char*>(block);
  for (std::size_t i = 0; i < bytes; ++i) {
    if (at[i] != known.mark) return false;
  }
  return true;
}

std::size_t any_size(RandomStream& random) {
  switch (random.below(4)) {
    case 0:
      return 1 + random.below(64);
    case 1:
      return 1 + random.below(1500);
    case 2:
      return 1000 + random.below(60);  // about where small blocks end
    default:
      return 1 + random.below(200'000);
  }
}

}  // namespace

TEST_CASE("a process's memory keeps what is written, and is given back whole") {
  ArenaRegion region;
  Arena& arena = region.arena();
  const std::size_t before = arena.live_bytes();
  RandomStream random(1, "process heap");
  {
    ProcessHeap heap(&arena);
    std::map<void*, Block> blocks;
    for (int step = 0; step < 20'000; ++step) {
      const auto mark = static_cast<unsigned char>(random.below(256));
      const std::size_t bytes = any_size(random);
      if (blocks.size() < 200 || random.below(3) == 0) {
        void* block = ProcessHeap::lua_alloc(&heap, nullptr, 0, bytes);
        REQUIRE(block != nullptr);
        REQUIRE(reinterpret_cast<std::uintptr_t>(block) % 16 == 0);
        REQUIRE(blocks.count(block) == 0);
        std::memset(block, mark, bytes);
        blocks[block] = {bytes, mark};
        continue;
      }
      auto chosen = blocks.lower_bound(reinterpret_cast<void*>(
          reinterpret_cast<std::uintptr_t>(blocks.begin()->first) + random.below(std::uint64_t{1} << 23)));
      if (chosen == blocks.end()) chosen = blocks.begin();
      auto [block, known] = *chosen;
      blocks.erase(chosen);
      REQUIRE(holds(block, known, known.bytes));
      if (random.below(2) == 0) {
        ProcessHeap::lua_alloc(&heap, block, known.bytes, 0);
        continue;
      }
      void* moved = ProcessHeap::lua_alloc(&heap, block, known.bytes, bytes);
      REQUIRE(moved != nullptr);
      REQUIRE(holds(moved, known, std::min(bytes, known.bytes)));
      std::memset(moved, mark, bytes);
      blocks[moved] = {bytes, mark};
    }
    CHECK(arena.live_bytes() > before);
  }
  CHECK(arena.live_bytes() == before);
}

TEST_CASE("memory that ends leaves what there is") {
  ArenaRegion region(std::size_t{1} << 20);
  ProcessHeap heap(&region.arena());
  std::vector<void*> blocks;
  while (void* block = heap.allocate_block(4000)) blocks.push_back(block);
  REQUIRE(blocks.size() > 100);
  CHECK_THROWS_AS(static_cast<std::pmr::memory_resource&>(heap).allocate(1 << 20), std::bad_alloc);
  // A block that shrinks never fails.
  void* smaller = ProcessHeap::lua_alloc(&heap, blocks.back(), 4000, 100);
  REQUIRE(smaller != nullptr);
  std::memset(smaller, 7, 100);
  heap.deallocate_block(smaller, 100);
  blocks.pop_back();
  for (void* block : blocks) heap.deallocate_block(block, 4000);
  CHECK(heap.allocate_block(100'000) != nullptr);
}

}  // namespace coutil::sim
