// The module coutil.queued. Stored events of a value lie in one table of its object, one after the other: the
// number of additional values, then the values, nils included.
#include "engine/modules.h"
#include "engine/objects.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// Stores the event whose values are the arguments from `first` to `last`.
void store(lua_State* L, Object* object, int object_index, int first, int last) {
  if (lua_getiuservalue(L, object_index, Object::kStoredEvents) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, object_index, Object::kStoredEvents);
  }
  std::int64_t at = object->stored_tail;
  lua_pushinteger(L, last - first + 1);
  lua_rawseti(L, -2, at++);
  for (int i = first; i <= last; ++i) {
    lua_pushvalue(L, i);
    lua_rawseti(L, -2, at++);
  }
  lua_pop(L, 1);
  object->stored_tail = at;
  ++object->stored;
}

// Takes the oldest stored event: pushes its additional values and returns their number.
int take_stored(lua_State* L, Object* object, int object_index) {
  lua_getiuservalue(L, object_index, Object::kStoredEvents);
  int table = lua_gettop(L);
  std::int64_t at = object->stored_head;
  lua_rawgeti(L, table, at);
  int count = static_cast<int>(lua_tointeger(L, -1));
  lua_pop(L, 1);
  luaL_checkstack(L, count + 2, "too many values of an event");
  lua_pushnil(L);
  lua_rawseti(L, table, at++);
  for (int i = 0; i < count; ++i) {
    lua_rawgeti(L, table, at);
    lua_pushnil(L);
    lua_rawseti(L, table, at++);
  }
  lua_remove(L, table);
  bool empty = --object->stored == 0;
  object->stored_head = empty ? 1 : at;
  if (empty) object->stored_tail = 1;
  return count;
}

void trace_take(lua_State* L, Engine& engine, int object_index) {
  if (engine.tracing != nullptr) engine.tracing->takes(L, engine.self(L), object_index);
}

// queued.await (e)
int queued_await(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, 1);
  check_event_value(L, 1);
  Object* object = push_object(L, engine, 1);
  if (object->stored > 0) {
    trace_take(L, engine, 2);
    int count = take_stored(L, object, 2);
    lua_remove(L, 2);
    return 1 + count;
  }
  check_can_suspend(L);
  return suspend_on_one(L, engine, object, WaitKind::kEvents, finish_wait);
}

// queued.awaitall ([e1, ...])
int queued_awaitall(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = push_distinct_objects(L, engine);
  int first = lua_gettop(L) - count + 1;
  int waited = 0;
  for (int i = first; i < first + count; ++i) {
    if (static_cast<Object*>(lua_touserdata(L, i))->stored == 0) ++waited;
  }
  // Before anything is consumed, since an error loses nothing.
  if (waited > 0) check_can_suspend(L);
  int kept = first;
  for (int i = first; i < first + count; ++i) {
    auto* object = static_cast<Object*>(lua_touserdata(L, i));
    if (object->stored > 0) {
      trace_take(L, engine, i);
      lua_pop(L, take_stored(L, object, i));
    } else {
      lua_copy(L, i, kept++);
    }
  }
  lua_settop(L, kept - 1);
  if (waited == 0) {
    lua_pushboolean(L, 1);
    return 1;
  }
  return suspend_on(L, engine, waited, WaitKind::kEvents, WaitMode::kAll, finish_wait);
}

// queued.awaitany (e1, ...)
int queued_awaitany(lua_State* L) {
  Engine& engine = engine_of(L);
  int count = push_distinct_objects(L, engine);
  luaL_argcheck(L, count > 0, 1, "non-nil value expected");
  int first = lua_gettop(L) - count + 1;
  for (int i = first; i < first + count; ++i) {
    auto* object = static_cast<Object*>(lua_touserdata(L, i));
    if (object->stored == 0) continue;
    trace_take(L, engine, i);
    lua_getiuservalue(L, i, Object::kValue);
    return 1 + take_stored(L, object, i);
  }
  check_can_suspend(L);
  return suspend_on(L, engine, count, WaitKind::kEvents, WaitMode::kAny, finish_wait);
}

int emit_or_store(lua_State* L, EmitHow how) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  int count = lua_gettop(L);
  Object* object = push_object(L, engine, 1);
  if (first_waiter(L, engine, object, count + 1) != nullptr) {
    lua_settop(L, count);
    lua_pushboolean(L, emit_value(L, engine, how, Emitter::kProgram));
    return 1;
  }
  if (engine.tracing != nullptr) engine.tracing->emits(L, engine.self(L), how, count + 1, 0, true);
  store(L, object, count + 1, 2, count);
  if (engine.by_value_objects > engine.by_value_limit) give_back_idle_objects(L, engine);
  lua_pushboolean(L, 0);
  return 1;
}

// queued.emitall (e, ...)
int queued_emitall(lua_State* L) { return emit_or_store(L, EmitHow::kAll); }

// queued.emitone (e, ...)
int queued_emitone(lua_State* L) { return emit_or_store(L, EmitHow::kOne); }

// queued.isqueued (e)
int queued_isqueued(lua_State* L) {
  engine_of(L);
  check_event_value(L, 1);
  const Object* object = find_object(L, 1);
  lua_pushboolean(L, object != nullptr && object->stored > 0);
  return 1;
}

}  // namespace

const luaL_Reg kQueuedFunctions[] = {
    {"await", queued_await},     {"awaitall", queued_awaitall}, {"awaitany", queued_awaitany},
    {"emitall", queued_emitall}, {"emitone", queued_emitone},   {"isqueued", queued_isqueued},
    {nullptr, nullptr},
};

}  // namespace coutil
