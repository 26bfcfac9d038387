// A depth-first search over all interleavings of three coroutines with four steps each, by going back to
// checkpoints with a live main chunk. Its scheduler is the smallest that will do; the engine's own is
// tested elsewhere.
#include <array>
#include <chrono>
#include <map>
#include <memory_resource>
#include <string>
#include <vector>

#include "sim/checkpoint.h"
#include "sim/lua_api.h"
#include "sim/lua_in_arena.h"
#include "sim/world.h"
#include "tests/catch.h"

namespace coutil {
namespace {

constexpr int kCoroutines = 3;
constexpr int kSteps = 4;

constexpr char kProgram[] = R"(
  local count = 0
  local coroutines = {}
  for i = 1, 3 do
    coroutines[i] = coroutine.create(function()
      for step = 1, 3 do
        local seen = count
        coroutine.yield()
        count = seen + 1
      end
    end)
  end
  run(coroutines)
  return count
)";

// All that the search reads, in the arena.
struct Scheduler {
  explicit Scheduler(World& in) : world(&in), ready(in.arena().resource()) {}
  World* world;
  std::pmr::vector<int> ready;
  std::size_t choice = 0;
  long result = -1;
};

std::size_t choose(Scheduler& scheduler) {
  if (scheduler.ready.size() == 1) return 0;
  scheduler.world->suspend();
  return scheduler.choice;
}

int run_coroutines(lua_State* state) {
  auto& scheduler = *static_cast<Scheduler*>(lua_touserdata(state, lua_upvalueindex(1)));
  for (int i = 1; i <= kCoroutines; ++i) scheduler.ready.push_back(i);
  while (!scheduler.ready.empty()) {
    const auto chosen = scheduler.ready.begin() + static_cast<std::ptrdiff_t>(choose(scheduler));
    const int id = *chosen;
    scheduler.ready.erase(chosen);
    lua_rawgeti(state, 1, id);
    lua_State* coroutine = lua_tothread(state, -1);
    lua_pop(state, 1);
    int results = 0;
    if (lua_resume(coroutine, state, 0, &results) == LUA_YIELD) scheduler.ready.push_back(id);
  }
  return 0;
}

void run_program(void* data) {
  auto& scheduler = *static_cast<Scheduler*>(data);
  lua_State* state = new_lua_in_arena(scheduler.world->arena());
  lua_gc(state, LUA_GCSTOP);
  lua_pushlightuserdata(state, &scheduler);
  lua_pushcclosure(state, &run_coroutines, 1);
  lua_setglobal(state, "run");
  if (luaL_dostring(state, kProgram) == LUA_OK) scheduler.result = lua_tointeger(state, -1);
}

struct Search {
  World& world;
  Scheduler& scheduler;
  long schedules = 0;
  std::size_t checkpoint_bytes = 0;
  std::map<long, long> results;

  void visit() {
    if (world.state() == WorldState::kEnded) {
      ++schedules;
      ++results[scheduler.result];
      return;
    }
    const std::size_t choices = scheduler.ready.size();
    const Checkpoint here(world);
    checkpoint_bytes = here.bytes();
    for (std::size_t choice = 0; choice < choices; ++choice) {
      if (choice > 0) here.restore(world);
      scheduler.choice = choice;
      world.resume();
      visit();
    }
  }
};

/// The same search in plain C++, by copying: what the search above must find.
struct Model {
  std::array<int, kCoroutines> steps_done{};
  std::array<long, kCoroutines> seen{};
  long count = 0;

  void visit(std::map<long, long>& results) const {
    bool all_done = true;
    for (std::size_t i = 0; i < kCoroutines; ++i) {
      if (steps_done[i] == kSteps) continue;
      all_done = false;
      Model next = *this;
      if (next.steps_done[i] > 0) next.count = next.seen[i] + 1;
      next.seen[i] = next.count;
      ++next.steps_done[i];
      next.visit(results);
    }
    if (all_done) ++results[count];
  }
};

}  // namespace

TEST_CASE("a search by checkpoints visits each interleaving once") {
  if (!checkpoints_available()) return;
  World world;
  auto& scheduler = *world.make<Scheduler>(world);
  world.run(&run_program, &scheduler);
  Search search{world, scheduler, 0, 0, {}};
  search.visit();
  CHECK(search.schedules == 34650);  // 12! / (4!)^3
  std::map<long, long> expected;
  Model().visit(expected);
  CHECK(search.results == expected);
}

TEST_CASE("schedules a second", "[.figures]") {
  World world;
  auto& scheduler = *world.make<Scheduler>(world);
  world.run(&run_program, &scheduler);
  Search search{world, scheduler, 0, 0, {}};
  const auto begin = std::chrono::steady_clock::now();
  search.visit();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  WARN(search.schedules << " schedules, " << search.checkpoint_bytes << " bytes a checkpoint, "
                        << static_cast<long>(static_cast<double>(search.schedules) / passed.count())
                        << " schedules a second");
}

}  // namespace coutil
