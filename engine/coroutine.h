// Coroutine: what the engine knows of one coroutine - its number, what it waits for and since when - and
// WaitNode, its place in one line of waiters. Plain records without Lua calls; they live in the pool of
// CoroutineTable and are never given back to the system, so that a stale pointer can be told by its serial.
#pragma once

#include <cstdint>

#include "engine/backend.h"
#include "engine/trace_recorder.h"

struct lua_State;

namespace coutil {

struct Coroutine;
struct EngineOperation;
struct Object;

/// A link of a circular list: the line of an Object (or of an emit in progress), in which one coroutine
/// waits. Unlinking needs no knowledge of the list.
struct WaitNode {
  WaitNode* next = nullptr;
  WaitNode* previous = nullptr;
  Coroutine* coroutine = nullptr;
  Object* object = nullptr;
  std::uint64_t serial = 0;  // lines are kept in this order
  std::uint32_t index = 0;   // among the nodes of its coroutine
  ObjectId trace_id = 0;     // the object's, for when it is gone

  bool linked() const { return next != nullptr; }

  void unlink() {
    next->previous = previous;
    previous->next = next;
    next = previous = nullptr;
  }

  void insert_before(WaitNode* position) {
    next = position;
    previous = position->previous;
    previous->next = this;
    position->previous = this;
  }

  // The four below are for the sentinel of a list.
  void make_empty() { next = previous = this; }
  bool empty() const { return next == this; }

  /// Takes all nodes of `other`, in their order, into this empty list.
  void take_all(WaitNode& other) {
    if (other.empty()) return make_empty();
    next = other.next;
    previous = other.previous;
    next->previous = previous->next = this;
    other.make_empty();
  }
};

/// What a suspended coroutine waits for. `kNothing`: it runs, was not started, yielded by itself, or ended.
enum class WaitKind : std::uint8_t {
  kNothing,
  kEvents,     // event.await*, queued.await*, a promise's call, promise.awaitany
  kPromises,   // promise.awaitall: another's event on a promise ends the wait
  kLock,       // mutex.lock
  kTurn,       // system.pause without delay
  kTimer,      // system.pause with one
  kOperation,  // something of the world outside
};

struct Coroutine {
  lua_State* thread = nullptr;
  CoroutineId id = 0;
  std::uint32_t slot = 0;  // index in the pool from 1 on, reused; 0 is the main program
  WaitKind wait = WaitKind::kNothing;
  WaitMode mode = WaitMode::kOne;
  bool woken = false;     // set by who resumes it for what it waits for, cleared as it goes on
  bool anchored = false;  // the scheduler holds it
  bool expired = false;   // its timer came, it stands among the ready
  bool yielded = false;   // the trace says that it is in a bare coroutine.yield
  bool involved = false;  // it called a function of the modules
  bool stamped = false;   // resumed_ns is of the present resume, also where nobody watches
  bool doubted = false;   // a stock host's collector may have freed its thread
  bool closing = false;   // coroutine.close runs what it has to close; the trace shows nothing of it yet
  bool waited = false;    // when that began
  bool unclosed = false;  // it failed, and coroutine.close will run what it left to close: it may unlock yet
  bool ended = false;
  bool reported_stuck = false;    // for the present wait
  std::uint8_t sends_in_row = 0;  // that did not suspend, since it was resumed
  std::uint32_t owned = 0;        // mutexes that it locked and did not unlock
  std::uint32_t node_count = 0;
  std::uint32_t nodes_left = 0;   // of an all-wait
  int frame_top = 0;              // values in its frame as it suspended
  int first_object_index = 0;     // where its frame keeps the first object
  std::uint64_t wait_serial = 0;  // of its present wait; 0 when it waits for nothing
  TimeNs since_ns = 0;
  TimeNs due_ns = 0;
  TimeNs resumed_ns = 0;
  EngineOperation* operation = nullptr;  // that it waits for
  Object* kept_by = nullptr;  // the object whose event it runs for, which keeps its thread until it suspends
  WaitNode first_node;
  WaitNode* more_nodes = nullptr;  // for waits on several values
  std::uint32_t more_capacity = 0;
  std::uint32_t traced = 0;  // the generation of the recording that knows it
  PlaceId body = 0;          // where its function is defined, once somebody asked
  PlaceId waits_at = 0;      // where its wait began, while that is recorded
  void* table = nullptr;     // the CoroutineTable that it belongs to

  WaitNode& node(std::uint32_t index) { return index == 0 ? first_node : more_nodes[index - 1]; }
  bool is_main() const { return slot == 0; }
  bool scheduled() const { return wait >= WaitKind::kTurn; }
};

}  // namespace coutil
