// Scheduler: which coroutines are ready, which wait for a time or for an operation. Plain data with no Lua in
// it; system.cpp resumes. Both queues are ordered by (time, serial); what was cancelled stays in them until
// its turn and is told by its serial, unless more than half of the timers are such.
#pragma once

#include <memory_resource>
#include <vector>

#include "engine/coroutine.h"

namespace coutil {

class Scheduler final {
 public:
  explicit Scheduler(std::pmr::memory_resource* memory) : ready_(memory), timers_(memory) {}

  TimeNs instant_ns = 0;

  /// Coroutines that are ready or have a timer.
  std::int64_t scheduled() const { return scheduled_; }

  /// Schedules by the wait that the coroutine's record describes (kTurn, kTimer with due_ns).
  /// False when memory ran out; then nothing has changed.
  bool add(Coroutine& coroutine) noexcept;

  /// The same for a coroutine that waits for an operation; needs no memory.
  void add_operation(Coroutine& coroutine) noexcept {
    coroutine.expired = false;
    ++operations_;
    ++scheduled_;
  }

  /// The operation that the coroutine waits for has completed: it is ready. False when memory ran out; then
  /// nothing has changed.
  bool complete(Coroutine& coroutine) noexcept {
    if (!push_ready(coroutine)) return false;
    coroutine.expired = true;
    --operations_;
    return true;
  }

  /// The same for the coroutine that runs and need not stand among the ready: it stops being scheduled.
  void completed_in_turn() {
    --operations_;
    --scheduled_;
  }

  /// Makes room for one more ready coroutine. False when memory ran out.
  bool reserve_ready() noexcept { return count_ < room_ || make_room(); }

  /// How many coroutines wait for operations that have not completed.
  std::int64_t operations() const { return operations_; }

  /// The coroutine stops being scheduled. Call it before its wait_serial changes.
  void remove(Coroutine& coroutine);

  /// The coroutine was taken from the ready and stops being scheduled.
  void taken() { --scheduled_; }

  /// Puts a coroutine that could not be resumed back before all that are ready.
  void put_back(Coroutine& coroutine);

  /// The deadline of the earliest timer, kNever when there is none.
  TimeNs next_due_ns();

  /// Makes ready all whose deadline is not after `instant_ns`, in their order. False when memory ran out;
  /// the rest keep their timers.
  bool expire_timers() noexcept;

  /// How many entries stand among the ready; some may have been cancelled.
  std::size_t ready_count() const { return count_; }

  /// The ready entry at `index` from the oldest, or null when that one was cancelled.
  Coroutine* ready_at(std::size_t index) const {
    const Ready& ready = entry(index);
    return ready.coroutine->wait_serial == ready.serial ? ready.coroutine : nullptr;
  }

  /// Fetches what the entries next to the oldest will need into the processor's cache: with a thousand
  /// coroutines in turn nothing of them is there any more. `prefetch_thread` is OwnLua's, or null.
  void prefetch_next(void (*prefetch_thread)(const lua_State* thread)) const;

  /// Takes the oldest entry; null when it was cancelled.
  Coroutine* take_oldest() {
    Coroutine* coroutine = ready_at(0);
    if (coroutine == nullptr && cancelled_ready_ > 0) --cancelled_ready_;
    head_ = (head_ + 1) & (room_ - 1);
    --count_;
    return coroutine;
  }

  /// Drops cancelled entries from the oldest on, up to one that is not. Returns how many are left.
  std::size_t drop_cancelled_oldest();

  /// The order number of the youngest ready entry so far; later ones have greater numbers.
  std::uint64_t last_order() const { return pushed_; }

  /// How many ready entries have an order number up to `order`, after dropping the cancelled ones.
  std::size_t count_up_to(std::uint64_t order);

  /// Takes the entry at `index` (see ready_at), keeping the others' order.
  Coroutine* take_at(std::size_t index);

 private:
  struct Ready {
    Coroutine* coroutine;
    std::uint64_t serial;  // of the wait; 0 in the record when that is over
    std::uint64_t order;
  };
  struct Timer {
    TimeNs due_ns;
    std::uint64_t serial;
    Coroutine* coroutine;
    bool operator<(const Timer& other) const {
      return due_ns != other.due_ns ? due_ns < other.due_ns : serial < other.serial;
    }
  };

  static bool live(const Timer& timer) { return timer.coroutine->wait_serial == timer.serial; }
  Ready& entry(std::size_t index) { return ready_[(head_ + index) & (room_ - 1)]; }
  const Ready& entry(std::size_t index) const { return ready_[(head_ + index) & (room_ - 1)]; }
  bool push_ready(Coroutine& coroutine) noexcept {
    if (!reserve_ready()) return false;
    entry(count_++) = {&coroutine, coroutine.wait_serial, ++pushed_};
    return true;
  }
  bool make_room() noexcept;
  void drop_cancelled();
  void sift_up(std::size_t index);
  void sift_down(std::size_t index);
  void pop_timer();
  void compact_timers();

  std::pmr::vector<Ready> ready_;  // a ring
  std::size_t room_ = 0;           // its size, a power of two
  std::size_t head_ = 0;
  std::size_t count_ = 0;
  std::size_t cancelled_ready_ = 0;
  std::uint64_t pushed_ = 0;
  std::pmr::vector<Timer> timers_;  // a heap with four children a node
  std::size_t cancelled_timers_ = 0;
  std::int64_t scheduled_ = 0;
  std::int64_t operations_ = 0;
};

}  // namespace coutil
