// Virtual time, choices and random streams.
#include "sim/sim_backend.h"

#include <array>
#include <vector>

#include "sim/arena.h"
#include "tests/catch.h"

namespace coutil {

TEST_CASE("virtual time jumps when all wait and creeps when it is looked at") {
  FifoStrategy fifo;
  SimBackend backend(fifo);
  CHECK(backend.name() == "sim");
  CHECK(backend.clock_ns() == 0);
  CHECK(backend.clock_ns() == 0);
  CompletedList completed;
  CHECK(backend.wait_until(5'000'000'000, completed) == 5'000'000'000);
  CHECK(backend.wait_until(1, completed) == 5'000'000'000);  // never back
  CHECK(backend.read_clock_ns() == 5'000'001'000);
  CHECK(backend.clock_ns() == 5'000'001'000);
  backend.found_nothing_ready();
  CHECK(backend.clock_ns() == 5'000'002'000);
  backend.spend_ns(7);
  CHECK(backend.clock_ns() == 5'000'002'007);
  CHECK(backend.wait_until(kNever, completed) == kNever);  // nothing can happen
  CHECK(backend.clock_ns() == 5'000'002'007);
  backend.wait_until(kNever - 1, completed);
  CHECK(backend.clock_ns() == kNever - 1);
  CHECK(backend.read_clock_ns() == kNever - 1);  // time does not turn round at its end
}

TEST_CASE("the step hook is called at step boundaries") {
  FifoStrategy fifo;
  SimBackend backend(fifo);
  int steps = 0;
  backend.step_boundary();
  backend.set_step_hook([](void* data) { ++*static_cast<int*>(data); }, &steps);
  backend.step_boundary();
  backend.step_boundary();
  backend.set_step_hook(nullptr, nullptr);
  backend.step_boundary();
  CHECK(steps == 2);
}

TEST_CASE("strategies choose") {
  const std::array<CoroutineId, 4> ready{7, 3, 9, 1};
  FifoStrategy fifo;
  CHECK_FALSE(SimBackend(fifo).chooses());
  RandomStrategy one(1);
  RandomStrategy same(1);
  RandomStrategy other(2);
  SimBackend backend(one);
  CHECK(backend.chooses());
  std::array<int, 4> counts{};
  bool differs = false;
  for (int i = 0; i < 4000; ++i) {
    const std::size_t chosen = backend.choose(ready);
    REQUIRE(chosen < ready.size());
    REQUIRE(chosen == same.choose(ready));
    differs = differs || chosen != other.choose(ready);
    ++counts[chosen];
  }
  CHECK(differs);
  for (const int count : counts) CHECK((count > 850 && count < 1150));
}

TEST_CASE("a backend works inside the arena") {
  ArenaRegion region;
  void* block = region.arena().allocate(sizeof(SimBackend));
  FifoStrategy fifo;
  auto* backend = ::new (block) SimBackend(fifo, region.arena().resource());
  CompletedList completed;
  CHECK(backend->wait_until(3, completed) == 3);
}

TEST_CASE("random streams are independent of each other and stay what they are") {
  RandomStream first(1, "choices");
  RandomStream second(1, "network");
  CHECK(first.next() != second.next());
  // These numbers may not change from version to version: saved failures are replayed from their seeds.
  RandomStream fixed(42, "fixed");
  const std::vector<std::uint64_t> drawn{fixed.next(), fixed.next(), fixed.below(100), fixed.below(100)};
  CHECK(drawn == std::vector<std::uint64_t>{12220139399336749293u, 11501444391960598359u, 28, 19});
  for (int i = 0; i < 1000; ++i) CHECK(fixed.below(1) == 0);
}

}  // namespace coutil
