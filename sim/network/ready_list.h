// ReadyList: operations of a process that can end, in the order in which they could; they get their answers
// when they are handed over, so that one that is cancelled before takes nothing with it. It knows sockets
// only as those who answer.
#pragma once

#include "engine/operation.h"

namespace coutil::sim {

/// Empties the list without a look at what is in it: the records may be gone.
inline void forget(CompletedList& list) noexcept {
  list.first = nullptr;
  list.last = &list.first;
}

class Process;

class ReadyList final {
 public:
  explicit ReadyList(Process& process) noexcept : process_(&process) {}
  ReadyList(const ReadyList&) = delete;
  ReadyList& operator=(const ReadyList&) = delete;

  /// Its socket will answer. Nothing changes when it is in the list already.
  void add(Operation& operation) noexcept;

  /// The answer is known: the socket is not asked. It may be in the list already.
  void add_answered(Operation& operation, ErrorCode error) noexcept;

  bool has(const Operation& operation) const noexcept { return operation.backend != nullptr; }

  /// Whether it is in the list and no socket knows it any more.
  bool has_answered(const Operation& operation) const noexcept;

  /// Takes it out if it is in.
  void remove(Operation& operation) noexcept;

  bool is_empty() const noexcept { return list_.first == nullptr; }

  /// Appends those that ended. One that a socket has nothing for after all waits on.
  void hand_over(CompletedList& completed);

  /// Touches no operation.
  void clear() noexcept { forget(list_); }

 private:
  Process* process_;
  CompletedList list_;
};

}  // namespace coutil::sim
