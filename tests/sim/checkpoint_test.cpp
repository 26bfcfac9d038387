// Going back: a world restored to any of its checkpoints, in any order, goes on as one that came there from
// the start.
#include "sim/checkpoint.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/lua_api.h"
#include "sim/lua_in_arena.h"
#include "sim/random_stream.h"
#include "tests/catch.h"

namespace coutil {
namespace {

// Answers of `choose` decide what the program does: tables that grow and shrink, closures, coroutines left
// in the middle, long strings, garbage and its finalizers, errors across protected calls.
constexpr char kProgram[] = R"(
  local log, tables, coroutines = {}, {}, {}
  local finalized = 0
  local function note(...) log[#log + 1] = table.concat({...}, ' ') end
  local acts = {
    function(n) tables[#tables + 1] = setmetatable({n}, {__gc = function() finalized = finalized + 1 end}) end,
    function(n) tables[#tables] = nil note('fewer', #tables) end,
    function(n) for i = 1, n * 50 do tables['key' .. i] = {i} end end,
    function(n) for i = 1, n * 50 do tables['key' .. i] = nil end end,
    function(n) coroutines[#coroutines + 1] = coroutine.wrap(function(x)
        local sum = 0 while true do sum = sum + x x = coroutine.yield(sum) end end) end,
    function(n) for i, resume in ipairs(coroutines) do note(i, resume(n)) end end,
    function(n) note(select(2, pcall(function() local x <close> = setmetatable({}, {__close = function() note('closed') end})
        error('wrong ' .. choose(3), 0) end))) end,
    function(n) note(#string.rep('long', n * 1000), tostring(tables), finalized) collectgarbage() end,
    function(n) local keys = {} for k in pairs(tables) do keys[#keys + 1] = tostring(k) end note(table.concat(keys)) end,
    function(n) note(string.gsub('hello world', 'o', function() return choose(9) end)) end,
  }
  for step = 1, 60 do
    acts[1 + choose(#acts)](choose(5))
    note(step, math.random(100), collectgarbage('count'))
  end
  return table.concat(log, '\n')
)";

struct Player {
  explicit Player(World& in) : world(&in), result(in.arena().resource()) {}
  World* world;
  std::uint64_t bound = 0;
  std::uint64_t answer = 0;
  std::pmr::string result;
};

int choose(lua_State* state) {
  auto& player = *static_cast<Player*>(lua_touserdata(state, lua_upvalueindex(1)));
  player.bound = static_cast<std::uint64_t>(luaL_checkinteger(state, 1));
  player.world->suspend();
  lua_pushinteger(state, static_cast<lua_Integer>(player.answer));
  return 1;
}

void play(void* data) {
  auto& player = *static_cast<Player*>(data);
  lua_State* state = new_lua_in_arena(player.world->arena());
  lua_pushlightuserdata(state, &player);
  lua_pushcclosure(state, &choose, 1);
  lua_setglobal(state, "choose");
  luaL_dostring(state, "math.randomseed(1)");
  if (luaL_dostring(state, kProgram) != LUA_OK) player.result = "error: ";
  player.result += luaL_tolstring(state, -1, nullptr);
  lua_close(state);
}

using Answers = std::vector<std::uint64_t>;

std::string play_from_start(const Answers& answers) {
  World world;
  auto* player = world.make<Player>(world);
  world.run(&play, player);
  for (const std::uint64_t answer : answers) {
    player->answer = answer;
    world.resume();
  }
  REQUIRE(world.state() == WorldState::kEnded);
  return std::string(player->result);
}

struct Saved {
  Checkpoint checkpoint;
  Answers answers;
};

/// Plays to the end with random answers, keeping a checkpoint now and then.
void play_on(World& world, Player& player, RandomStream& random, Answers& answers,
             std::vector<Saved>& saved) {
  while (world.state() == WorldState::kSuspended) {
    if (random.below(8) == 0) saved.push_back({Checkpoint(world), answers});
    player.answer = random.below(player.bound);
    answers.push_back(player.answer);
    world.resume();
  }
}

}  // namespace

TEST_CASE("a restored world goes on like one from the start") {
  if (!checkpoints_available()) return;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    RandomStream random(seed, "checkpoint");
    std::vector<std::pair<Answers, std::string>> ended;
    {
      World world;
      auto& player = *world.make<Player>(world);
      std::vector<Saved> saved;
      saved.push_back({Checkpoint(world), {}});  // before anything ran
      world.run(&play, &player);
      Answers answers;
      for (int round = 0; round < 25; ++round) {
        play_on(world, player, random, answers, saved);
        ended.emplace_back(answers, std::string(player.result));
        const Saved& back = saved[random.below(saved.size())];
        back.checkpoint.restore(world);
        answers = back.answers;
        if (world.state() == WorldState::kFresh) world.run(&play, &player);
      }
    }
    for (const auto& [answers, result] : ended) REQUIRE(play_from_start(answers) == result);
    CHECK_FALSE(ended.front().second.starts_with("error"));
    CHECK(ended.front().second != ended.back().second);
  }
}

TEST_CASE("an abandoned world can go back too") {
  if (!checkpoints_available()) return;
  World world;
  world.run(
      [](void* data) {
        auto& self = *static_cast<World*>(data);
        self.suspend();
        self.abandon(3);
      },
      &world);
  const Checkpoint before(world);
  for (int i = 0; i < 3; ++i) {
    CHECK(world.state() == WorldState::kSuspended);
    CHECK(world.resume() == WorldState::kAbandoned);
    CHECK(world.exit_code() == 3);
    before.restore(world);
  }
}

TEST_CASE("where checkpoints are not available, taking one says so") {
  World world;
  if (checkpoints_available()) {
    CHECK(Checkpoint(world).bytes() == world.arena().used_bytes());
    world.run(
        [](void* data) {
          const auto& self = *static_cast<World*>(data);
          Checkpoint from_the_fibre(self);
        },
        &world);
    CHECK(world.failure() == std::string("a checkpoint is taken on the host: suspend the world first"));
  } else {
    CHECK_THROWS_WITH(Checkpoint(world),
                      "checkpoints are not available under AddressSanitizer: execute from the start instead");
  }
}

}  // namespace coutil
