// Waiting: see the header. Objects keep the threads that wait on them alive through their user values, and
// the frame of a waiting coroutine keeps its objects; with the table of objects being weak by key, a group
// that nothing else reaches is collected whole.
#include "engine/waiting.h"

#include <cmath>

#include "engine/objects.h"
#include "engine/operations.h"
#include "engine/stuck.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

bool needs_table(const Coroutine* self, const Object* object) {
  return object->direct != nullptr && object != self->kept_by;
}

// Returns whether it made the table, and so may have run a finalizer.
bool make_table(lua_State* L, int index) {
  bool there = lua_getiuservalue(L, index, Object::kThreads) == LUA_TTABLE;
  lua_pop(L, 1);
  if (there) return false;
  lua_newtable(L);
  lua_setiuservalue(L, index, Object::kThreads);
  return true;
}

// Puts the running thread where the objects keep their waiters' threads, those that have one already. A
// finalizer may change which these are, so what can run one comes before all that counts on it. From here to
// `link` none runs.
void anchor_in_tables(lua_State* L, const Coroutine* self, int first, int count) {
  for (int i = first; i < first + count; ++i) {
    if (needs_table(self, static_cast<Object*>(lua_touserdata(L, i))) && make_table(L, i)) i = first - 1;
  }
  for (int i = first; i < first + count; ++i) {
    if (!needs_table(self, static_cast<Object*>(lua_touserdata(L, i)))) continue;
    lua_getiuservalue(L, i, Object::kThreads);
    lua_pushthread(L);
    lua_rawseti(L, -2, self->slot);
    lua_pop(L, 1);
  }
}

void link(lua_State* L, Coroutine* self, WaitNode& node, Object* object, int index) {
  node.coroutine = self;
  node.object = object;
  node.trace_id = object->trace_id;  // as describe_wait gave it
  node.serial = self->wait_serial;
  node.insert_before(&object->waiters);
  if (object == self->kept_by) {  // it awaits the same event again: nothing has to be kept anew
    self->kept_by = nullptr;
    if (object->direct == &self->first_node) object->direct = &node;
    return;
  }
  if (++object->anchors > object->most_anchors) object->most_anchors = object->anchors;
  if (object->direct != nullptr) return;
  object->direct = &node;
  lua_pushthread(L);
  lua_setiuservalue(L, index, Object::kDirectThread);
}

}  // namespace

void check_event_value(lua_State* L, int index) {
  int type = lua_type(L, index);
  if (type > LUA_TNUMBER || type == LUA_TBOOLEAN) return;
  luaL_argcheck(L, type > LUA_TNIL, index, "non-nil value expected");
  if (type != LUA_TNUMBER || lua_isinteger(L, index)) return;
  luaL_argcheck(L, !std::isnan(lua_tonumber(L, index)), index, "a value other than NaN expected");
}

void release_anchor(lua_State* L, Object* object, WaitNode& node, int object_index) {
  --object->anchors;
  if (object->direct == &node) {
    object->direct = nullptr;
    lua_pushnil(L);
    lua_setiuservalue(L, object_index, Object::kDirectThread);
  } else {
    lua_getiuservalue(L, object_index, Object::kThreads);
    lua_pushnil(L);
    lua_rawseti(L, -2, node.coroutine->slot);
    lua_pop(L, 1);
  }
  if (object->anchors == 0 && object->most_anchors > 64) {  // Lua's tables don't shrink when they are emptied
    object->most_anchors = 0;
    lua_pushnil(L);
    lua_setiuservalue(L, object_index, Object::kThreads);
  }
}

namespace {

// What is common to waits on one object and on several. From here on nothing can raise an error.
int suspend(lua_State* L, Engine& engine, Coroutine* self, int first, int count, WaitKind kind, WaitMode mode,
            lua_KFunction continuation) {
  self->node_count = self->nodes_left = count;
  self->wait = kind;
  self->mode = mode;
  self->woken = false;
  self->reported_stuck = false;
  self->frame_top = first + count - 1;
  self->first_object_index = first;
  self->since_ns = engine.moment_of(*self);
  self->stamped = false;
  if (engine.tracing != nullptr) engine.tracing->awaits(self);
  if (kind == WaitKind::kLock) check_new_waiter(engine, self);
  return lua_yieldk(L, 0, reinterpret_cast<lua_KContext>(self), continuation);
}

// Before the objects get their waiter: those of names that are idle are given back, but not these.
void give_back_others(lua_State* L, Engine& engine, int first, int count) {
  for (int i = 0; i < count; ++i) ++static_cast<Object*>(lua_touserdata(L, first + i))->anchors;
  give_back_idle_objects(L, engine);
  for (int i = 0; i < count; ++i) --static_cast<Object*>(lua_touserdata(L, first + i))->anchors;
}

}  // namespace

int suspend_on(lua_State* L, Engine& engine, int count, WaitKind kind, WaitMode mode,
               lua_KFunction continuation) {
  int first = lua_gettop(L) - count + 1;
  luaL_checkstack(L, 6, "too many values to wait for");
  Coroutine* self = fresh_self(L, engine);
  if (!reserve_nodes(*self, count, engine.memory)) return luaL_error(L, "not enough memory");
  if (engine.tracing != nullptr) engine.tracing->describe_wait(L, self, first, count);
  if (engine.by_value_objects > engine.by_value_limit) give_back_others(L, engine, first, count);
  anchor_in_tables(L, self, first, count);
  self->wait_serial = engine.next_serial++;
  for (int i = 0; i < count; ++i) {
    self->node(i).index = i;
    link(L, self, self->node(i), static_cast<Object*>(lua_touserdata(L, first + i)), first + i);
  }
  return suspend(L, engine, self, first, count, kind, mode, continuation);
}

int suspend_on_one(lua_State* L, Engine& engine, Object* object, WaitKind kind, lua_KFunction continuation) {
  Coroutine* self = fresh_self(L, engine);
  if (engine.tracing != nullptr) engine.tracing->describe_wait(L, self, 2, 1);
  if (engine.by_value_objects > engine.by_value_limit) give_back_others(L, engine, 2, 1);
  anchor_in_tables(L, self, 2, 1);
  self->wait_serial = engine.next_serial++;
  self->first_node.index = 0;
  link(L, self, self->first_node, object, 2);
  return suspend(L, engine, self, 2, 1, kind, WaitMode::kOne, continuation);
}

Coroutine* renew_self(lua_State* L, Engine& engine, Coroutine* self) {
  if (self->scheduled()) engine.scheduler.remove(*self);
  drop_operation(L, engine, self);
  engine.coroutines.abandon(*self);
  return engine.self(L);
}

int push_distinct_objects(lua_State* L, Engine& engine) {
  int count = lua_gettop(L);
  luaL_checkstack(L, count + 8, "too many values to wait for");
  std::uint64_t mark = engine.next_serial++;
  int distinct = 0;
  for (int i = 1; i <= count; ++i) {
    if (lua_isnil(L, i)) continue;
    check_event_value(L, i);
    Object* object = push_object(L, engine, i);
    if (object->mark == mark) {
      lua_pop(L, 1);
      continue;
    }
    object->mark = mark;
    ++distinct;
  }
  return distinct;
}

void leave_by_hand(lua_State* L, Engine& engine, Coroutine* self) {
  if (self->thread != L || self->wait == WaitKind::kNothing) return;  // a record of somebody else by now
  if (engine.tracing != nullptr) engine.tracing->resumed_by_hand(self);
  leave(engine, self);
}

int resumed_values(lua_State* L, const Coroutine* self) { return lua_gettop(L) - self->frame_top; }

int finish_wait(lua_State* L, int, lua_KContext context) {
  auto* self = reinterpret_cast<Coroutine*>(context);
  was_woken(L, engine_of(L), self);
  return resumed_values(L, self);
}

void leave(Engine& engine, Coroutine* self) {
  for (std::uint32_t i = 0; i < self->node_count; ++i) {
    WaitNode& node = self->node(i);
    if (!node.linked()) continue;
    node.unlink();
    release_anchor(self->thread, node.object, node, self->first_object_index + static_cast<int>(i));
  }
  if (self->scheduled()) {
    engine.scheduler.remove(*self);
    drop_operation(self->thread, engine, self);
    lua_State* thread = self->thread;
    push_anchors(thread);
    release_scheduled(thread, engine, self, lua_gettop(thread));
    lua_pop(thread, 1);
  }
  end_wait(self);
}

}  // namespace coutil
