// The module coutil.trace: names and notes for the trace, the board, the handler of errors, and recording
// itself.
#include <cstdio>
#include <cstring>

#include "engine/coutil.h"
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/program.h"
#include "engine/report.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// trace.name (value, name): the name of an event value, a promise, a mutex or a coroutine. Returns the value.
int trace_name(lua_State* L) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  luaL_checkstring(L, 2);
  lua_settop(L, 2);
  lua_tostring(L, 2);
  set_name(L, 1, 2);
  if (engine.tracing != nullptr) {
    if (lua_isthread(L, 1)) {
      engine.tracing->renamed(L, engine.coroutines.adopt_for(L, lua_tothread(L, 1)));
    } else if (Object* object = find_object(L, 1)) {
      object->traced = 0;  // its line is said again at the next use
    }
  }
  lua_settop(L, 1);
  return 1;
}

// trace.note (text)
int trace_note(lua_State* L) {
  Engine& engine = engine_of(L);
  std::size_t length = 0;
  const char* text = luaL_checklstring(L, 1, &length);
  if (engine.tracing != nullptr) engine.tracing->notes(L, engine.self(L), {text, length});
  return 0;
}

struct Dump {
  Engine* engine;
  bool print;
};

int push_dump(lua_State* L) {
  const auto& [engine, print] = *static_cast<Dump*>(lua_touserdata(L, 1));
  if (print) {
    push_board_text(L, *engine);
    write_report(L, *engine);
  }
  push_board(L, *engine);
  return 1;
}

// trace.dump ([print]): the board as a table; printed unless `print` is false.
int trace_dump(lua_State* L) {
  Engine& engine = engine_of(L);
  Dump dump{&engine, lua_isnone(L, 1) || lua_toboolean(L, 1)};
  if (call_with_list(L, engine, push_dump, &dump, 1) != LUA_OK) return lua_error(L);
  return 1;
}

// trace.onerror (f): who is told of errors in coroutines in the place of standard error; nil takes it away.
int trace_onerror(lua_State* L) {
  engine_of(L);
  if (!lua_isnoneornil(L, 1)) luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_settop(L, 1);
  set_error_handler(L);
  return 0;
}

// A finalizer may run in the midst of what is being recorded, which must not go away under it.
void check_no_finalizer(lua_State* L, const char* function) {
  lua_Debug info;
  for (int level = 1; lua_getstack(L, level, &info) != 0; ++level) {
    lua_getinfo(L, "n", &info);
    if (info.name == nullptr || std::strcmp(info.name, "__gc") != 0) continue;
    luaL_error(L, "%s is called in a finalizer: call it where the program runs on its own", function);
  }
}

// Whose run it is may want all of it, and no other file to be written.
void check_may_record(lua_State* L, const Engine& engine, const char* function) {
  if (engine.keeps_recording) luaL_error(L, "%s is refused for programs under limits", function);
}

// trace.start (path [, keep]): records from here on; keeps about the last `keep` bytes when given.
int trace_start(lua_State* L) {
  Engine& engine = engine_of(L);
  const char* path = luaL_checkstring(L, 1);
  lua_Integer keep = luaL_optinteger(L, 2, 0);
  luaL_argcheck(L, keep >= 0, 2, "a number of bytes expected");
  check_may_record(L, engine, "trace.start");
  check_no_finalizer(L, "trace.start");
  if (engine.recording == nullptr) return luaL_error(L, "this host records no traces");
  if (engine.tracing != nullptr) return luaL_error(L, "already recording: call trace.stop first");
  if (start_recording(L, engine, path, static_cast<std::uint64_t>(keep))) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

// trace.stop (): ends the recording and closes its file. Returns whether there was one.
int trace_stop(lua_State* L) {
  Engine& engine = engine_of(L);
  check_may_record(L, engine, "trace.stop");
  check_no_finalizer(L, "trace.stop");
  if (engine.tracing == nullptr) {
    lua_pushboolean(L, 0);
    return 1;
  }
  if (stop_recording(L, engine)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

}  // namespace

const luaL_Reg kTraceFunctions[] = {
    {"dump", trace_dump},   {"name", trace_name}, {"note", trace_note}, {"onerror", trace_onerror},
    {"start", trace_start}, {"stop", trace_stop}, {nullptr, nullptr},
};

}  // namespace coutil
