// The step collector and the sandbox's requirements, directly on a Lua state.
#include "sim/step_collector.h"

#include <vector>

#include "sim/arena.h"
#include "sim/lua_api.h"
#include "sim/lua_in_arena.h"
#include "sim/lua_sandbox.h"
#include "tests/catch.h"

namespace coutil {
namespace {

struct Collection {
  std::size_t before_bytes;
  std::size_t after_bytes;
};

void report(void* data, std::size_t before_bytes, std::size_t after_bytes) {
  static_cast<std::vector<Collection>*>(data)->push_back({before_bytes, after_bytes});
}

int install_without_clock(lua_State* state) {
  install_sandbox(state, SandboxOptions{});
  return 0;
}

int load_without_sandbox(lua_State* state) {
  load_script(state, "x.lua");
  return 0;
}

}  // namespace

TEST_CASE("collections are due when the bytes doubled, and are reported") {
  ArenaRegion region;
  lua_State* state = new_lua_in_arena(region.arena());
  REQUIRE(state != nullptr);
  std::vector<Collection> collections;
  StepCollector collector(state, {&report, &collections, std::size_t{1} << 20});
  collector.collect_if_due(state);
  CHECK(collections.empty());
  REQUIRE(luaL_dostring(
              state, "keep = string.rep('k', 3 << 20) drop = string.rep('d', 1 << 20) drop = nil") == LUA_OK);
  collector.collect_if_due(state);
  REQUIRE(collections.size() == 1);
  CHECK(collections[0].before_bytes >= std::size_t{4} << 20);
  CHECK(collections[0].after_bytes < collections[0].before_bytes - (std::size_t{1} << 20) + 4096);
  CHECK(StepCollector::lua_bytes(state) == collections[0].after_bytes);
  REQUIRE(luaL_dostring(state, "more = string.rep('m', 2 << 20)") == LUA_OK);
  collector.collect_if_due(state);
  CHECK(collections.size() == 1);  // not yet twice what lived
  REQUIRE(luaL_dostring(state, "last = string.rep('l', 2 << 20)") == LUA_OK);
  collector.collect_if_due(state);
  CHECK(collections.size() == 2);
  const std::size_t empty = region.arena().live_bytes();
  lua_close(state);
  CHECK(region.arena().live_bytes() < empty);
}

TEST_CASE("closing the state gives all of its memory back") {
  ArenaRegion region;
  const std::size_t before = region.arena().live_bytes();
  lua_State* state = new_lua_in_arena(region.arena());
  REQUIRE(
      luaL_dostring(state, "t = {} for i = 1, 1000 do t[i] = coroutine.create(print) t[-i] = 'x' .. i end") ==
      LUA_OK);
  lua_close(state);
  CHECK(region.arena().live_bytes() == before);
}

TEST_CASE("an arena that is too small for Lua gives no state") {
  ArenaRegion region(kMinHeapLimitBytes / 64 * 64);
  std::vector<void*> filled;
  while (void* block = region.arena().allocate(1024)) filled.push_back(block);
  CHECK(new_lua_in_arena(region.arena()) == nullptr);
}

TEST_CASE("what the sandbox needs is asked for") {
  ArenaRegion region;
  lua_State* state = new_lua_in_arena(region.arena());
  lua_pushcfunction(state, &install_without_clock);
  CHECK(lua_pcall(state, 0, 0, 0) != LUA_OK);
  CHECK(lua_tostring(state, -1) ==
        std::string("install_sandbox: files, read_clock_ns and end_program are required"));
  lua_pushcfunction(state, &load_without_sandbox);
  CHECK(lua_pcall(state, 0, 0, 0) != LUA_OK);
  CHECK(lua_tostring(state, -1) ==
        std::string("no sandbox is installed in this Lua state: call install_sandbox first"));
  lua_close(state);
}

}  // namespace coutil
