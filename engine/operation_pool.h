// OperationPool: the records of an engine's operations. Plain memory that stays where it is and is reused;
// what the fields of a record mean to coroutines is in operations.h. It must not know Lua.
#pragma once

#include <memory_resource>
#include <new>
#include <vector>

#include "engine/operation.h"
#include "engine/trace_recorder.h"

struct lua_State;

namespace coutil {

class Engine;
struct Coroutine;
struct Memory;
struct Socket;

/// The id of something in the trace that is no Lua value, and the recording that knows it.
struct TraceSlot {
  ObjectId id = 0;
  std::uint32_t generation = 0;
};

/// An operation with what the engine has to know of it.
struct EngineOperation final : Operation {
  Coroutine* coroutine = nullptr;  // who waits for it; null when nobody does any more
  Socket* on = nullptr;            // whose reader or writer it is
  Memory* memory = nullptr;        // cannot be resized meanwhile
  /// Pushes what the operation gave and returns the number of values; null: the count of a receive, or true.
  /// The record is a copy.
  int (*give)(lua_State* L, Engine& engine, EngineOperation& operation) = nullptr;
  /// Called right after the start, before the coroutine suspends, when there is something to tell then. It
  /// must not raise.
  void (*started)(lua_State* L, EngineOperation& operation) = nullptr;
  int anchor = kNoAnchor;  // in the registry: what must stay when nobody waits any more
  int name_index = 0;      // where the waiting frame has the name of what is awaited, 0: it is a socket
  bool completed = false;
  ObjectKind object_kind = ObjectKind::kSocket;
  TraceSlot own_slot;
  TraceSlot* slot = nullptr;            // of what is awaited
  static constexpr int kNoAnchor = -2;  // LUA_NOREF
};

class OperationPool final {
 public:
  explicit OperationPool(std::pmr::memory_resource* memory) : memory_(memory), blocks_(memory) {}
  ~OperationPool();
  OperationPool(const OperationPool&) = delete;
  OperationPool& operator=(const OperationPool&) = delete;

  /// A fresh record, or null when memory ran out.
  EngineOperation* take() noexcept {
    if (free_ == nullptr && !add_block()) return nullptr;
    auto* operation = static_cast<EngineOperation*>(free_);
    free_ = operation->next;
    ++used_;
    return new (operation) EngineOperation;
  }

  void give_back(EngineOperation& operation) noexcept {
    operation.next = free_;
    free_ = &operation;
    --used_;
  }

  /// How many records are in use.
  std::int64_t used() const { return used_; }

  /// What the backend completed and the scheduler did not take up yet.
  CompletedList completed;

 private:
  bool add_block() noexcept;

  static constexpr std::size_t kBlock = 32;
  std::pmr::memory_resource* memory_;
  std::pmr::vector<EngineOperation*> blocks_;
  Operation* free_ = nullptr;
  std::int64_t used_ = 0;
};

}  // namespace coutil
