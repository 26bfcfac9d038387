// Collects between steps, and answers `collectgarbage` for a program that should not notice.
#include "sim/step_collector.h"

#include <algorithm>

#include "sim/lua_api.h"

namespace coutil {
namespace {

/// Lua refuses all of lua_gc inside a finalizer; `collectgarbage` then answers nil.
int push_fail(lua_State* state) {
  lua_pushnil(state);
  return 1;
}

int push_integer(lua_State* state, int value) {
  lua_pushinteger(state, value);
  return 1;
}

/// Remembers argument `index` unless it is 0 or absent, and returns what was there.
int exchange_parameter(lua_State* state, int index, int& parameter) {
  const int previous = parameter;
  parameter = static_cast<int>(luaL_optinteger(state, index, 0));
  return previous;
}

}  // namespace

StepCollector::StepCollector(lua_State* state, const Options& options) : options_(options) {
  lua_gc(state, LUA_GCSTOP);
  lua_pushlightuserdata(state, this);
  lua_pushcclosure(state, &StepCollector::collectgarbage, 1);
  lua_setglobal(state, "collectgarbage");
  set_mark(lua_bytes(state));
}

std::size_t StepCollector::lua_bytes(lua_State* state) noexcept {
  const int kibibytes = std::max(lua_gc(state, LUA_GCCOUNT), 0);
  const int bytes = std::max(lua_gc(state, LUA_GCCOUNTB), 0);
  return static_cast<std::size_t>(kibibytes) * 1024 + static_cast<std::size_t>(bytes);
}

void StepCollector::set_mark(std::size_t live_bytes) noexcept {
  mark_bytes_ = std::max(options_.min_mark_bytes, live_bytes * 2);
}

void StepCollector::collect_if_due(lua_State* state) {
  if (!running_) return;
  const std::size_t before_bytes = lua_bytes(state);
  if (before_bytes <= mark_bytes_) return;
  lua_gc(state, LUA_GCCOLLECT);
  const std::size_t after_bytes = lua_bytes(state);
  set_mark(after_bytes);
  if (options_.report != nullptr) options_.report(options_.report_data, before_bytes, after_bytes);
}

int StepCollector::collectgarbage(lua_State* state) {
  static const char* const kNames[] = {"stop",         "restart",     "collect",    "count",
                                       "step",         "setpause",    "setstepmul", "isrunning",
                                       "generational", "incremental", nullptr};
  static const int kOptions[] = {LUA_GCSTOP,     LUA_GCRESTART,    LUA_GCCOLLECT,   LUA_GCCOUNT, LUA_GCSTEP,
                                 LUA_GCSETPAUSE, LUA_GCSETSTEPMUL, LUA_GCISRUNNING, LUA_GCGEN,   LUA_GCINC};
  auto* self = static_cast<StepCollector*>(lua_touserdata(state, lua_upvalueindex(1)));
  const int option = kOptions[luaL_checkoption(state, 1, "collect", kNames)];
  if (lua_gc(state, LUA_GCCOUNT) < 0) return push_fail(state);
  return self->answer(state, option);
}

int StepCollector::answer(lua_State* state, int option) {
  switch (option) {
    case LUA_GCSTOP:
    case LUA_GCRESTART:
      running_ = option == LUA_GCRESTART;
      return push_integer(state, 0);
    case LUA_GCCOUNT:
      lua_pushnumber(state, static_cast<lua_Number>(lua_bytes(state)) / 1024);
      return 1;
    case LUA_GCSTEP:
      lua_pushboolean(state, lua_gc(state, LUA_GCSTEP, static_cast<int>(luaL_optinteger(state, 2, 0))));
      return 1;
    case LUA_GCSETPAUSE:
      return push_integer(state, exchange_parameter(state, 2, pause_));
    case LUA_GCSETSTEPMUL:
      return push_integer(state, exchange_parameter(state, 2, step_multiplier_));
    case LUA_GCISRUNNING:
      lua_pushboolean(state, running_);
      return 1;
    case LUA_GCGEN:
    case LUA_GCINC:
      lua_pushstring(state, generational_ ? "generational" : "incremental");
      generational_ = option == LUA_GCGEN;
      return 1;
    default:  // collect
      lua_gc(state, LUA_GCCOLLECT);
      set_mark(lua_bytes(state));
      return push_integer(state, 0);
  }
}

}  // namespace coutil
