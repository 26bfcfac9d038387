// What the C++ side uses of memories: finding them, their bytes, pins, and the clipping of positions.
#include <string>
#include <string_view>
#include <vector>

#include "engine/memory/memory.h"
#include "tests/catch.h"

namespace coutil {
namespace {

class State final {
 public:
  State() {
    luaL_openlibs(L);
    luaL_requiref(L, "memory", open_memory, 1);
    lua_pop(L, 1);
  }
  ~State() { lua_close(L); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Runs the text; returns its error, or an empty text.
  std::string run(const std::string& text) {
    if (luaL_dostring(L, text.c_str()) == LUA_OK) return "";
    std::string error = lua_tostring(L, -1);
    lua_pop(L, 1);
    return error;
  }

  // Leaves the value of an expression on the stack.
  void push(const std::string& expression) {
    REQUIRE(run("value = " + expression) == "");
    lua_getglobal(L, "value");
  }

  lua_State* const L = luaL_newstate();
};

int check_first(lua_State* L) {
  const std::string_view bytes = check_bytes(L, 1);
  lua_pushlstring(L, bytes.data(), bytes.size());
  return 1;
}

// As string.sub(text, i, j) says it.
std::string sub(State& state, const std::string& text, lua_Integer i, lua_Integer j) {
  lua_State* L = state.L;
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "sub");
  lua_pushlstring(L, text.data(), text.size());
  lua_pushinteger(L, i);
  lua_pushinteger(L, j);
  lua_call(L, 3, 1);
  std::string part = lua_tostring(L, -1);
  lua_pop(L, 2);
  return part;
}

}  // namespace

TEST_CASE("a memory is found among other values") {
  State state;
  for (const char* other :
       {"nil", "'abc'", "1", "{}", "print", "io.stdout", "getmetatable(memory.create(1))"}) {
    state.push(other);
    CHECK(to_memory(state.L, -1) == nullptr);
  }
  CHECK(to_memory(state.L, 10) == nullptr);
  state.push("memory.create('abc')");
  Memory* memory = to_memory(state.L, -1);
  REQUIRE(memory != nullptr);
  CHECK(std::string_view(memory_bytes(memory), memory_size(memory)) == "abc");
}

TEST_CASE("nothing is a memory in a state without the module") {
  lua_State* L = luaL_newstate();
  lua_newuserdatauv(L, 100, 0);
  CHECK(to_memory(L, -1) == nullptr);
  lua_createtable(L, 0, 0);
  lua_setmetatable(L, -2);
  CHECK(to_memory(L, -1) == nullptr);
  lua_close(L);
}

TEST_CASE("bytes written from C++ are what Lua sees") {
  State state;
  state.push("memory.create(4)");
  memory_bytes(to_memory(state.L, -1))[1] = 'x';
  CHECK(state.run("assert(tostring(value) == '\\0x\\0\\0')") == "");
}

TEST_CASE("a pinned memory keeps its bytes where they are") {
  State state;
  state.push("memory.create()");
  Memory* memory = to_memory(state.L, -1);
  CHECK(state.run("value:resize(10000, 'ab')") == "");
  const char* place = memory_bytes(memory);
  pin(memory);
  pin(memory);
  for (const char* size : {"0", "10000", "20000"}) {
    CHECK_THAT(state.run(std::string("value:resize(") + size + ")"),
               Catch::Matchers::ContainsSubstring("in use"));
  }
  unpin(memory);
  CHECK_THAT(state.run("value:resize(1)"), Catch::Matchers::ContainsSubstring("in use"));
  CHECK(state.run("do local closed <close> = value end collectgarbage()") == "");
  CHECK(memory_bytes(memory) == place);
  CHECK(memory_size(memory) == 10000);
  CHECK(state.run("value:fill('cd', 3, 4) assert(value:tostring(1, 6) == 'abcdab')") == "");
  unpin(memory);
  CHECK(state.run("value:resize(20000, 'z') assert(value:tostring(9999, 10001) == 'abz')") == "");
}

TEST_CASE("a finalizer that pins is noticed before the bytes move") {
  State state;
  lua_register(state.L, "pin", [](lua_State* L) {
    pin(to_memory(L, 1));
    return 0;
  });
  const std::string failed = state.run(R"(
    value = memory.create()
    setmetatable({}, {__gc = function() pin(value) end})
    for size = 1000, 1000000, 1000 do value:resize(size, 'p') before = size end)");
  CHECK_THAT(failed, Catch::Matchers::ContainsSubstring("in use"));
  CHECK(state.run("assert(tostring(value) == ('p'):rep(before))") == "");
}

TEST_CASE("bytes that are not Lua's") {
  State state;
  char bytes[] = "hello";
  push_other_memory(state.L, bytes, 5);
  lua_setglobal(state.L, "value");
  CHECK(state.run("assert(memory.type(value) == 'other' and #value == 5 and value .. '' == 'hello')") == "");
  CHECK(state.run("value:set(1, 0x4a)") == "");
  CHECK(std::string(bytes) == "Jello");
  CHECK_THAT(state.run("value:resize(3)"), Catch::Matchers::ContainsSubstring("resizable memory expected"));
  CHECK(state.run("do local closed <close> = value end assert(#value == 5)") == "");
  Memory* none = push_other_memory(state.L, nullptr, 0);
  CHECK(memory_bytes(none) != nullptr);
  CHECK(memory_size(none) == 0);
}

TEST_CASE("strings and memories are bytes") {
  State state;
  lua_register(state.L, "check", check_first);
  CHECK(state.run("assert(check('a\\0b') == 'a\\0b' and check(memory.create('cd')) == 'cd')") == "");
  CHECK(state.run("assert(check(12) == '12' and check(memory.create()) == '')") == "");
  CHECK_THAT(state.run("check({})"),
             Catch::Matchers::ContainsSubstring(
                 "bad argument #1 to 'check' (string or memory expected, got table)"));
  CHECK_THAT(state.run("check()"),
             Catch::Matchers::ContainsSubstring("string or memory expected, got no value"));
}

TEST_CASE("positions are clipped as string.sub clips them") {
  State state;
  const std::string text = "abcdef";
  std::vector<lua_Integer> positions = {LUA_MININTEGER, LUA_MININTEGER + 1, LUA_MAXINTEGER,
                                        LUA_MAXINTEGER - 1};
  for (lua_Integer i = -9; i <= 9; ++i) positions.push_back(i);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string part = text.substr(0, size);
    for (lua_Integer i : positions) {
      for (lua_Integer j : positions) {
        const auto [offset, length] = clip_range(i, j, size);
        REQUIRE(offset <= size);
        REQUIRE(length <= size - offset);
        REQUIRE(part.substr(offset, length) == sub(state, part, i, j));
      }
    }
  }
}

}  // namespace coutil
