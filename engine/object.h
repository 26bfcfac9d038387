// Object: what the engine keeps for one Lua value that somebody waits on, stored events for or locked. It is
// the memory of a full userdata, found through a weak table from the value, so it lives as long as the value.
// It has no finalizer: who waits on it keeps it alive, and nothing reads it afterwards.
#pragma once

#include <cstdint>

#include "engine/coroutine.h"
#include "engine/trace_recorder.h"

namespace coutil {

struct Object {
  WaitNode waiters;                // sentinel of the line, oldest first
  WaitNode* direct = nullptr;      // the node whose thread is kept in user value kDirectThread
  std::uint32_t anchors = 0;       // threads that it keeps, those that an emit took off the line included
  std::uint32_t most_anchors = 0;  // since it had none
  std::int64_t stored = 0;         // events stored for `queued`
  std::int64_t stored_head = 1;    // where the oldest begins in the table of stored events
  std::int64_t stored_tail = 1;    // where the next goes
  Coroutine* owner = nullptr;      // of the mutex; its thread is user value kOwner, so that it stays known
  std::uint64_t mark = 0;          // the wait that met this value already (repeated values count once)
  std::uint64_t created = 0;       // order of creation
  ObjectKind kind = ObjectKind::kEvent;
  bool by_value = false;     // strings, numbers, ...: the value never becomes unreachable
  ObjectId trace_id = 0;     // 0: not in the trace yet
  std::uint32_t traced = 0;  // the generation of the recording that knows it
  ObjectKind traced_kind = ObjectKind::kEvent;

  /// User values of the userdata.
  enum : int { kDirectThread = 1, kThreads, kStoredEvents, kValue, kOwner, kUserValues = kOwner };

  bool locked() const { return owner != nullptr; }
  bool idle() const { return anchors == 0 && stored == 0 && owner == nullptr; }
};

}  // namespace coutil
