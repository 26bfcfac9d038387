// The module coutil.event.
#include "engine/modules.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// event.awaitall ([e1, ...])
int event_awaitall(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = push_distinct_objects(L, engine);
  if (count == 0) {
    lua_pushboolean(L, 1);
    return 1;
  }
  check_can_suspend(L);
  return suspend_on(L, engine, count, WaitKind::kEvents, WaitMode::kAll, finish_wait);
}

// event.awaitany (e1, ...)
int event_awaitany(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = push_distinct_objects(L, engine);
  luaL_argcheck(L, count > 0, 1, "non-nil value expected");
  check_can_suspend(L);
  return suspend_on(L, engine, count, WaitKind::kEvents, WaitMode::kAny, finish_wait);
}

// event.emitone (e, ...)
int event_emitone(lua_State* L) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  lua_pushboolean(L, emit_value(L, engine, EmitHow::kOne, Emitter::kProgram));
  return 1;
}

// event.emitall (e, ...)
int event_emitall(lua_State* L) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  lua_pushboolean(L, emit_value(L, engine, EmitHow::kAll, Emitter::kProgram));
  return 1;
}

// event.await (e)
int event_await(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, 1);
  check_event_value(L, 1);
  check_can_suspend(L);
  Object* object = push_object(L, engine, 1);
  return suspend_on_one(L, engine, object, WaitKind::kEvents, finish_wait);
}

// event.pending (e)
int event_pending(lua_State* L) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  lua_settop(L, 1);
  bool pending = false;
  if (find_object(L, 1) != nullptr) {
    Object* object = push_object(L, engine, 1);
    pending = first_waiter(L, engine, object, 2) != nullptr;
  }
  lua_pushboolean(L, pending);
  return 1;
}

}  // namespace

const luaL_Reg kEventFunctions[] = {
    {"await", event_await},     {"awaitall", event_awaitall}, {"awaitany", event_awaitany},
    {"emitall", event_emitall}, {"emitone", event_emitone},   {"pending", event_pending},
    {nullptr, nullptr},
};

}  // namespace coutil
