// Scheduler: see the header. The heap has four children a node, which is shallower and kinder to the cache
// than two.
#include "engine/scheduler.h"

#include "engine/operation_pool.h"

#include <algorithm>
#include <new>

namespace coutil {
namespace {
constexpr std::size_t kChildren = 4;
constexpr std::size_t kThreadBytes = 192;  // of a lua_State; what is in it is Lua's business
}  // namespace

bool Scheduler::add(Coroutine& coroutine) noexcept {
  coroutine.expired = false;
  if (coroutine.wait == WaitKind::kTurn) {
    if (!push_ready(coroutine)) return false;
  } else {
    try {
      timers_.push_back({coroutine.due_ns, coroutine.wait_serial, &coroutine});
    } catch (const std::bad_alloc&) {
      return false;
    }
    sift_up(timers_.size() - 1);
  }
  ++scheduled_;
  return true;
}

void Scheduler::remove(Coroutine& coroutine) {
  --scheduled_;
  if (coroutine.wait == WaitKind::kOperation && !coroutine.expired) {
    --operations_;
    return;
  }
  if (coroutine.wait != WaitKind::kTimer || coroutine.expired) {
    ++cancelled_ready_;  // it stands among the ready
    return;
  }
  if (++cancelled_timers_ > 64 && cancelled_timers_ > timers_.size() / 2) {
    coroutine.wait_serial = 0;
    compact_timers();
  }
}

void Scheduler::put_back(Coroutine& coroutine) {
  if (!reserve_ready()) return;  // can't be: its own entry was just taken
  head_ = (head_ + room_ - 1) & (room_ - 1);
  ready_[head_] = {&coroutine, coroutine.wait_serial, 0};
  ++count_;
  ++scheduled_;
}

TimeNs Scheduler::next_due_ns() {
  while (!timers_.empty() && !live(timers_.front())) pop_timer();
  return timers_.empty() ? kNever : timers_.front().due_ns;
}

bool Scheduler::expire_timers() noexcept {
  while (next_due_ns() <= instant_ns && !timers_.empty()) {
    if (!push_ready(*timers_.front().coroutine)) return false;
    timers_.front().coroutine->expired = true;
    pop_timer();
  }
  return true;
}

void Scheduler::prefetch_next(void (*prefetch_thread)(const lua_State* thread)) const {
  constexpr std::size_t kLine = 64;  // bytes; another size of lines costs some of the gain only
  auto fetch = [](const void* begin, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += kLine)
      __builtin_prefetch(static_cast<const char*>(begin) + at);
  };
  // One step at a time: a pointer is followed when its own line had time to come.
  if (count_ > 3) fetch(entry(3).coroutine, sizeof(Coroutine));
  if (count_ > 2) {
    const Coroutine& coroutine = *entry(2).coroutine;
    fetch(coroutine.thread, kThreadBytes);
    if (coroutine.operation != nullptr) fetch(coroutine.operation, sizeof(EngineOperation));
  }
  if (count_ > 1) {
    const Coroutine& coroutine = *entry(1).coroutine;
    if (prefetch_thread != nullptr && coroutine.thread != nullptr) prefetch_thread(coroutine.thread);
    const EngineOperation* operation = coroutine.operation;
    if (operation != nullptr) {
      fetch(operation->on, kLine);
      fetch(operation->memory, kLine);
    }
  }
}

std::size_t Scheduler::drop_cancelled_oldest() {
  while (count_ > 0 && ready_at(0) == nullptr) take_oldest();
  return count_;
}

std::size_t Scheduler::count_up_to(std::uint64_t order) {
  if (cancelled_ready_ > 0) drop_cancelled();
  if (count_ == 0 || entry(count_ - 1).order <= order) return count_;
  std::size_t low = 0;
  for (std::size_t high = count_; low < high;) {
    std::size_t middle = (low + high) / 2;
    if (entry(middle).order <= order) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void Scheduler::drop_cancelled() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (ready_at(i) != nullptr) entry(kept++) = entry(i);
  }
  count_ = kept;
  cancelled_ready_ = 0;
}

Coroutine* Scheduler::take_at(std::size_t index) {
  Coroutine* coroutine = ready_at(index);
  for (std::size_t i = index; i > 0; --i) entry(i) = entry(i - 1);
  head_ = (head_ + 1) & (room_ - 1);
  --count_;
  return coroutine;
}

bool Scheduler::make_room() noexcept {
  if (cancelled_ready_ > 0) drop_cancelled();
  if (count_ < room_ / 2) return true;
  try {
    std::pmr::vector<Ready> larger(std::max<std::size_t>(64, room_ * 2), ready_.get_allocator());
    for (std::size_t i = 0; i < count_; ++i) larger[i] = entry(i);
    ready_.swap(larger);
    room_ = ready_.size();
    head_ = 0;
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void Scheduler::sift_up(std::size_t index) {
  Timer timer = timers_[index];
  while (index > 0) {
    std::size_t parent = (index - 1) / kChildren;
    if (!(timer < timers_[parent])) break;
    timers_[index] = timers_[parent];
    index = parent;
  }
  timers_[index] = timer;
}

void Scheduler::sift_down(std::size_t index) {
  Timer timer = timers_[index];
  for (;;) {
    std::size_t first = index * kChildren + 1;
    if (first >= timers_.size()) break;
    std::size_t last = std::min(first + kChildren, timers_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < last; ++child) {
      if (timers_[child] < timers_[least]) least = child;
    }
    if (!(timers_[least] < timer)) break;
    timers_[index] = timers_[least];
    index = least;
  }
  timers_[index] = timer;
}

void Scheduler::pop_timer() {
  if (!live(timers_.front()) && cancelled_timers_ > 0) --cancelled_timers_;
  timers_.front() = timers_.back();
  timers_.pop_back();
  if (!timers_.empty()) sift_down(0);
}

void Scheduler::compact_timers() {
  std::erase_if(timers_, [](const Timer& timer) { return !live(timer); });
  cancelled_timers_ = 0;
  for (std::size_t i = timers_.size() / kChildren + 1; i-- > 0;) {
    if (i < timers_.size()) sift_down(i);
  }
}

}  // namespace coutil
