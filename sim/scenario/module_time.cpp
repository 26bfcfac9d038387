// coutil.sim: what happens when, what has to hold, and what is drawn.
#include <cmath>

#include "sim/scenario/module.h"

namespace coutil::sim {

namespace {

// The function at `index`; leaves its position on the stack.
GivenFunction check_function(lua_State* L, const char* function, int index) {
  if (!lua_isfunction(L, index)) refuse(L, function, "what is called", "a function", index);
  LuaSide& side = side_of(L);
  if (side.ended) luaL_error(L, "%s: the program has ended", function);
  return keep_function(L, side, index);
}

// Where that failed, the function is let go of.
template <typename Action>
void give(lua_State* L, const GivenFunction& given, Action action) {
  bool given_away = false;
  const auto try_it = [&]() noexcept {
    try {
      action();
      given_away = true;
    } catch (const std::bad_alloc&) {
    }
  };
  try_it();
  if (given_away) return;
  release_function(*given.side, given.reference);
  luaL_error(L, "not enough memory in the simulated world");
}

TimeNs now_ns(lua_State* L) { return side_of(L).scenario->now_ns(); }

// sim.at (seconds, f)
int at(lua_State* L) {
  lua_settop(L, 2);
  const TimeNs due_ns = check_seconds(L, "sim.at", "the time", 1);
  if (due_ns < now_ns(L)) {
    luaL_error(L, "sim.at: the time %f s has passed, it is %f s", lua_tonumber(L, 1),
               static_cast<double>(now_ns(L)) / 1e9);
  }
  const GivenFunction given = check_function(L, "sim.at", 2);
  give(L, given, [&] { side_of(L).scenario->timed_calls().once(given, due_ns); });
  return 0;
}

// sim.every (seconds, f)
int every(lua_State* L) {
  lua_settop(L, 2);
  const TimeNs period_ns = check_seconds(L, "sim.every", "the time between two calls", 1);
  if (period_ns == 0) refuse(L, "sim.every", "the time between two calls", "more than 0 seconds", 1);
  const GivenFunction given = check_function(L, "sim.every", 2);
  give(L, given, [&] { side_of(L).scenario->timed_calls().every(given, period_ns); });
  return 0;
}

// sim.randomly (rate, f)
int randomly(lua_State* L) {
  lua_settop(L, 2);
  const double rate = check_number(L, "sim.randomly", "the rate", 1, 1e-9, 1e6,
                                   "how often it happens in a second, from 1e-9 to 1e6");
  const GivenFunction given = check_function(L, "sim.randomly", 2);
  give(L, given, [&] { side_of(L).scenario->timed_calls().randomly(given, rate); });
  return 0;
}

std::string_view check_meaning(lua_State* L, const char* function, int index) {
  return lua_isnil(L, index) ? std::string_view() : check_text(L, function, "the text", index);
}

// sim.always (f [, text])
int always(lua_State* L) {
  lua_settop(L, 2);
  const std::string_view text = check_meaning(L, "sim.always", 2);
  const GivenFunction given = check_function(L, "sim.always", 1);
  give(L, given, [&] { side_of(L).scenario->checks().always(given, text); });
  return 0;
}

// sim.eventually (f, seconds [, text])
int eventually(lua_State* L) {
  lua_settop(L, 3);
  const TimeNs within_ns = check_seconds(L, "sim.eventually", "the time within which it comes true", 2);
  const std::string_view text = check_meaning(L, "sim.eventually", 3);
  const GivenFunction given = check_function(L, "sim.eventually", 1);
  give(L, given, [&] { side_of(L).scenario->checks().eventually(given, text, within_ns); });
  return 0;
}

// sim.fail (text)
int fail(lua_State* L) {
  lua_settop(L, 1);
  const std::string_view text = check_text(L, "sim.fail", "the text", 1);
  luaL_where(L, 1);
  std::size_t size = 0;
  const char* position = lua_tolstring(L, -1, &size);
  side_of(L).scenario->checks().break_run(text, {position, size < 2 ? 0 : size - 2});
  let_loop_run(L);
  return 0;
}

// sim.now ()
int now(lua_State* L) {
  lua_pushnumber(L, static_cast<double>(now_ns(L)) / 1e9);
  return 1;
}

// sim.random ([m [, n]]), as math.random
int random(lua_State* L) {
  RandomStream& stream = side_of(L).random;
  if (lua_isnoneornil(L, 1)) {
    lua_pushnumber(L, static_cast<double>(stream.next() >> 11) * 0x1.0p-53);
    return 1;
  }
  if (!lua_isinteger(L, 1)) refuse(L, "sim.random", "the first argument", "an integer", 1);
  lua_Integer least = 1;
  lua_Integer most = lua_tointeger(L, 1);
  if (!lua_isnoneornil(L, 2)) {
    if (!lua_isinteger(L, 2)) refuse(L, "sim.random", "the second argument", "an integer", 2);
    least = most;
    most = lua_tointeger(L, 2);
  }
  if (least > most) luaL_error(L, "sim.random: there is no integer from %I to %I", least, most);
  const std::uint64_t count = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
  const std::uint64_t drawn = count == 0 ? stream.next() : stream.below(count);
  lua_pushinteger(L, static_cast<lua_Integer>(static_cast<std::uint64_t>(least) + drawn));
  return 1;
}

}  // namespace

const luaL_Reg kTimeFunctions[] = {{"at", &at},         {"every", &every},           {"randomly", &randomly},
                                   {"always", &always}, {"eventually", &eventually}, {"fail", &fail},
                                   {"now", &now},       {"random", &random},         {nullptr, nullptr}};

}  // namespace coutil::sim
