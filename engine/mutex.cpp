// The module coutil.mutex. Unlocking hands the ownership to the first coroutine that waits in lock, so a free
// mutex never has one waiting; any other event on the value sends a waiter back to the place it had.
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/objects.h"
#include "engine/stuck.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

bool owns(const Object* object, const Coroutine* self) { return object->owner == self; }

// `object` is the userdata at index 2.
void set_owner(lua_State* L, Object* object, Coroutine* owner) {
  lua_pushthread(owner->thread);
  if (owner->thread != L) lua_xmove(owner->thread, L, 1);
  lua_setiuservalue(L, 2, Object::kOwner);
  object->kind = ObjectKind::kMutex;
  object->owner = owner;
  ++owner->owned;
}

void clear_owner(lua_State* L, Object* object) {
  --object->owner->owned;
  object->owner = nullptr;
  lua_pushnil(L);
  lua_setiuservalue(L, 2, Object::kOwner);
}

// What follows when the coroutine that waits in lock is resumed: by unlock, or by hand.
int go_on_locking(lua_State* L, int, lua_KContext context) {
  auto* self = reinterpret_cast<Coroutine*>(context);
  Engine& engine = engine_of(L);
  auto* object = static_cast<Object*>(lua_touserdata(L, 2));
  if (owns(object, self)) {
    self->woken = false;
    return 0;
  }
  if (engine.tracing != nullptr) engine.tracing->resumed_by_hand(self);
  lua_settop(L, self->frame_top);
  if (engine.tracing != nullptr) engine.tracing->awaits(self);
  return lua_yieldk(L, 0, context, go_on_locking);
}

// The first in the line who waits in lock.
Coroutine* first_locker(lua_State* L, Engine& engine, Object* object, int object_index) {
  count_waiters(L, engine, object, object_index);  // drops who can't be resumed
  for (WaitNode* node = object->waiters.next; node != &object->waiters; node = node->next) {
    if (node->coroutine->wait == WaitKind::kLock) return node->coroutine;
  }
  return nullptr;
}

// mutex.lock (e)
int mutex_lock(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, 1);
  check_event_value(L, 1);
  Object* object = push_object(L, engine, 1);
  Coroutine* self = engine.self(L);
  if (object->locked()) {
    if (owns(object, self)) return luaL_error(L, "nested lock: this coroutine owns the mutex already");
    check_can_suspend(L);
    return suspend_on_one(L, engine, object, WaitKind::kLock, go_on_locking);
  }
  if (self->body == 0 && !self->is_main()) {
    // Known now for the report about an owner that ended.
    self->body = engine.places.body(L, L);
    if (self->body == 0) self->body = -1;
  }
  if (engine.tracing != nullptr) engine.tracing->locks(L, self, 2);
  if (object->locked()) return mutex_lock(L);  // a finalizer was faster
  set_owner(L, object, self);
  if (engine.by_value_objects > engine.by_value_limit) give_back_idle_objects(L, engine);
  return 0;
}

// mutex.unlock (e)
int mutex_unlock(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, 1);
  check_event_value(L, 1);
  Object* object = find_object(L, 1) != nullptr ? push_object(L, engine, 1) : nullptr;
  Coroutine* self = engine.self(L);
  if (object == nullptr || !owns(object, self)) {
    return luaL_error(L, "lock not owned: only the coroutine that locked the mutex can unlock it");
  }
  bool heard = false;
  if (!object->waiters.empty() || engine.tracing != nullptr) {
    if (Tracing* tracing = engine.tracing) {
      first_locker(L, engine, object, 2);
      engine.current = self;
      tracing->unlocks(L, self, 2);
      if (!object->waiters.empty()) tracing->emits(L, self, EmitHow::kOne, 2, 1, false);
      if (!owns(object, self)) return luaL_error(L, "lock not owned: a finalizer unlocked the mutex first");
    }
    Coroutine* next = first_locker(L, engine, object, 2);
    clear_owner(L, object);
    if (next != nullptr) {
      if (engine.tracing != nullptr) engine.tracing->wakes(engine.current, next, object);
      if (engine.tracing != nullptr) engine.tracing->hands_over(next, object);
      set_owner(L, object, next);
      if (!wake_locker(L, engine, next)) {
        clear_owner(L, object);
        set_owner(L, object, self);
        return raise_too_deep(L);
      }
      heard = true;
    } else {
      heard = emit_to_one(L, engine, object, 2, 1, 1, Emitter::kProgram);
    }
  } else {
    clear_owner(L, object);
  }
  lua_pushboolean(L, heard);
  return 1;
}

// mutex.islocked (e)
int mutex_islocked(lua_State* L) {
  engine_of(L);
  check_event_value(L, 1);
  const Object* object = find_object(L, 1);
  lua_pushboolean(L, object != nullptr && object->locked());
  return 1;
}

// mutex.ownlock (e)
int mutex_ownlock(lua_State* L) {
  Engine& engine = engine_of(L);
  check_event_value(L, 1);
  const Object* object = find_object(L, 1);
  lua_pushboolean(L, object != nullptr && owns(object, engine.self(L)));
  return 1;
}

}  // namespace

const luaL_Reg kMutexFunctions[] = {
    {"islocked", mutex_islocked}, {"lock", mutex_lock}, {"ownlock", mutex_ownlock},
    {"unlock", mutex_unlock},     {nullptr, nullptr},
};

}  // namespace coutil
