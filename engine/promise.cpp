// The module coutil.promise. A promise is a C closure whose upvalues hold its results: their number (nil
// while it is unfulfilled) and the one result, or a table of them when there are several.
#include "engine/modules.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// Upvalues of a promise, after those of every function of a module.
enum : int { kCountUpvalue = kModuleUpvalues + 1, kResultUpvalue, kPromiseUpvalues = kResultUpvalue };
// And of a fulfilment function.
enum : int { kPromiseOfFulfilment = kModuleUpvalues + 1, kFulfilmentUpvalues = kPromiseOfFulfilment };

int promise_call(lua_State* L);

bool is_promise(lua_State* L, int index) { return lua_tocfunction(L, index) == promise_call; }

void check_promise(lua_State* L, int index) {
  if (!is_promise(L, index)) luaL_typeerror(L, index, "promise");
}

bool is_fulfilled(lua_State* L, int index) {
  lua_getupvalue(L, index, kCountUpvalue);
  bool fulfilled = !lua_isnil(L, -1);
  lua_pop(L, 1);
  return fulfilled;
}

// Pushes the object of the promise at `index`.
Object* push_promise_object(lua_State* L, Engine& engine, int index) {
  Object* object = push_object(L, engine, index);
  object->kind = ObjectKind::kPromise;
  return object;
}

void trace_take(lua_State* L, Engine& engine, int index) {
  if (engine.tracing == nullptr) return;
  push_promise_object(L, engine, index);
  engine.tracing->takes(L, engine.self(L), lua_gettop(L));
  lua_pop(L, 1);
}

// Pushes the results from the running promise's upvalues.
int push_results(lua_State* L) {
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(kCountUpvalue));
  if (count == 0) return 0;
  if (count == 1) {
    lua_pushvalue(L, lua_upvalueindex(kResultUpvalue));
    return 1;
  }
  luaL_checkstack(L, static_cast<int>(count), "too many results of a promise");
  for (lua_Integer i = 1; i <= count; ++i) lua_rawgeti(L, lua_upvalueindex(kResultUpvalue), i);
  return static_cast<int>(count);
}

// The claim was woken: it returns what came with the event, without the promise itself.
int finish_claim(lua_State* L, int, lua_KContext context) {
  auto* self = reinterpret_cast<Coroutine*>(context);
  bool woken = was_woken(L, engine_of(L), self);
  int values = resumed_values(L, self);
  return woken ? values - 1 : values;
}

// A promise: p ([test])
int promise_call(lua_State* L) {
  Engine& engine = engine_of(L);
  bool fulfilled = !lua_isnil(L, lua_upvalueindex(kCountUpvalue));
  if (lua_toboolean(L, 1)) {
    lua_pushboolean(L, fulfilled);
    return 1;
  }
  if (!fulfilled) check_can_suspend(L);
  lua_settop(L, 0);
  if (fulfilled && engine.tracing == nullptr) return push_results(L);
  lua_Debug info;  // the promise itself is the running function
  lua_getstack(L, 0, &info);
  lua_getinfo(L, "f", &info);
  if (fulfilled) {
    trace_take(L, engine, 1);
    return push_results(L);
  }
  Object* object = push_promise_object(L, engine, 1);
  return suspend_on_one(L, engine, object, WaitKind::kEvents, finish_claim);
}

// A fulfilment function: f (...)
int fulfil(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = lua_gettop(L);
  int promise = lua_upvalueindex(kPromiseOfFulfilment);
  luaL_checkstack(L, count + 6, "too many results of a promise");
  if (count == 1) {
    lua_pushvalue(L, 1);
  } else if (count == 0) {
    lua_pushnil(L);
  } else {
    lua_createtable(L, count, 0);
    for (int i = 1; i <= count; ++i) {
      lua_pushvalue(L, i);
      lua_rawseti(L, -2, i);
    }
  }
  bool first = !is_fulfilled(L, promise);
  if (first && engine.tracing != nullptr) {
    lua_pushvalue(L, promise);
    push_promise_object(L, engine, lua_gettop(L));
    engine.tracing->fulfills(L, engine.self(L), lua_gettop(L));
    lua_pop(L, 2);
  }
  lua_setupvalue(L, promise, kResultUpvalue);
  lua_pushinteger(L, count);
  lua_setupvalue(L, promise, kCountUpvalue);
  if (first) {
    lua_pushvalue(L, promise);
    lua_insert(L, 1);
    emit_value(L, engine, EmitHow::kAll, Emitter::kFulfilment);
  }
  lua_pushboolean(L, first);
  return 1;
}

// promise.create ()
int promise_create(lua_State* L) {
  engine_of(L);
  for (int i = 1; i <= kModuleUpvalues; ++i) lua_pushvalue(L, lua_upvalueindex(i));
  lua_pushnil(L);
  lua_pushnil(L);
  lua_pushcclosure(L, promise_call, kPromiseUpvalues);
  for (int i = 1; i <= kModuleUpvalues; ++i) lua_pushvalue(L, lua_upvalueindex(i));
  lua_pushvalue(L, -kModuleUpvalues - 1);
  lua_pushcclosure(L, fulfil, kFulfilmentUpvalues);
  return 2;
}

// Pushes the objects of the distinct promises among the `count` arguments that are unfulfilled.
int push_pending_objects(lua_State* L, Engine& engine, int count) {
  luaL_checkstack(L, count + 8, "too many promises");
  std::uint64_t mark = engine.next_serial++;
  int pending = 0;
  for (int i = 1; i <= count; ++i) {
    if (is_fulfilled(L, i)) continue;
    Object* object = push_promise_object(L, engine, i);
    if (object->mark == mark) {
      lua_pop(L, 1);
      continue;
    }
    object->mark = mark;
    ++pending;
  }
  return pending;
}

// Leaves the leftmost fulfilled promise among the first `count` values on top, or nothing.
bool push_leftmost_fulfilled(lua_State* L, int count) {
  for (int i = 1; i <= count; ++i) {
    if (!is_fulfilled(L, i)) continue;
    lua_pushvalue(L, i);
    return true;
  }
  return false;
}

// promise.awaitall ([p, ...])
int promise_awaitall(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) check_promise(L, i);
  int pending = push_pending_objects(L, engine, count);
  if (pending == 0) {
    for (int i = 1; i <= count; ++i) trace_take(L, engine, i);
    lua_pushboolean(L, 1);
    return 1;
  }
  check_can_suspend(L);
  return suspend_on(L, engine, pending, WaitKind::kPromises, WaitMode::kAll, finish_wait);
}

// Woken by a fulfilment the wait gives the leftmost promise, woken by another's event what came with that.
int finish_awaitany(lua_State* L, int, lua_KContext context) {
  auto* self = reinterpret_cast<Coroutine*>(context);
  bool woken = was_woken(L, engine_of(L), self);
  int first = self->frame_top + 1;
  int promises = self->first_object_index - 1;
  if (woken && is_fulfilled(L, first) && push_leftmost_fulfilled(L, promises)) return 1;
  return lua_gettop(L) - first + 1;
}

// promise.awaitany (p, ...)
int promise_awaitany(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = lua_gettop(L);
  check_promise(L, 1);
  for (int i = 2; i <= count; ++i) check_promise(L, i);
  if (push_leftmost_fulfilled(L, count)) {
    trace_take(L, engine, lua_gettop(L));
    return 1;
  }
  check_can_suspend(L);
  int pending = push_pending_objects(L, engine, count);
  return suspend_on(L, engine, pending, WaitKind::kEvents, WaitMode::kAny, finish_awaitany);
}

// promise.onlypending ([p, ...])
int promise_onlypending(lua_State* L) {
  int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) check_promise(L, i);
  int kept = 0;
  for (int i = 1; i <= count; ++i) {
    if (!is_fulfilled(L, i)) lua_copy(L, i, ++kept);
  }
  lua_settop(L, kept);
  return kept;
}

// promise.pickready ([p, ...])
int promise_pickready(lua_State* L) {
  int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) check_promise(L, i);
  return push_leftmost_fulfilled(L, count) ? 1 : 0;
}

}  // namespace

const luaL_Reg kPromiseFunctions[] = {
    {"awaitall", promise_awaitall},       {"awaitany", promise_awaitany},   {"create", promise_create},
    {"onlypending", promise_onlypending}, {"pickready", promise_pickready}, {nullptr, nullptr},
};

}  // namespace coutil
