// Emitting: wakes who stands in an object's line. An emit to all takes the line off into a list of its own,
// so that those who come to stand in it meanwhile wait for a later one; who leaves it in between is not
// woken.
#include "engine/objects.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

enum class Delivery { kDone, kTooDeep, kTooManyValues };

// Its thread was closed or has ended while it stood there.
void drop(lua_State* L, Engine& engine, WaitNode* node, int object_index) {
  Coroutine* gone = node->coroutine;
  node->unlink();
  release_anchor(L, node->object, *node, object_index);
  if (gone->wait == WaitKind::kNothing) return;
  gone->wait = WaitKind::kNothing;
  if (engine.tracing != nullptr) engine.tracing->found_closed(gone);
}

void insert_by_serial(Object* object, WaitNode* node) {
  WaitNode* position = object->waiters.next;
  while (position != &object->waiters && position->serial < node->serial) position = position->next;
  node->insert_before(position);
}

// A coroutine that waits in lock hears the event, finds the mutex not its own and waits on: nothing changes,
// and only the trace shows it.
void disturb_locker(Engine& engine, WaitNode* node) {
  if (engine.tracing == nullptr) return;
  engine.tracing->wakes(engine.current, node->coroutine, node->object);
  engine.tracing->runs(node->coroutine, engine.current);
  engine.tracing->awaits(node->coroutine);
}

// Takes all but those that wait in lock off the line of `object`. Returns whether any of these stay.
bool take_line(Engine& engine, Object* object, WaitNode& taken) {
  bool lockers = false;
  taken.take_all(object->waiters);
  for (WaitNode* node = taken.next; node != &taken;) {
    WaitNode* next = node->next;
    if (node->coroutine->wait == WaitKind::kLock) {
      node->unlink();
      node->insert_before(&object->waiters);
      if (can_resume(*node->coroutine)) {
        lockers = true;
        disturb_locker(engine, node);
      }
    }
    node = next;
  }
  return lockers;
}

// What a resume that fails must find again.
struct Wait {
  explicit Wait(const Coroutine& coroutine)
      : kind(coroutine.wait), serial(coroutine.wait_serial), node_count(coroutine.node_count) {}
  WaitKind kind;
  std::uint64_t serial;
  std::uint32_t node_count;
};

// Undoes `leave` after a resume that did not happen. `only` is the node that was left, null for all of them.
void stand_again(Engine& engine, Coroutine* coroutine, const Wait& before, WaitNode* only) {
  lua_State* thread = coroutine->thread;
  coroutine->wait = before.kind;
  coroutine->wait_serial = before.serial;
  coroutine->node_count = before.node_count;
  coroutine->woken = false;
  for (std::uint32_t i = 0; i < coroutine->node_count; ++i) {
    WaitNode& node = coroutine->node(i);
    if (only != nullptr && &node != only) continue;
    int index = coroutine->first_object_index + static_cast<int>(i);
    insert_by_serial(node.object, &node);
    if (node.object == coroutine->kept_by) {
      coroutine->kept_by = nullptr;
      continue;
    }
    ++node.object->anchors;
    lua_pushthread(thread);
    if (node.object->direct == nullptr) {
      node.object->direct = &node;
      lua_setiuservalue(thread, index, Object::kDirectThread);
    } else {  // the key is still in the table: this allocates nothing
      lua_getiuservalue(thread, index, Object::kThreads);
      lua_insert(thread, -2);
      lua_rawseti(thread, -2, coroutine->slot);
      lua_pop(thread, 1);
    }
  }
  if (engine.tracing != nullptr) engine.tracing->awaits(coroutine);
}

// Whether it is another's event on a promise that ends a wait for all to be fulfilled.
bool ends_early(const Coroutine& coroutine, Emitter emitter) {
  return coroutine.wait == WaitKind::kPromises && emitter == Emitter::kProgram;
}

// Gives the event to who waits at `node`. Raises nothing.
Delivery deliver(lua_State* L, Engine& engine, WaitNode* node, int object_index, int first, int count,
                 Emitter emitter) {
  Coroutine* coroutine = node->coroutine;
  lua_State* thread = coroutine->thread;

  bool foreign = ends_early(*coroutine, emitter);
  bool counts = coroutine->mode == WaitMode::kAll && !foreign;
  if (engine.tracing != nullptr) {
    // What ends a wait for all promises before its time is no wake of that wait.
    if (foreign) {
      engine.tracing->cancels(coroutine, engine.current);
    } else {
      engine.tracing->wakes(engine.current, coroutine, node->object);
    }
  }
  if (counts && coroutine->nodes_left > 1) {
    node->unlink();
    release_anchor(thread, node->object, *node,
                   coroutine->first_object_index + static_cast<int>(node->index));
    --coroutine->nodes_left;
    return Delivery::kDone;
  }
  // Every C function has 20 slots; the frame of a plain wait takes two of them.
  if (count + coroutine->frame_top > 14 && !lua_checkstack(thread, count + 4))
    return Delivery::kTooManyValues;
  Wait before(*coroutine);
  // Who is resumed must be reachable from who runs. The object is, and so it keeps the thread of a plain
  // wait, which may well await the same event next.
  Object* keeper = coroutine->node_count == 1 ? node->object : nullptr;
  if (keeper != nullptr) {
    node->unlink();
    coroutine->kept_by = keeper;
    end_wait(coroutine);
  } else {
    lua_pushthread(thread);
    lua_xmove(thread, L, 1);
    leave(engine, coroutine);
  }
  coroutine->woken = true;
  int passed = counts ? 1 : count;
  if (counts) {
    lua_pushboolean(thread, 1);
  } else {
    for (int i = 0; i < count; ++i) lua_pushvalue(L, first + i);
    lua_xmove(L, thread, count);
  }
  bool done = engine.resume(L, coroutine, passed) != Engine::Resumed::kFailed;
  if (!done) stand_again(engine, coroutine, before, counts ? node : nullptr);
  if (keeper == nullptr) {
    lua_pop(L, 1);
  } else if (coroutine->kept_by == keeper) {
    coroutine->kept_by = nullptr;
    release_anchor(L, keeper, coroutine->first_node, object_index);
  }
  return done ? Delivery::kDone : Delivery::kTooDeep;
}

int raise_undelivered(lua_State* L, Delivery delivery) {
  if (delivery == Delivery::kTooDeep) return raise_too_deep(L);
  return luaL_error(L, "stack overflow: too many values for an event");
}

}  // namespace

int raise_too_deep(lua_State* L) {
  return luaL_error(
      L,
      "C stack overflow: too many coroutines are resumed inside one another (Lua allows about 195); "
      "who could not be resumed still waits; let a coroutine call system.pause() before it emits");
}

WaitNode* first_waiter(lua_State* L, Engine& engine, Object* object, int object_index) {
  while (!object->waiters.empty()) {
    WaitNode* node = object->waiters.next;
    if (can_resume(*node->coroutine)) return node;
    drop(L, engine, node, object_index);
  }
  return nullptr;
}

std::int64_t count_waiters(lua_State* L, Engine& engine, Object* object, int object_index) {
  std::int64_t count = 0;
  for (WaitNode* node = object->waiters.next; node != &object->waiters;) {
    WaitNode* next = node->next;
    if (can_resume(*node->coroutine)) {
      ++count;
    } else {
      drop(L, engine, node, object_index);
    }
    node = next;
  }
  return count;
}

bool emit_to_one(lua_State* L, Engine& engine, Object* object, int object_index, int first, int count,
                 Emitter emitter) {
  if (count > 6) luaL_checkstack(L, count + 6, "too many values for an event");
  WaitNode* node = first_waiter(L, engine, object, object_index);
  if (node == nullptr) return false;
  if (node->coroutine->wait == WaitKind::kLock) {
    disturb_locker(engine, node);
    return true;
  }
  Delivery delivery = deliver(L, engine, node, object_index, first, count, emitter);
  if (delivery != Delivery::kDone) raise_undelivered(L, delivery);
  return true;
}

bool emit_to_all(lua_State* L, Engine& engine, Object* object, int object_index, int first, int count,
                 Emitter emitter) {
  luaL_checkstack(L, count + 6, "too many values for an event");
  WaitNode taken;
  taken.make_empty();
  bool heard = object->locked() ? take_line(engine, object, taken) : (taken.take_all(object->waiters), false);
  while (!taken.empty()) {
    WaitNode* node = taken.next;
    if (!can_resume(*node->coroutine)) {
      drop(L, engine, node, object_index);
      continue;
    }
    heard = true;
    Delivery delivery = deliver(L, engine, node, object_index, first, count, emitter);
    if (delivery != Delivery::kDone) {
      while (!taken.empty()) {
        WaitNode* last = taken.previous;
        last->unlink();
        insert_by_serial(object, last);
      }
      raise_undelivered(L, delivery);
    }
  }
  return heard;
}

namespace {

// How many the emit will wake. Who only has its wait for all promises ended by it is not among them.
std::int64_t count_wakes(lua_State* L, Engine& engine, Object* object, int object_index, EmitHow how,
                         Emitter emitter) {
  std::int64_t wakes = count_waiters(L, engine, object, object_index);
  if (how == EmitHow::kOne && wakes > 1) wakes = 1;
  for (WaitNode* node = object->waiters.next; node != &object->waiters; node = node->next) {
    if (ends_early(*node->coroutine, emitter)) --wakes;
    if (how == EmitHow::kOne) break;
  }
  return wakes;
}

}  // namespace

bool emit_value(lua_State* L, Engine& engine, EmitHow how, Emitter emitter) {
  int count = lua_gettop(L);
  Object* object = nullptr;
  if (engine.tracing == nullptr) {
    lua_pushvalue(L, 1);
    lua_rawget(L, lua_upvalueindex(kObjectsUpvalue));
    object = static_cast<Object*>(lua_touserdata(L, -1));
    if (object == nullptr || object->waiters.empty()) return false;
    engine.self(L);  // notes the moment of who emits, before those whom it wakes let time pass
  } else {
    object = push_object(L, engine, 1);
    engine.current = engine.self(L);  // unknown if it was resumed before the recording began
    std::int64_t waiters = count_wakes(L, engine, object, count + 1, how, emitter);
    engine.tracing->emits(L, engine.current, how, count + 1, waiters, false);
  }
  return how == EmitHow::kOne ? emit_to_one(L, engine, object, count + 1, 1, count, emitter)
                              : emit_to_all(L, engine, object, count + 1, 1, count, emitter);
}

bool wake_locker(lua_State* L, Engine& engine, Coroutine* coroutine) {
  lua_State* thread = coroutine->thread;
  lua_pushthread(thread);
  lua_xmove(thread, L, 1);
  Wait before(*coroutine);
  leave(engine, coroutine);
  coroutine->woken = true;
  bool done = engine.resume(L, coroutine, 0) != Engine::Resumed::kFailed;
  if (!done) stand_again(engine, coroutine, before, nullptr);
  lua_pop(L, 1);
  return done;
}

}  // namespace coutil
