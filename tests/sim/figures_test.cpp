// Figures that are printed and not judged: the arena's allocator as Lua's against malloc, and what a
// checkpoint and a switch cost. Run with: test-sim "[.figures]"
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/checkpoint.h"
#include "sim/lua_api.h"
#include "tests/catch.h"

namespace coutil {
namespace {

constexpr char kProgram[] = R"(
  local keep = {}
  for i = 1, 200000 do
    local text = "item " .. i
    keep[i % 5000] = {name = text, value = i, next = function() return i end}
    if i % 10 == 0 then keep[i % 5000].thread = coroutine.create(print) end
  end
)";

template <typename Work>
double seconds(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void* use_malloc(void*, void* block, std::size_t, std::size_t bytes) {
  if (bytes != 0) return std::realloc(block, bytes);
  std::free(block);
  return nullptr;
}

double run_lua(lua_Alloc allocator, void* data) {
  return seconds([&] {
    lua_State* state = lua_newstate(allocator, data);
    luaL_openlibs(state);
    CHECK(luaL_dostring(state, kProgram) == LUA_OK);
    lua_close(state);
  });
}

struct Ball {
  World* world;
  bool stop = false;
};

void play(void* data) {
  auto& ball = *static_cast<Ball*>(data);
  while (!ball.stop) ball.world->suspend();
}

}  // namespace

TEST_CASE("the allocator as Lua's, against malloc", "[.figures]") {
  std::vector<double> ratios;
  std::vector<double> blocks;
  for (int i = 0; i < 7; ++i) {
    const double by_malloc = run_lua(&use_malloc, nullptr);
    ArenaRegion region;
    ratios.push_back(run_lua(&Arena::lua_alloc, &region.arena()) / by_malloc);
    constexpr int kRounds = 2000000;
    const auto churn = [](lua_Alloc allocator, void* data) {
      return seconds([&] {
        void* kept[64] = {};
        for (int round = 0; round < kRounds; ++round) {
          const std::size_t bytes = 16 + static_cast<std::size_t>(round * 7 % 11) * 16;
          void*& slot = kept[round * 13 % 64];
          if (slot != nullptr) allocator(data, slot, static_cast<std::size_t*>(slot)[0], 0);
          slot = allocator(data, nullptr, 0, bytes);
          static_cast<std::size_t*>(slot)[0] = bytes;
        }
        for (void* slot : kept) {
          if (slot != nullptr) allocator(data, slot, static_cast<std::size_t*>(slot)[0], 0);
        }
      });
    };
    blocks.push_back(churn(&Arena::lua_alloc, &region.arena()) / churn(&use_malloc, nullptr));
  }
  WARN("a Lua program takes " << median(ratios) << " of its time with malloc; allocating and freeing alone "
                              << median(blocks));
}

TEST_CASE("the costs of a switch and of a checkpoint", "[.figures]") {
  if (!checkpoints_available()) return;
  World world;
  auto* ball = world.make<Ball>(Ball{&world});
  world.run(&play, ball);
  constexpr int kSwitches = 1000000;
  const double switching = seconds([&] {
    for (int i = 0; i < kSwitches; ++i) world.resume();
  });
  std::string report = "there and back " + std::to_string(switching / kSwitches * 1e9) + " ns";
  for (const std::size_t bytes : {std::size_t{32} << 10, std::size_t{256} << 10, std::size_t{4} << 20}) {
    while (world.arena().used_bytes() < bytes)
      std::fill_n(static_cast<char*>(world.arena().allocate(1024)), 1024, 'x');
    constexpr int kTimes = 200;
    std::vector<double> taking;
    std::vector<double> restoring;
    for (int i = 0; i < kTimes; ++i) {
      std::vector<Checkpoint> one;
      taking.push_back(seconds([&] { one.emplace_back(world); }));
      restoring.push_back(seconds([&] { one.front().restore(world); }));
    }
    report += "; " + std::to_string(bytes >> 10) + " KiB: take " + std::to_string(median(taking) * 1e6) +
              " us, restore " + std::to_string(median(restoring) * 1e6) + " us";
  }
  WARN(report);
}

}  // namespace coutil
