// Runs for Lua: see the header.
#include "lessons/runner/runs_object.h"

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "engine/lua.h"
#include "lessons/runner/child_runs.h"

namespace coutil::lessons {
namespace {

constexpr char kType[] = "coutil.lessons.runs";
constexpr lua_Integer kMostAtOnce = 64;

struct Box {
  std::unique_ptr<ChildRuns> runs;
};

Box& box_of(lua_State* L) { return *static_cast<Box*>(luaL_checkudata(L, 1, kType)); }

// Of the table at the top.
std::string text_field(lua_State* L, const char* name, const char* otherwise = "") {
  lua_getfield(L, -1, name);
  const char* text = lua_tostring(L, -1);
  std::string value = text != nullptr ? text : otherwise;
  lua_pop(L, 1);
  return value;
}

std::uint64_t number_field(lua_State* L, const char* name) {
  lua_getfield(L, -1, name);
  const lua_Integer value = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return static_cast<std::uint64_t>(value);
}

RunRequest request_at_top(lua_State* L) {
  RunRequest request;
  request.script = text_field(L, "script");
  request.scenario = text_field(L, "scenario");
  request.choices = text_field(L, "choices", "fifo");
  request.seed = number_field(L, "seed");
  request.cpu_cost_ns = static_cast<std::int64_t>(number_field(L, "cpu_cost_ns"));
  request.instructions = number_field(L, "instructions");
  request.events = number_field(L, "events");
  request.trace_bytes = number_field(L, "trace_bytes");
  request.memory_bytes = number_field(L, "memory_bytes");
  request.cpu_seconds = static_cast<unsigned>(number_field(L, "cpu_seconds"));
  lua_getfield(L, -1, "arguments");
  if (lua_istable(L, -1)) {
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; ++i) {
      const char* text = lua_tostring(L, -1);
      request.arguments.emplace_back(text != nullptr ? text : "");
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return request;
}

// The function's upvalue is where the RunProgram is.
int make_runs(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const lua_Integer at_once = luaL_optinteger(L, 2, 2);
  luaL_argcheck(L, at_once >= 1 && at_once <= kMostAtOnce, 2, "a number from 1 to 64 is expected");
  const lua_Integer count = luaL_len(L, 1);
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, 1, i);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_pop(L, 1);
  }
  auto* run = *static_cast<RunProgram*>(lua_touserdata(L, lua_upvalueindex(1)));
  auto* box = ::new (lua_newuserdatauv(L, sizeof(Box), 0)) Box;
  luaL_setmetatable(L, kType);
  std::vector<RunRequest> requests;
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, 1, i);
    requests.push_back(request_at_top(L));
    lua_pop(L, 1);
  }
  box->runs = std::make_unique<ChildRuns>(std::move(requests), run, static_cast<std::size_t>(at_once));
  return 1;
}

void set_text(lua_State* L, const char* name, const char* text) {
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

void push_finished(lua_State* L, const FinishedRun& run) {
  lua_createtable(L, 0, 8);
  lua_pushboolean(L, run.report.finished);
  lua_setfield(L, -2, "finished");
  lua_pushinteger(L, run.report.exit_code);
  lua_setfield(L, -2, "exit");
  lua_pushinteger(L, run.signal);
  lua_setfield(L, -2, "signal");
  set_text(L, "ended", run.report.ended);
  set_text(L, "where", run.report.where);
  set_text(L, "problem", run.report.problem);
  lua_pushlstring(L, run.trace.data(), run.trace.size());
  lua_setfield(L, -2, "trace");
  lua_pushlstring(L, run.messages.data(), run.messages.size());
  lua_setfield(L, -2, "messages");
}

int next_run(lua_State* L) {
  Box& box = box_of(L);
  if (box.runs == nullptr || !box.runs->has_next()) {
    lua_pushnil(L);
    return 1;
  }
  char problem[200] = "";
  try {
    push_finished(L, box.runs->next());
  } catch (const std::exception& error) {
    copy_text(problem, sizeof problem, error.what());
  }
  return *problem == '\0' ? 1 : luaL_error(L, "%s", problem);
}

int close_runs(lua_State* L) {
  box_of(L).runs.reset();
  return 0;
}

int collect_runs(lua_State* L) {
  box_of(L).~Box();
  ::new (lua_touserdata(L, 1)) Box;  // it may be called again
  return 0;
}

}  // namespace

void push_runs_function(lua_State* L, RunProgram run) {
  static constexpr luaL_Reg kMethods[] = {{"next", next_run}, {"close", close_runs}, {nullptr, nullptr}};
  luaL_newmetatable(L, kType);
  luaL_newlib(L, kMethods);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, collect_runs);
  lua_setfield(L, -2, "__gc");
  lua_pushcfunction(L, close_runs);
  lua_setfield(L, -2, "__close");
  lua_pop(L, 1);
  auto* place = static_cast<RunProgram*>(lua_newuserdatauv(L, sizeof run, 0));
  *place = run;
  lua_pushcclosure(L, make_runs, 1);
}

}  // namespace coutil::lessons
