// The life of an engine: see program.h and coutil.h.
#include "engine/program.h"

#include <cstdio>
#include <cstring>
#include <new>

#include "engine/coutil.h"
#include "engine/memory/memory.h"
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/objects.h"
#include "engine/recording.h"
#include "engine/report.h"
#include "engine/stuck.h"
#include "engine/system/address.h"
#include "engine/system/socket.h"
#include "engine/system/system_functions.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

char g_reporter_key;

struct Module {
  const char* name;
  const luaL_Reg* functions;
};

const Module kModules[] = {
    {"event", kEventFunctions},     {"queued", kQueuedFunctions}, {"mutex", kMutexFunctions},
    {"promise", kPromiseFunctions}, {"spawn", kSpawnFunctions},   {"system", kSystemFunctions},
    {"trace", kTraceFunctions},
};

struct Counts {
  std::int64_t waiting = 0;
  std::int64_t suspended = 0;
};

Counts count_coroutines(lua_State* L, Engine& engine) {
  Counts counts;
  if (lua_checkstack(L, 4)) engine.coroutines.list(L);
  for (CoroutineId last = 0;;) {
    Coroutine* coroutine = engine.coroutines.first_after(last);
    if (coroutine == nullptr) return counts;
    last = coroutine->id;
    if (can_resume(*coroutine)) {
      ++counts.waiting;
    } else if (!coroutine->ended && lua_status(coroutine->thread) == LUA_YIELD) {
      ++counts.suspended;
    }
  }
}

// Returns what went wrong.
std::string end_recording(lua_State* L, Engine& engine) {
  Counts counts = count_coroutines(L, engine);
  engine.stop_tracing();
  return engine.recording->stop(engine.backend.clock_ns(), counts.waiting, counts.suspended, engine.errors);
}

int close_box(lua_State* L) {
  auto* box = static_cast<EngineBox*>(lua_touserdata(L, 1));
  Engine* engine = box->engine;
  if (engine == nullptr) return 0;
  if (engine->tracing != nullptr) {
    try {
      end_recording(L, *engine);
    } catch (const std::bad_alloc&) {  // the trace then lacks its last line
    }
  }
  box->engine = nullptr;
  engine->coroutines.detach();
  std::pmr::memory_resource* memory = engine->memory;
  engine->~Engine();
  memory->deallocate(engine, sizeof(Engine));
  return 0;
}

int preloaded(lua_State* L) { return push_module(L, lua_tostring(L, lua_upvalueindex(1))); }

void make_engine(lua_State* L, EngineBox* box, const Options& options) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  lua_State* main = lua_tothread(L, -1);
  lua_pop(L, 1);
  bool made = false;
  try {
    void* memory = options.memory->allocate(sizeof(Engine));
    box->engine = new (memory) Engine(main, options);
    if (options.recording != nullptr && options.recording->recorder() != nullptr)
      box->engine->start_tracing();
    made = true;
  } catch (const std::bad_alloc&) {
  }
  if (!made) luaL_error(L, "not enough memory");
}

// One line for each coroutine that waits and is not stuck. Protected.
int say_left_waiting(lua_State* L) {
  auto& engine = **static_cast<Engine**>(lua_touserdata(L, 1));
  for (CoroutineId last = 0;;) {
    Coroutine* coroutine = engine.coroutines.first_after(last);
    if (coroutine == nullptr) return 0;
    last = coroutine->id;
    if (!can_resume(*coroutine) || coroutine->reported_stuck) continue;
    push_coroutine_label(L, engine, coroutine);
    push_wait(L, engine, coroutine);
    const char* why = !coroutine->scheduled()     ? ""
                      : engine.world_stands_still ? " (and nothing can happen any more)"
                                                  : " (system.run was not called to its end)";
    lua_pushfstring(L, "coutil: left waiting: %s %s%s\n", lua_tostring(L, -2), lua_tostring(L, -1), why);
    write_report(L, engine);
    lua_pop(L, 2);
  }
}

// The metatables of the System section; their functions reach the engine like those of the modules.
void open_system(lua_State* L) {
  push_engine_box(L);
  push_objects_table(L);
  push_anchors(L);
  open_addresses(L);
  open_lookups(L);
  open_sockets(L);
  lua_pop(L, kModuleUpvalues);
}

// queued.pending is event.pending itself. The table of queued is on top.
void share_pending(lua_State* L) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, -1, "coutil.event") != LUA_TTABLE) {
    lua_pop(L, 1);
    push_module(L, "event");
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "coutil.event");
  }
  lua_getfield(L, -1, "pending");
  lua_setfield(L, -4, "pending");
  lua_pop(L, 2);
}

}  // namespace

Engine* open_engine(lua_State* L, const Options& options) {
  if (Engine* open = engine_in_registry(L)) return open;
  luaL_checkstack(L, 20, "coutil's modules");
  auto* box = static_cast<EngineBox*>(lua_newuserdatauv(L, sizeof(EngineBox), 0));
  box->engine = nullptr;
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, close_box);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  make_engine(L, box, options);
  set_engine_box(L);
  open_objects(L);
  open_names(L);
  box->engine->reporter = lua_newthread(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_reporter_key);
  open_anchors(L);
  open_system(L);
  box->engine->places.open(L);
  box->engine->coroutines.open(L);
  watch_close(L);
  if (options.watch || box->engine->tracing != nullptr) watch_coroutine_library(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  for (const Module& module : kModules) {
    lua_pushfstring(L, "coutil.%s", module.name);
    lua_pushstring(L, module.name);
    lua_pushcclosure(L, preloaded, 1);
    lua_rawset(L, -3);
  }
  if (lua_getfield(L, -1, "memory") == LUA_TNIL) {
    lua_pushcfunction(L, open_memory);
    lua_setfield(L, -3, "memory");
  }
  lua_pop(L, 2);
  return box->engine;
}

int push_module(lua_State* L, const char* name) {
  for (const Module& module : kModules) {
    if (std::strcmp(module.name, name) != 0) continue;
    lua_newtable(L);
    push_engine_box(L);
    push_objects_table(L);
    push_anchors(L);
    luaL_setfuncs(L, module.functions, kModuleUpvalues);
    if (module.functions == kQueuedFunctions) share_pending(L);
    return 1;
  }
  return luaL_error(L, "coutil has no module '%s'", name);
}

Outcome finish_program(lua_State* L, std::string* problem) {
  Outcome outcome;
  Engine* engine = engine_in_registry(L);
  if (engine == nullptr) return outcome;
  engine->main_ended = true;
  report_stuck(*engine);
  call_protected(L, *engine, say_left_waiting, &engine);
  outcome.errors = engine->errors;
  outcome.stuck = engine->stuck;
  outcome.waiting = count_coroutines(L, *engine).waiting;
  if (engine->tracing != nullptr) {
    std::string failed = end_recording(L, *engine);
    if (problem != nullptr) *problem += failed;
  }
  return outcome;
}

void abandon_program(lua_State* L) {
  Engine* engine = engine_in_registry(L);
  if (engine == nullptr || engine->tracing == nullptr) return;
  std::string failed = end_recording(L, *engine);
  if (!failed.empty()) std::fprintf(stderr, "coutil: %s\n", failed.c_str());
}

bool start_recording(lua_State* L, Engine& engine, const char* path, std::uint64_t keep_bytes) {
  {
    std::string failed;
    try {
      failed = engine.recording->start(path, keep_bytes, true);
      if (failed.empty()) engine.start_tracing();
    } catch (const std::bad_alloc&) {
      failed = "not enough memory";
    }
    if (!failed.empty()) lua_pushlstring(L, failed.data(), failed.size());
  }
  if (engine.tracing == nullptr) return false;
  watch_coroutine_library(L);
  engine.tracing->take_snapshot(L);
  return true;
}

bool stop_recording(lua_State* L, Engine& engine) {
  bool done = false;
  {
    std::string failed;
    try {
      failed = end_recording(L, engine);
    } catch (const std::bad_alloc&) {
      failed = "not enough memory";
    }
    done = failed.empty();
    if (!done) lua_pushlstring(L, failed.data(), failed.size());
  }
  return done;
}

void trace_print(lua_State* L, std::string_view text) {
  Engine* engine = engine_in_registry(L);
  if (engine != nullptr && engine->tracing != nullptr) engine->tracing->prints(engine->current, text);
}

void trace_collection(lua_State* L, std::int64_t bytes_before, std::int64_t bytes_after) {
  Engine* engine = engine_in_registry(L);
  if (engine != nullptr && engine->tracing != nullptr) engine->tracing->collects(bytes_before, bytes_after);
}

}  // namespace coutil
