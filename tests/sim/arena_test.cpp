// The arena's allocator against a model: blocks never overlap, are aligned, keep their content, are used
// again, and stop at the limit.
#include "sim/arena.h"

#include <cstring>
#include <map>
#include <vector>

#include "sim/random_stream.h"
#include "tests/catch.h"

namespace coutil {
namespace {

/// What was handed out, by address; each block is filled with a mark of its own.
class Model {
 public:
  explicit Model(Arena& arena) : arena_(arena) {}

  void add(void* block, std::size_t bytes) {
    auto* begin = static_cast<std::byte*>(block);
    REQUIRE(reinterpret_cast<std::uintptr_t>(block) % 16 == 0);
    REQUIRE(begin >= arena_.start() + sizeof(Arena));
    REQUIRE(begin + bytes <= arena_.start() + arena_.used_bytes());
    const auto next = blocks_.upper_bound(begin);
    REQUIRE((next == blocks_.end() || begin + bytes <= next->first));
    if (next != blocks_.begin()) {
      const auto before = std::prev(next);
      REQUIRE(before->first + before->second.bytes <= begin);
    }
    const auto mark = static_cast<unsigned char>(++marks_);
    std::memset(block, mark, bytes);
    blocks_[begin] = {bytes, mark};
  }

  void remove(std::byte* block) {
    check(block, blocks_.at(block).bytes);
    blocks_.erase(block);
  }

  /// The first `bytes` of the block are as they were written.
  void check(std::byte* block, std::size_t bytes, const std::byte* at = nullptr) const {
    const Block& known = blocks_.at(block);
    if (at == nullptr) at = block;
    bool same = true;
    for (std::size_t i = 0; i < bytes; ++i) same = same && at[i] == std::byte{known.mark};
    REQUIRE(same);
  }

  std::byte* pick(RandomStream& random) const {
    auto block = blocks_.begin();
    std::advance(block, static_cast<std::ptrdiff_t>(random.below(blocks_.size())));
    return block->first;
  }

  std::size_t bytes_of(std::byte* block) const { return blocks_.at(block).bytes; }
  void forget(std::byte* block) { blocks_.erase(block); }
  std::size_t size() const { return blocks_.size(); }

 private:
  struct Block {
    std::size_t bytes;
    unsigned char mark;
  };
  Arena& arena_;
  std::map<std::byte*, Block> blocks_;
  unsigned marks_ = 0;
};

std::size_t random_bytes(RandomStream& random) {
  const std::size_t most = std::size_t{1} << (1 + random.below(15));
  return 1 + random.below(most);
}

void change(Arena& arena, Model& model, RandomStream& random) {
  const std::uint64_t what = random.below(10);
  if (model.size() == 0 || what < 5) {
    const std::size_t bytes = random_bytes(random);
    if (void* block = arena.allocate(bytes)) model.add(block, bytes);
    return;
  }
  std::byte* block = model.pick(random);
  const std::size_t bytes = model.bytes_of(block);
  if (what < 8) {
    model.remove(block);
    arena.deallocate(block, bytes);
    return;
  }
  const std::size_t new_bytes = random_bytes(random);
  auto* moved = static_cast<std::byte*>(Arena::lua_alloc(&arena, block, bytes, new_bytes));
  if (moved == nullptr) {
    REQUIRE(new_bytes > bytes);
    model.check(block, bytes);
    return;
  }
  model.check(block, std::min(bytes, new_bytes), moved);
  model.forget(block);
  model.add(moved, new_bytes);
}

}  // namespace

TEST_CASE("random allocations agree with a model") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    // The smaller arenas fill up.
    ArenaRegion region(seed < 4 ? std::size_t{1} << 20 : std::size_t{64} << 20);
    Arena& arena = region.arena();
    Model model(arena);
    RandomStream random(seed, "arena");
    const std::size_t before = arena.live_bytes();
    for (int i = 0; i < 8000; ++i) change(arena, model, random);
    REQUIRE(arena.used_bytes() <= arena.limit_bytes());
    while (model.size() > 0) {
      std::byte* block = model.pick(random);
      const std::size_t bytes = model.bytes_of(block);
      model.remove(block);
      arena.deallocate(block, bytes);
    }
    CHECK(arena.live_bytes() == before);
  }
}

TEST_CASE("the same calls give the same addresses in each region") {
  std::vector<void*> first;
  for (int round = 0; round < 2; ++round) {
    ArenaRegion region;
    Model model(region.arena());
    RandomStream random(3, "addresses");
    std::vector<void*> addresses;
    for (int i = 0; i < 1000; ++i) {
      change(region.arena(), model, random);
      addresses.push_back(region.arena().allocate(40));
    }
    if (round == 0) first = addresses;
    CHECK(addresses == first);
    CHECK(reinterpret_cast<std::uintptr_t>(region.arena().start()) == kArenaHeapAddress);
  }
}

TEST_CASE("what is given back is used again") {
  ArenaRegion region;
  Arena& arena = region.arena();
  for (const std::size_t bytes : {1, 16, 40, 1024, 1025, 5000, 100000}) {
    void* block = arena.allocate(bytes);
    arena.deallocate(block, bytes);
    CHECK(arena.allocate(bytes) == block);
  }
  const std::size_t used = arena.used_bytes();
  for (int i = 0; i < 1000; ++i) arena.deallocate(arena.allocate(40), 40);
  CHECK(arena.used_bytes() <= used + 48);
}

TEST_CASE("the limit holds, and large free blocks are split at it") {
  ArenaRegion region(kMinHeapLimitBytes);
  Arena& arena = region.arena();
  void* large = arena.allocate(30000);
  REQUIRE(large != nullptr);
  CHECK(arena.allocate(std::size_t{1} << 40) == nullptr);
  CHECK(arena.allocate(~std::size_t{0}) == nullptr);
  CHECK(arena.reallocate(large, 30000, std::size_t{1} << 20) == nullptr);
  while (arena.allocate(64) != nullptr) {
  }
  CHECK(arena.used_bytes() <= kMinHeapLimitBytes);
  CHECK_THROWS_AS(arena.resource()->allocate(64), std::bad_alloc);
  arena.deallocate(large, 30000);
  int more = 0;
  while (arena.allocate(64) != nullptr) ++more;
  CHECK(more >= 30000 / 64);
  while (arena.allocate(16) != nullptr) {
  }
  // Shrinking never fails, also when there is nowhere to move to.
  CHECK(arena.reallocate(large, 64, 16) == large);
}

TEST_CASE("many small free blocks serve a large one when the arena is full") {
  ArenaRegion region(std::size_t{1} << 20);
  Arena& arena = region.arena();
  std::vector<void*> blocks;
  while (void* block = arena.allocate(48)) blocks.push_back(block);
  RandomStream random(1, "order");
  for (std::size_t i = blocks.size(); i > 1; --i) std::swap(blocks[i - 1], blocks[random.below(i)]);
  for (void* block : blocks) arena.deallocate(block, 48);
  void* large = arena.allocate(700000);
  REQUIRE(large != nullptr);
  std::memset(large, 1, 700000);
  CHECK(arena.allocate(700000) == nullptr);
  CHECK(arena.allocate(100000) != nullptr);
}

TEST_CASE("pmr containers live in the arena, at wide alignments too") {
  ArenaRegion region;
  const std::size_t live = region.arena().live_bytes();
  {
    std::pmr::vector<int> numbers(region.arena().resource());
    for (int i = 0; i < 1000; ++i) numbers.push_back(i);
    CHECK(reinterpret_cast<std::uintptr_t>(numbers.data()) > kArenaHeapAddress);
  }
  for (const std::size_t alignment : {32, 64, 4096}) {
    void* block = region.arena().resource()->allocate(100, alignment);
    CHECK(reinterpret_cast<std::uintptr_t>(block) % alignment == 0);
    std::memset(block, 1, 100);
    region.arena().resource()->deallocate(block, 100, alignment);
  }
  CHECK(region.arena().live_bytes() == live);
}

TEST_CASE("a second region and wrong limits are refused") {
  {
    ArenaRegion region;
    CHECK_THROWS_WITH(ArenaRegion(), Catch::Matchers::ContainsSubstring("One process holds one world"));
  }
  CHECK_THROWS_WITH(ArenaRegion(1), "a world's heap limit of 1 bytes: expected 65536 to 68719476736 bytes");
  CHECK_THROWS_AS(ArenaRegion(~std::size_t{0}), std::invalid_argument);
}

TEST_CASE("stacks are taken from the lowest and are apart") {
  ArenaRegion region;
  Arena& arena = region.arena();
  std::vector<std::byte*> stacks;
  while (std::byte* stack = arena.take_stack()) stacks.push_back(stack);
  REQUIRE(stacks.size() == kMaxStacks);
  for (std::size_t i = 1; i < stacks.size(); ++i) {
    CHECK(stacks[i] == stacks[i - 1] + kStackBytes + kStackGuardBytes);
  }
  arena.give_back_stack(stacks[70]);
  CHECK(arena.take_stack() == stacks[70]);
}

}  // namespace coutil
