// Engine: see the header.
#include "engine/engine.h"

#include <new>

#include "engine/coutil.h"
#include "engine/names.h"
#include "engine/report.h"
#include "engine/stuck.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

char g_box_key;  // its address is the key of the box in the registry

void* userdata_by_interface(lua_State* L, int index, const void* metatable) {
  void* block = lua_touserdata(L, index);
  if (block == nullptr || !lua_getmetatable(L, index)) return nullptr;
  bool own = lua_topointer(L, -1) == metatable;
  lua_pop(L, 1);
  return own ? block : nullptr;
}

void thread_freed(void* context, Coroutine& coroutine) {
  auto& engine = *static_cast<Engine*>(context);
  bool waited = coroutine.wait != WaitKind::kNothing && !coroutine.ended;
  if (waited) ++engine.lost;
  if (engine.tracing != nullptr && (waited || coroutine.yielded)) engine.tracing->lost(&coroutine);
}

}  // namespace

Engine::Engine(lua_State* main, const Options& options)
    : main_thread(main),
      memory(options.memory),
      backend(*options.backend),
      ids(options.ids != nullptr ? *options.ids : own_ids),
      coroutines(main, ids.coroutine, options.memory, options.own_lua, thread_freed, this),
      scheduler(options.memory),
      operations(options.memory),
      places(ids.place, options.memory),
      closes_unseen(options.own_lua == nullptr),
      prefetch_thread(options.own_lua != nullptr ? options.own_lua->prefetch : nullptr),
      userdata(options.own_lua != nullptr ? options.own_lua->userdata : userdata_by_interface),
      recording(options.recording),
      keeps_recording(options.keeps_recording),
      trace_host(options.trace_host),
      pid(options.pid),
      started_by(options.started_by),
      program(options.program, options.memory),
      file_number(options.file_number),
      report(options.report),
      report_context(options.report_context) {
  current = &coroutines.main();
  Engine** link = &ids.first;
  while (*link != nullptr) link = &(*link)->next_in_trace;
  *link = this;
}

Engine::~Engine() {
  Request forget{RequestKind::kForgetAll};
  backend.perform(forget);
  stop_tracing();
  leave_trace();
  while (retired_tracing != nullptr) {
    Tracing* retired = retired_tracing;
    retired_tracing = retired->next_retired;
    retired->~Tracing();
    memory->deallocate(retired, sizeof(Tracing));
  }
}

void Engine::start_tracing() {
  tracing = new (memory->allocate(sizeof(Tracing))) Tracing(*this, *recording->recorder(), ++generations);
}

void Engine::stop_tracing() {
  if (tracing == nullptr) return;
  generations = tracing->generation();
  tracing->next_retired = retired_tracing;
  retired_tracing = tracing;
  tracing = nullptr;
}

void Engine::leave_trace() {
  left_trace = true;
  for (Engine** link = &ids.first; *link != nullptr; link = &(*link)->next_in_trace) {
    if (*link != this) continue;
    *link = next_in_trace;
    return;
  }
}

Engine::Resumed Engine::resume(lua_State* L, Coroutine* coroutine, int count) {
  lua_State* thread = coroutine->thread;
  Coroutine* before = current;
  if (tracing != nullptr) tracing->runs(coroutine, before);
  current = coroutine;
  stamp(*coroutine);
  coroutine->sends_in_row = 0;
  int results = 0;
  int status = lua_resume(thread, L, count, &results);
  current = before;
  if (status == LUA_YIELD) {
    if (results > 0) lua_pop(thread, results);
    if (tracing != nullptr && coroutine->wait == WaitKind::kNothing) tracing->yields(L, coroutine);
    return Resumed::kSuspended;
  }
  if (status == LUA_OK) {
    lua_pop(thread, results);
    if (tracing != nullptr) tracing->ends(coroutine);
  } else {
    int state = lua_status(thread);
    if (state == LUA_OK || state == LUA_YIELD) {  // it was not resumed: Lua's limit of nested calls
      lua_pop(thread, 1);
      return Resumed::kFailed;
    }
    ++errors;
    report_error(L, *this, coroutine);
  }
  note_end(coroutine);
  return Resumed::kEnded;
}

void Engine::note_end(Coroutine* coroutine) {
  coroutine->ended = true;
  if (coroutine->owned > 0) report_stuck(*this);
}

Engine* engine_in_registry(lua_State* L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_box_key);
  auto* box = static_cast<EngineBox*>(lua_touserdata(L, -1));
  lua_pop(L, 1);
  return box != nullptr ? box->engine : nullptr;
}

bool engine_closed(lua_State* L) { return engine_in_registry(L) == nullptr; }

void push_engine_box(lua_State* L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &g_box_key); }

void set_engine_box(lua_State* L) { lua_rawsetp(L, LUA_REGISTRYINDEX, &g_box_key); }

}  // namespace coutil
