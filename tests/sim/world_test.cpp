// Worlds and fibres: start, suspend, resume, end, fail, abandon; and a new world like the first.
#include "sim/world.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "tests/catch.h"

namespace coutil {
namespace {

struct Counter {
  World* world;
  int count = 0;
  std::uintptr_t local = 0;
};

void count_to_three(void* data) {
  auto& counter = *static_cast<Counter*>(data);
  int local = 0;
  counter.local = reinterpret_cast<std::uintptr_t>(&local);
  while (local < 3) {
    counter.count = ++local;
    counter.world->suspend();
  }
}

void fail(void*) { throw std::runtime_error("out of luck"); }
void fail_oddly(void*) { throw 1; }

void catch_inside(void* data) {
  auto& counter = *static_cast<Counter*>(data);
  for (int i = 0; i < 3; ++i) {
    try {
      counter.world->suspend();
      throw i;
    } catch (const int caught) {
      counter.count += caught;
    }
  }
}

void abandon(void* data) {
  auto& counter = *static_cast<Counter*>(data);
  counter.world->abandon(42);
}

/// Also the bytes that AddressSanitizer knows as free.
__attribute__((no_sanitize("address"))) std::vector<std::byte> used_bytes(const Arena& arena) {
  std::vector<std::byte> bytes(arena.used_bytes());
  const volatile std::byte* from = arena.start();
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = from[i];
  return bytes;
}

// Not to be made a loop, and not to be warned about.
int (*volatile again)(int) = nullptr;
int recurse(int depth) {
  volatile char page[4096];
  page[0] = static_cast<char>(depth);
  return again(depth + 1) + page[0];
}
void overflow(void*) {
  again = &recurse;
  recurse(0);
}

}  // namespace

TEST_CASE("a world suspends and resumes on a stack of its own") {
  World world;
  auto* counter = world.make<Counter>(Counter{&world});
  CHECK(world.state() == WorldState::kFresh);
  CHECK(world.run(&count_to_three, counter) == WorldState::kSuspended);
  const std::uintptr_t address = counter->local;
  CHECK(address > kArenaAddress);
  CHECK((address < kArenaHeapAddress || COUTIL_ADDRESS_SANITIZER == 1));
  CHECK(counter->count == 1);
  CHECK(world.resume() == WorldState::kSuspended);
  CHECK(world.resume() == WorldState::kSuspended);
  CHECK(counter->count == 3);
  CHECK_FALSE(World::on_fibre());
  CHECK(world.resume() == WorldState::kEnded);
  CHECK_THROWS_AS(world.resume(), std::logic_error);
  CHECK_THROWS_AS(world.run(&count_to_three, counter), std::logic_error);
}

TEST_CASE("exceptions work on the fibre and do not leave it") {
  {
    World world;
    auto* counter = world.make<Counter>(Counter{&world});
    world.run(&catch_inside, counter);
    while (world.state() == WorldState::kSuspended) world.resume();
    CHECK(world.state() == WorldState::kEnded);
    CHECK(counter->count == 3);
  }
  {
    World world;
    CHECK(world.run(&fail, nullptr) == WorldState::kFailed);
    CHECK(world.failure() == std::string("out of luck"));
  }
  World world;
  CHECK(world.run(&fail_oddly, nullptr) == WorldState::kFailed);
  CHECK(world.failure() == std::string("an exception that is no std::exception"));
}

TEST_CASE("a world can be abandoned, or discarded while it is suspended") {
  {
    World world;
    auto* counter = world.make<Counter>(Counter{&world});
    CHECK(world.run(&abandon, counter) == WorldState::kAbandoned);
    CHECK(world.exit_code() == 42);
    CHECK_THROWS_AS(world.resume(), std::logic_error);
  }
  World world;
  auto* counter = world.make<Counter>(Counter{&world});
  CHECK(world.run(&count_to_three, counter) == WorldState::kSuspended);
}

TEST_CASE("a new world has the same addresses and the same bytes") {
  std::vector<std::byte> first;
  for (int round = 0; round < 2; ++round) {
    World world;
    auto* counter = world.make<Counter>(Counter{nullptr});
    world.run(
        [](void* data) { static_cast<Counter*>(data)->local = reinterpret_cast<std::uintptr_t>(&data); },
        counter);
    const std::vector<std::byte> bytes = used_bytes(world.arena());
    if (round == 0) first = bytes;
    CHECK(bytes == first);
    world.destroy(counter);
  }
}

TEST_CASE("a stack that overflows stops the process at the guard page", "[process]") {
  if (COUTIL_ADDRESS_SANITIZER == 1) return;
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);
    World world;
    world.run(&overflow, nullptr);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGSEGV);
}

}  // namespace coutil
