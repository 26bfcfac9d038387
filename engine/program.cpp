// How an engine is opened for a Lua state and closed with it: see coutil.h. The end of its program is in
// program_end.cpp.
#include "engine/program.h"

#include <cstring>
#include <new>

#include "engine/coutil.h"
#include "engine/memory/memory.h"
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/objects.h"
#include "engine/recording.h"
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

int close_box(lua_State* L) {
  auto* box = static_cast<EngineBox*>(lua_touserdata(L, 1));
  Engine* engine = box->engine;
  if (engine == nullptr) return 0;
  try {
    end_trace_of(L, *engine);
  } catch (const std::bad_alloc&) {  // the trace then lacks its last line
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
    if (options.recording != nullptr && options.recording->is_recording()) {
      box->engine->start_tracing();
      box->engine->tracing->begins();
    }
    made = true;
  } catch (const std::bad_alloc&) {
  }
  if (!made) luaL_error(L, "not enough memory");
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

}  // namespace coutil
