// Every allocation of a program on memories fails once: alone, and with all that come after it. Whatever
// raises, the memories keep their bytes, and a closed state has given back all it took.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

#include "engine/memory/memory.h"
#include "tests/catch.h"

namespace coutil {
namespace {

// Never grows a block where it is, so that whoever keeps an old place is found out.
struct Allocator {
  std::size_t bytes = 0;
  int calls = 0;    // since armed
  int fail_at = 0;  // the call that fails; 0 for none
  bool fail_on = false;

  bool fails() {
    ++calls;
    return fail_at != 0 && (fail_on ? calls >= fail_at : calls == fail_at);
  }
};

void* allocate(void* data, void* block, std::size_t old_size, std::size_t new_size) {
  auto& allocator = *static_cast<Allocator*>(data);
  if (block == nullptr) old_size = 0;
  if (new_size > old_size && allocator.fails()) return nullptr;
  void* moved = nullptr;
  if (new_size > 0) {
    moved = std::malloc(new_size);
    if (moved == nullptr) return nullptr;
    if (block != nullptr) std::memcpy(moved, block, std::min(old_size, new_size));
  }
  std::free(block);
  allocator.bytes += new_size - old_size;
  return moved;
}

// `step` runs the operations, each with what `m` holds afterwards; `check` looks at it.
constexpr char kProgram[] = R"(
  local long = ("l"):rep(3000)
  local steps = {
    { function() memory = open() end },
    { function() m = memory.create() end, "" },
    { function() m:resize(5, "ab") end, "ababa" },
    { function() kept = memory.create(m, 2, 4) end, "ababa" },
    { function() m:resize(3000, "l") end, "ababa" .. long:sub(6) },
    { function() m:resize(4000) end, "ababa" .. long:sub(6) .. ("\0"):rep(1000) },
    { function() m:resize(9000, m) end, ("ababa" .. long:sub(6) .. ("\0"):rep(1000)):rep(3):sub(1, 9000) },
    { function() m:resize(20) end, "ababa" .. ("l"):rep(15) },
    { function() m:fill(m .. 12, 1, 4, 21) end, "1212a" .. ("l"):rep(15) },
    { function() m:pack("zzs1", 1, 77, 1.5, kept) end, "77\0" .. "1.5\0\3bab" .. ("l"):rep(9) },
    { function() text = tostring(m) .. kept end, "77\0" .. "1.5\0\3bab" .. ("l"):rep(9) },
    { function() m:unpack("zzs1", 1) end, "77\0" .. "1.5\0\3bab" .. ("l"):rep(9) },
    { function() memory.diff(12, 13) memory.find(125, m) end, "77\0" .. "1.5\0\3bab" .. ("l"):rep(9) },
    { function() m:resize(30, memory.create(10):fill("x") or "y") end,
      "77\0" .. "1.5\0\3bab" .. ("l"):rep(9) .. ("y"):rep(10) },
    { function() local closed <close> = m end, "" },
    { function() m:resize(2) end, "\0\0" },
  }
  done = 0
  function step()
    for index, entry in ipairs(steps) do
      entry[1]()
      done = index
    end
  end
  function check()
    if done == 0 then return end
    local expected = steps[done][2]
    assert(not m or tostring(m) == expected, done)
    assert(not kept or tostring(kept) == "bab", done)
    step()
  end
)";

void push_program(lua_State* L) {
  luaL_openlibs(L);
  lua_register(L, "open", open_memory);
  REQUIRE(luaL_dostring(L, kProgram) == LUA_OK);
}

// Returns whether the failure was reached; `raised` counts those that the program saw.
bool run_with_failure(int fail_at, bool fail_on, int& raised) {
  Allocator allocator;
  lua_State* L = lua_newstate(allocate, &allocator);
  REQUIRE(L != nullptr);
  push_program(L);
  lua_getglobal(L, "check");
  lua_getglobal(L, "step");
  allocator.calls = 0;
  allocator.fail_at = fail_at;
  allocator.fail_on = fail_on;
  const int status = lua_pcall(L, 0, 0, 0);
  allocator.fail_at = 0;
  const bool reached = allocator.calls >= fail_at;
  INFO("failed allocation: " << fail_at << (fail_on ? " and all after it" : ""));
  if (status != LUA_OK) {
    ++raised;
    CHECK(std::string(lua_tostring(L, -1)).find("not enough memory") != std::string::npos);
    lua_pop(L, 1);
  }
  const int checked = lua_pcall(L, 0, 0, 0);
  INFO((checked == LUA_OK ? "" : lua_tostring(L, -1)));
  CHECK(checked == LUA_OK);
  lua_close(L);
  CHECK(allocator.bytes == 0);
  return reached;
}

}  // namespace

TEST_CASE("an allocation that fails, with all after it, loses nothing") {
  int raised = 0;
  int fail_at = 1;
  while (run_with_failure(fail_at, true, raised)) ++fail_at;
  CHECK(fail_at > 25);
  CHECK(raised > 25);
}

TEST_CASE("an allocation that fails once is asked for again") {
  int raised = 0;
  int fail_at = 1;
  while (run_with_failure(fail_at, false, raised)) ++fail_at;
  CHECK(fail_at > 25);
  CHECK(raised == 0);
}

}  // namespace coutil
