// Calls functions of Lua from the loop: see the header. Nothing with a destructor is alive where Lua may
// raise.
#include "sim/scenario/lua_side.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "sim/scenario/scenario.h"

namespace coutil::sim {

namespace {

struct Call {
  const Callback* callback;
  std::pmr::string* text;
  CallResult result;
};

// The handler of messages: adds who can't suspend, and where it was.
int add_traceback(lua_State* L) {
  const char* message = luaL_tolstring(L, 1, nullptr);
  const bool suspends = std::strstr(message, "attempt to yield") != nullptr ||
                        std::strstr(message, "unable to yield") != nullptr;
  if (suspends) message = lua_pushfstring(L, "%s (a function of a scenario can't suspend)", message);
  luaL_traceback(L, L, message, 1);
  return 1;
}

int call_protected(lua_State* L) {
  auto& call = *static_cast<Call*>(lua_touserdata(L, 1));
  lua_pushcfunction(L, &add_traceback);
  lua_rawgeti(L, LUA_REGISTRYINDEX, call.callback->reference);
  if (lua_pcall(L, 0, 1, -2) != LUA_OK) {
    set_text(*call.text, luaL_tolstring(L, -1, nullptr));
  } else if (lua_toboolean(L, -1)) {
    call.result = CallResult::kTrue;
  } else {
    call.result = lua_isnil(L, -1) ? CallResult::kNothing : CallResult::kFalse;
  }
  return 0;
}

// A program collects at its own steps; the scenario's file has none but its functions' calls.
void collect_if_due(LuaSide& side) noexcept {
  if (side.process != nullptr || lua_gc(side.thread, LUA_GCCOUNT) < side.collects_at_kib) return;
  lua_gc(side.thread, LUA_GCCOLLECT);
  side.collects_at_kib = std::max(4096, 2 * lua_gc(side.thread, LUA_GCCOUNT));
}

}  // namespace

void set_text(std::pmr::string& text, std::string_view value) noexcept {
  try {
    text.assign(value);
  } catch (const std::bad_alloc&) {
    text = "no memory";  // short enough to need none
  }
}

GivenFunction keep_function(lua_State* L, LuaSide& side, int index) {
  index = lua_absindex(L, index);
  if (side.thread == nullptr) {
    side.thread = lua_newthread(L);
    luaL_ref(L, LUA_REGISTRYINDEX);
  }
  luaL_where(L, 1);  // "file:line: "
  std::size_t size = 0;
  const char* position = lua_tolstring(L, -1, &size);
  lua_pushvalue(L, index);
  return {&side, luaL_ref(L, LUA_REGISTRYINDEX), {position, size < 2 ? 0 : size - 2}};
}

void release_function(const LuaSide& side, int reference) noexcept {
  luaL_unref(side.thread, LUA_REGISTRYINDEX, reference);
}

CallResult call(const Callback& callback, std::pmr::string& text) noexcept {
  Scenario& scenario = *callback.side->scenario;
  lua_State* thread = callback.side->thread;
  Call wanted{&callback, &text, CallResult::kError};
  if (Process* process = callback.side->process) scenario.body().before_call(*process);
  const bool was_calling = scenario.set_calling(true);
  lua_settop(thread, 0);
  lua_pushcfunction(thread, &call_protected);
  lua_pushlightuserdata(thread, &wanted);
  if (lua_pcall(thread, 1, 0, 0) != LUA_OK) {
    wanted.result = CallResult::kError;
    set_text(text, "not enough memory");
  }
  lua_settop(thread, 0);
  collect_if_due(*callback.side);
  scenario.set_calling(was_calling);
  return wanted.result;
}

}  // namespace coutil::sim
