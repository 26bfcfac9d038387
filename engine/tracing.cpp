// Tracing: see the header. What the trace must know before a line may name it (places, objects, coroutines)
// carries the generation of the recording that knows it; a new recording or segment has a new one.
#include "engine/tracing.h"

#include <new>

#include "engine/names.h"
#include "engine/objects.h"
#include "engine/report.h"

namespace coutil {

Tracing::Tracing(Engine& engine, TraceRecorder& recorder, std::uint32_t generation)
    : engine_(engine), recorder_(recorder), generation_(generation), ids_(engine.memory) {}

void Tracing::shows_closing(Coroutine* coroutine) {
  if (!coroutine->closing) return;
  coroutine->closing = false;
  if (coroutine->waited) cancels(coroutine, engine_.resumer);
  runs(coroutine, engine_.resumer);
}

void Tracing::knows(lua_State* L, Coroutine* coroutine, Coroutine* by) {
  shows_closing(coroutine);
  if (coroutine->traced == generation_ || coroutine->is_main()) return;
  say_spawn(L, coroutine, id_of(by));
  // Created where nobody watched: it runs already.
  lua_Debug info;
  if (by == nullptr && lua_status(coroutine->thread) == LUA_OK && lua_getstack(coroutine->thread, 0, &info)) {
    recorder().run(now(), coroutine->id, kScheduler);
  }
}

void Tracing::say_spawn(lua_State* L, Coroutine* coroutine, CoroutineId by) {
  push_coroutine_name(L, engine_, coroutine);
  PlaceId at = describe_place(coroutine->body);
  std::size_t length = 0;
  const char* name = lua_tolstring(L, -1, &length);
  recorder().spawn(now(), coroutine->id, by, {name, length}, at);
  lua_pop(L, 1);
  coroutine->traced = generation_;
}

void Tracing::begins() {
  Coroutine& main = engine_.coroutines.main();
  if ((engine_.trace_host < 0 && engine_.pid == 0) || main.traced == generation_) return;
  main.traced = generation_;
  recorder().spawn(now(), main.id, engine_.started_by, engine_.program, 0);
}

void Tracing::take_snapshot(lua_State* L) {
  recorder_.begin_snapshot();
  engine_.recording->say_hosts();
  for (Engine* engine = engine_.ids.first; engine != nullptr; engine = engine->next_in_trace) {
    if (engine->tracing == nullptr) continue;
    call_protected(
        engine == &engine_ ? L : engine->reporter, *engine,
        [](lua_State* state) {
          static_cast<Tracing*>(lua_touserdata(state, 1))->snapshot(state);
          return 0;
        },
        engine->tracing);
  }
  recorder_.end_snapshot();
}

void Tracing::snapshot(lua_State* L) {
  ++generation_;
  begins();
  // Places are said once in a file, however many segments it is joined from.
  for (PlaceId id = 1; id <= engine_.places.count(); ++id) {
    if (engine_.places.get(id).traced != 0) describe_place(id);
  }
  struct Living {
    Tracing* tracing;
  } living{this};
  for_each_object(
      L,
      [](lua_State* state, Object& object, void* context) {
        auto* self = static_cast<Living*>(context)->tracing;
        if (!object.idle()) self->describe_object(state, lua_gettop(state), object.kind, -1);
      },
      &living);
  for (CoroutineId last = 0; Coroutine* coroutine = engine_.coroutines.next(last);) {
    if (coroutine->ended) continue;
    if (can_resume(*coroutine)) {
      coroutine->waits_at = engine_.places.nearest(L, coroutine->thread, 1, coroutine->body);
      say_spawn(L, coroutine, kScheduler);
      awaits(coroutine);
    } else if (stands_midway(*coroutine)) {
      say_spawn(L, coroutine, kScheduler);
      yields(L, coroutine);
    } else {
      knows(L, coroutine, nullptr);
    }
  }
  for_each_object(
      L,
      [](lua_State* state, Object& object, void* context) {
        auto* self = static_cast<Living*>(context)->tracing;
        if (object.locked()) self->say_lock(state, object);
      },
      &living);
}

void Tracing::say_lock(lua_State* L, const Object& object) {
  Coroutine* owner = object.owner;
  if (!owner->is_main() && owner->traced != generation_) {  // it ended, but is still the owner
    say_spawn(L, owner, kScheduler);
    ends(owner);
  }
  recorder().lock(now(), owner->id, object.trace_id, 0);
}

void Tracing::continue_segment(lua_State* L) {
  if (recorder().needs_snapshot()) take_snapshot(L);
}

ObjectId Tracing::describe_object(lua_State* L, int index, ObjectKind kind, int level) {
  auto* object = static_cast<Object*>(lua_touserdata(L, index));
  if (object->traced == generation_ && object->traced_kind == kind) return object->trace_id;
  if (object->trace_id == 0) object->trace_id = engine_.ids.object++;
  luaL_checkstack(L, 4, "coutil's trace");
  int top = lua_gettop(L);
  lua_getiuservalue(L, index, Object::kValue);
  push_value_name(L, lua_gettop(L), L, level);
  if (lua_isnil(L, -1)) {
    static constexpr const char* kKinds[] = {"event", "mutex", "promise"};
    lua_pushfstring(L, "%s %I", kKinds[static_cast<int>(kind)], static_cast<LUAI_UACINT>(object->trace_id));
  }
  std::size_t length = 0;
  const char* name = lua_tolstring(L, -1, &length);
  recorder().object(object->trace_id, kind, {name, length});
  lua_settop(L, top);
  object->kind = kind;
  object->traced_kind = kind;
  object->traced = generation_;
  return object->trace_id;
}

PlaceId Tracing::describe_place(PlaceId id) {
  if (id <= 0) return 0;
  Place& place = engine_.places.get(id);
  if (place.traced != generation_) {
    place.traced = generation_;
    recorder().place(place.trace_id, place.file, place.line, place.function);
  }
  return place.trace_id;
}

PlaceId Tracing::caller_place(lua_State* L, const Coroutine* self) {
  return describe_place(engine_.places.nearest(L, L, 1, self->body));
}

ObjectId Tracing::schedule_object(ObjectKind kind) {
  bool timer = kind == ObjectKind::kTimer;
  ObjectId& id = timer ? timer_object_ : turn_object_;
  std::uint32_t& traced = timer ? timer_traced_ : turn_traced_;
  if (id == 0) id = engine_.ids.object++;
  if (traced != generation_) {
    traced = generation_;
    recorder().object(id, kind, timer ? "time" : "its turn");
  }
  return id;
}

void Tracing::describe_wait(lua_State* L, Coroutine* self, int first, int count) {
  knows(L, self, nullptr);
  for (int i = 0; i < count; ++i) {
    auto* object = static_cast<Object*>(lua_touserdata(L, first + i));
    describe_object(L, first + i, object->kind, 1);
  }
  self->waits_at = engine_.places.nearest(L, L, 1, self->body);
  describe_place(self->waits_at);
}

void Tracing::awaits(Coroutine* coroutine) {
  PlaceId at = describe_place(coroutine->waits_at);
  if (coroutine->wait == WaitKind::kTimer) {
    ObjectId timer = schedule_object(ObjectKind::kTimer);
    recorder().await_until(now(), coroutine->id, timer, at, coroutine->due_ns);
    return;
  }
  if (coroutine->wait == WaitKind::kOperation) return awaits_operation(coroutine, at);
  if (coroutine->wait == WaitKind::kTurn) {
    ObjectId turn = schedule_object(ObjectKind::kTurn);
    recorder().await(now(), coroutine->id, WaitMode::kOne, {&turn, 1}, at);
    return;
  }
  const bool locks = coroutine->wait == WaitKind::kLock;
  if (coroutine->node_count == 1) {
    const Object* object = coroutine->first_node.object;
    recorder().await(now(), coroutine->id, coroutine->mode, {&object->trace_id, 1}, at,
                     !locks && object->locked());
    return;
  }
  try {
    ids_.clear();
    bool hears_mutex = false;
    for (std::uint32_t i = 0; i < coroutine->node_count; ++i) {
      WaitNode& node = coroutine->node(i);
      if (!node.linked()) continue;
      ids_.push_back(node.object->trace_id);
      hears_mutex = hears_mutex || node.object->locked();
    }
    recorder().await(now(), coroutine->id, coroutine->mode, ids_, at, hears_mutex);
  } catch (const std::bad_alloc&) {
    recorder().await(now(), coroutine->id, coroutine->mode, {}, at);
  }
}

void Tracing::renamed(lua_State* L, Coroutine* coroutine) {
  if (coroutine->traced != generation_) {
    knows(L, coroutine, nullptr);
    return;
  }
  push_coroutine_name(L, engine_, coroutine);
  std::size_t length = 0;
  const char* name = lua_tolstring(L, -1, &length);
  recorder().name(coroutine->id, {name, length});
  lua_pop(L, 1);
}

void Tracing::takes(lua_State* L, Coroutine* self, int object_index) {
  knows(L, self, nullptr);
  auto* object = static_cast<Object*>(lua_touserdata(L, object_index));
  ObjectId id = describe_object(L, object_index, object->kind, 1);
  PlaceId at = caller_place(L, self);
  recorder().take(now(), self->id, id, at);
}

void Tracing::emits(lua_State* L, Coroutine* self, EmitHow how, int object_index, std::int64_t waiters,
                    bool stored) {
  knows(L, self, nullptr);
  auto* object = static_cast<Object*>(lua_touserdata(L, object_index));
  ObjectId id = describe_object(L, object_index, object->kind, 1);
  PlaceId at = caller_place(L, self);
  recorder().emit(now(), self->id, how, id, waiters, at, stored);
}

void Tracing::locks(lua_State* L, Coroutine* self, int object_index) {
  knows(L, self, nullptr);
  ObjectId id = describe_object(L, object_index, ObjectKind::kMutex, 1);
  PlaceId at = caller_place(L, self);
  recorder().lock(now(), self->id, id, at);
}

void Tracing::unlocks(lua_State* L, Coroutine* self, int object_index) {
  knows(L, self, nullptr);
  ObjectId id = describe_object(L, object_index, ObjectKind::kMutex, 1);
  PlaceId at = caller_place(L, self);
  recorder().unlock(now(), self->id, id, at);
}

void Tracing::fulfills(lua_State* L, Coroutine* self, int object_index) {
  knows(L, self, nullptr);
  ObjectId id = describe_object(L, object_index, ObjectKind::kPromise, 1);
  PlaceId at = caller_place(L, self);
  recorder().fulfill(now(), self->id, id, at);
}

void Tracing::notes(lua_State* L, Coroutine* self, std::string_view text) {
  knows(L, self, nullptr);
  PlaceId at = caller_place(L, self);
  recorder().note(now(), self->id, text, at);
}

void Tracing::hands_over(Coroutine* coroutine, const Object* object) {
  recorder().lock(now(), coroutine->id, object->trace_id, describe_place(coroutine->waits_at));
}

void Tracing::wakes(Coroutine* by, Coroutine* coroutine, const Object* object) {
  recorder().wake(now(), coroutine->id, id_of(by), object->trace_id);
}

void Tracing::wakes_scheduled(Coroutine* coroutine) {
  if (coroutine->wait == WaitKind::kOperation) {
    ObjectId id = describe_operation(*coroutine->operation, coroutine->thread);
    recorder().wake(now(), coroutine->id, kScheduler, id);
    return;
  }
  ObjectKind kind = coroutine->wait == WaitKind::kTimer ? ObjectKind::kTimer : ObjectKind::kTurn;
  recorder().wake(now(), coroutine->id, kScheduler, schedule_object(kind));
}

void Tracing::runs(Coroutine* coroutine, Coroutine* by) {
  coroutine->yielded = false;
  recorder().run(now(), coroutine->id, id_of(by));
}

void Tracing::yields(lua_State* L, Coroutine* coroutine) {
  PlaceId at = describe_place(engine_.places.nearest(L, coroutine->thread, 1, coroutine->body));
  coroutine->yielded = true;
  recorder().yield(now(), coroutine->id, at);
}

void Tracing::cancels(Coroutine* coroutine, Coroutine* by) {
  recorder().cancel(now(), coroutine->id, id_of(by));
}

void Tracing::resumed_by_hand(Coroutine* coroutine) {
  CoroutineId by = id_of(engine_.resumer);
  recorder().cancel(now(), coroutine->id, by);
  recorder().run(now(), coroutine->id, by);
}

void Tracing::ends(Coroutine* coroutine) { recorder().end(now(), coroutine->id); }

void Tracing::ends_with_error(Coroutine* coroutine, std::string_view error, std::string_view traceback) {
  recorder().end_with_error(now(), coroutine->id, error, traceback);
}

void Tracing::closed(Coroutine* coroutine, Coroutine* by) {
  coroutine->yielded = false;
  if (coroutine->traced == generation_) recorder().closed(now(), coroutine->id, id_of(by));
}

void Tracing::lost(Coroutine* coroutine) {
  if (coroutine->traced != generation_) return;
  try {
    ids_.clear();
    for (std::uint32_t i = 0; i < coroutine->node_count; ++i) {
      // Its objects may be gone already: only its own copy of the ids is read.
      if (coroutine->node(i).trace_id != 0) ids_.push_back(coroutine->node(i).trace_id);
    }
  } catch (const std::bad_alloc&) {
    ids_.clear();
  }
  recorder().lost(now(), coroutine->id, ids_);
}

void Tracing::picks(std::span<const CoroutineId> of, CoroutineId took) { recorder().pick(now(), of, took); }

void Tracing::prints(Coroutine* self, std::string_view text) {
  const Coroutine& main = engine_.coroutines.main();
  const bool known = self != nullptr && (self->is_main() || self->traced == generation_);
  if (known) shows_closing(self);
  recorder().print(now(), known ? self->id : main.id, text);
}

void Tracing::stuck(std::span<const CoroutineId> waiting, std::span<const CoroutineId> cycle,
                    std::string_view why) {
  recorder().stuck(now(), waiting, cycle, why);
}

void Tracing::collects(std::int64_t bytes_before, std::int64_t bytes_after) {
  recorder().collect(now(), bytes_before, bytes_after);
}

}  // namespace coutil
