// All interleavings of coroutines that pause in system.run, found by going back to checkpoints with the
// engine, its trace and a live main chunk in the world; and the same traces when a schedule is run from the
// start.
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/cli/own_lua.h"
#include "engine/coutil.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "engine/trace_memory_output.h"
#include "sim/checkpoint.h"
#include "sim/lua_in_arena.h"
#include "sim/sim_backend.h"
#include "sim/world.h"
#include "tests/catch.h"

namespace coutil {
namespace {

constexpr char kProgram[] = R"(
  local system = require "coutil.system"
  local coroutines, steps = ...
  local count = 0
  for i = 1, coroutines do
    coroutine.wrap(function()
      for step = 1, steps // 2 do
        system.pause()
        local seen = count
        system.pause()
        count = seen + 1
      end
    end)()
  end
  system.run()
  return count
)";

// Asks the host, who may come back to the same question later.
class AskHost final : public Strategy {
 public:
  explicit AskHost(World& world) : world_(&world) {}
  bool chooses() const noexcept override { return true; }
  std::size_t choose(std::span<const CoroutineId> ready) override {
    choices_ = ready.size();
    world_->suspend();
    return choice_;
  }
  std::size_t choices() const { return choices_; }
  void answer(std::size_t choice) { choice_ = choice; }

 private:
  World* world_;
  std::size_t choices_ = 0;
  std::size_t choice_ = 0;
};

// What a run changes lies in the arena; the recording lies outside and goes back by its position.
struct Program {
  Program(World& in, int coroutine_count, int step_count, Recording* to)
      : world(&in),
        strategy(in),
        backend(strategy, in.arena().resource()),
        coroutines(coroutine_count),
        steps(step_count),
        recording(to) {}
  World* world;
  AskHost strategy;
  SimBackend backend;
  int coroutines;
  int steps;
  Recording* recording;
  lua_Integer result = -1;
  Outcome outcome;
};

int run_program(lua_State* L) {
  auto& program = *static_cast<Program*>(lua_touserdata(L, 1));
  Options options;
  options.backend = &program.backend;
  options.memory = program.world->arena().resource();
  options.own_lua = &kOwnLua;
  options.watch = true;
  options.recording = program.recording;
  open_engine(L, options);
  if (luaL_loadbufferx(L, kProgram, sizeof kProgram - 1, "=program", "t") != LUA_OK) return lua_error(L);
  lua_pushinteger(L, program.coroutines);
  lua_pushinteger(L, program.steps);
  lua_call(L, 2, 1);
  program.result = lua_tointeger(L, -1);
  return 0;
}

void live(void* data) {
  auto& program = *static_cast<Program*>(data);
  lua_State* L = new_lua_in_arena(program.world->arena());
  lua_gc(L, LUA_GCSTOP);
  lua_pushcfunction(L, run_program);
  lua_pushlightuserdata(L, &program);
  lua_pcall(L, 1, 0, 0);
  program.outcome = finish_program(L);
}

TraceHeader header() {
  TraceHeader header;
  header.backend = "sim";
  header.lua = "Lua";
  header.coutil = kVersion;
  header.script = "program";
  header.choices = "random";
  return header;
}

using Path = std::vector<std::size_t>;

struct Search {
  World& world;
  Program& program;
  long schedules = 0;
  std::map<lua_Integer, long> results;
  Path path;

  void visit() {
    if (world.state() == WorldState::kEnded) {
      ++schedules;
      ++results[program.result];
      CHECK(program.outcome.waiting == 0);
      return;
    }
    const std::size_t choices = program.strategy.choices();
    const Checkpoint here(world);
    for (std::size_t choice = 0; choice < choices; ++choice) {
      if (choice > 0) here.restore(world);
      program.strategy.answer(choice);
      world.resume();
      visit();
    }
  }
};

// The trace of one schedule, run from the start. Where the path ends, always the oldest.
std::string trace_from_start(const Path& path) {
  World world;
  Recording recording(header());
  auto output = std::make_unique<TraceMemoryOutput>();
  TraceMemoryOutput& bytes = *output;
  recording.start(std::move(output), false);
  auto& program = *world.make<Program>(world, 3, 4, &recording);
  world.run(live, &program);
  for (std::size_t i = 0; world.state() != WorldState::kEnded; ++i) {
    program.strategy.answer(i < path.size() ? path[i] : 0);
    if (i == path.size()) break;
    world.resume();
  }
  return std::string(bytes.bytes());
}

}  // namespace

TEST_CASE("a search through the engine visits each interleaving once") {
  if (!checkpoints_available()) return;
  World world;
  auto& program = *world.make<Program>(world, 3, 4, nullptr);
  world.run(live, &program);
  Search search{world, program, 0, {}, {}};
  search.visit();
  CHECK(search.schedules == 34650);           // 12! / (4!)^3
  CHECK(search.results.begin()->first == 2);  // lost updates
  CHECK(search.results.rbegin()->first == 6);
}

TEST_CASE("going back to a checkpoint and on again records what a run from the start records") {
  if (!checkpoints_available()) return;
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    // Every choice is made wrong first, then undone and made again.
    std::string went_back;
    Path path;
    {
      World world;
      Recording recording(header());
      auto output = std::make_unique<TraceMemoryOutput>();
      TraceMemoryOutput& bytes = *output;
      recording.start(std::move(output), false);
      auto& program = *world.make<Program>(world, 3, 4, &recording);
      world.run(live, &program);
      for (int i = 0; i < 7; ++i) {
        const std::size_t choices = program.strategy.choices();
        const Checkpoint here(world);
        const TraceRecorder::Position position = recording.recorder()->position();
        program.strategy.answer(random() % choices);
        world.resume();
        here.restore(world);
        recording.recorder()->rewind(position);
        path.push_back(random() % choices);
        program.strategy.answer(path.back());
        world.resume();
      }
      went_back = std::string(bytes.bytes());
    }
    CHECK(went_back == trace_from_start(path));
  }
}

TEST_CASE("the same choices give the same trace in every world") {
  const Path path{2, 1, 0, 1, 2, 0, 1};
  CHECK(trace_from_start(path) == trace_from_start(path));
}

}  // namespace coutil
