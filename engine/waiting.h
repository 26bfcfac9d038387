// Waiting: how a coroutine comes to stand in the lines of objects, leaves them, and is woken. The modules are
// thin functions over these. Everything here works on Lua stacks and may raise Lua errors unless it says not.
#pragma once

#include "engine/engine.h"

namespace coutil {

/// The coroutine waits for nothing from here on; it stands in no line and no schedule any more.
inline void end_wait(Coroutine* coroutine) {
  coroutine->wait = WaitKind::kNothing;
  coroutine->wait_serial = 0;
  coroutine->node_count = 0;
}

/// Who emits, which matters to those who wait for a promise or a mutex.
enum class Emitter { kProgram, kFulfilment };

/// Raises an argument error unless the value at `index` can stand for an event (not nil, not NaN).
void check_event_value(lua_State* L, int index);

/// Raises "unable to yield" where the running function can't suspend.
inline void check_can_suspend(lua_State* L) {
  if (!lua_isyieldable(L)) luaL_error(L, "unable to yield: call it in a coroutine");
}

/// The object of the value at `index`, or null. Leaves the stack as it was; valid while the value is there.
Object* find_object(lua_State* L, int index);

/// Pushes the object of the value at `index`, which is made when there is none.
Object* push_object(lua_State* L, Engine& engine, int index);

/// Pushes the objects of the distinct values that are not nil among the arguments; returns their number.
int push_distinct_objects(lua_State* L, Engine& engine);

/// A new record for the running coroutine, whose thread was closed while it waited, as `self`, and which its
/// host uses for a new one.
Coroutine* renew_self(lua_State* L, Engine& engine, Coroutine* self);

/// The record of the running coroutine, which is about to wait.
inline Coroutine* fresh_self(lua_State* L, Engine& engine) {
  Coroutine* self = engine.self(L);
  bool fresh = self->wait == WaitKind::kNothing && self->node_count == 0;
  return fresh ? self : renew_self(L, engine, self);
}

/// Emits on the value at index 1, with all values from there to the top. Returns whether somebody heard it.
bool emit_value(lua_State* L, Engine& engine, EmitHow how, Emitter emitter);

/// Suspends the running coroutine on the objects whose userdata are the `count` topmost values of its frame.
/// A continuation goes on with `finish_wait`, or looks itself.
int suspend_on(lua_State* L, Engine& engine, int count, WaitKind kind, WaitMode mode,
               lua_KFunction continuation);

/// The same on one object, whose userdata is at index 2, the top; index 1 is its value.
int suspend_on_one(lua_State* L, Engine& engine, Object* object, WaitKind kind, lua_KFunction continuation);

/// The coroutine was resumed by hand, and leaves all lines.
void leave_by_hand(lua_State* L, Engine& engine, Coroutine* self);

/// What a continuation does first: returns true when the coroutine was woken by what it waited for. Else it
/// was resumed by hand, and leaves all lines. The record is gone where the state closes, which engine_of
/// finds first.
inline bool was_woken(lua_State* L, Engine& engine, Coroutine* self) {
  if (!self->woken) {
    leave_by_hand(L, engine, self);
    return false;
  }
  self->woken = false;
  return true;
}

/// Number of values that the resume left above the frame of the suspended function.
int resumed_values(lua_State* L, const Coroutine* self);

/// The plain continuation: returns the values it was resumed with.
int finish_wait(lua_State* L, int status, lua_KContext context);

/// Takes the coroutine out of all lines and the schedule, its wait is over. Its thread must be suspended in
/// the wait (or run its continuation). Raises nothing.
void leave(Engine& engine, Coroutine* coroutine);

/// Emits on `object`, whose userdata is at `object_index`, to the first who can be resumed. The values from
/// `first` to `first + count - 1` are what the resumed wait returns, the first of them the event.
/// Returns whether somebody heard it.
bool emit_to_one(lua_State* L, Engine& engine, Object* object, int object_index, int first, int count,
                 Emitter emitter);

/// The same to all who stand in the line now.
bool emit_to_all(lua_State* L, Engine& engine, Object* object, int object_index, int first, int count,
                 Emitter emitter);

/// Wakes `coroutine` out of its lock's line without values (the mutex was handed to it). Raises an error
/// and leaves it waiting when coroutines are nested too deep.
bool wake_locker(lua_State* L, Engine& engine, Coroutine* coroutine);

/// How many in the line could be resumed. Drops who can't.
std::int64_t count_waiters(lua_State* L, Engine& engine, Object* object, int object_index);

/// The first in the line who can be resumed, or null. Drops who can't.
WaitNode* first_waiter(lua_State* L, Engine& engine, Object* object, int object_index);

/// The error of an emit that is nested too deep.
int raise_too_deep(lua_State* L);

}  // namespace coutil
