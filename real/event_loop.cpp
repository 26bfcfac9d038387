// libuv's loop: see the header. One timer serves all deadlines, since the engine has the heap; it is set on
// libuv's own millisecond clock, so that an unchanged deadline costs nothing.
#include "real/event_loop.h"

#include <cassert>
#include <limits>
#include <stdexcept>
#include <string>

namespace coutil {
namespace {

constexpr std::uint64_t kNsPerMs = 1000000;
constexpr std::uint64_t kNoAlarm = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kLongestMs = std::uint64_t{1} << 40;  // some 35 years, far from libuv's overflow
constexpr std::size_t kManyClosed = 256;

// Appends all of `from` to `to`.
void move_all(CompletedList& from, CompletedList& to) {
  if (from.first == nullptr) return;
  *to.last = from.first;
  to.last = from.last;
  from.first = nullptr;
  from.last = &from.first;
}

}  // namespace

EventLoop::EventLoop() : begin_ns_(uv_hrtime()), alarm_ms_(kNoAlarm) {
  int status = uv_loop_init(&loop_);
  if (status != 0) throw std::runtime_error(std::string("no event loop from libuv: ") + uv_strerror(status));
  loop_.data = this;
  uv_timer_init(&loop_, &alarm_);
  alarm_.data = nullptr;
}

EventLoop::~EventLoop() {
  [[maybe_unused]] int status = uv_loop_close(&loop_);
  assert(status == 0);
}

void EventLoop::finish() {
  over_ = true;
  const auto close_open = [](uv_handle_t* handle, void* loop) {
    if (!uv_is_closing(handle)) static_cast<EventLoop*>(loop)->close(handle);
  };
  uv_walk(&loop_, close_open, this);
  uv_run(&loop_, UV_RUN_DEFAULT);
}

void EventLoop::complete(Operation& operation, ErrorCode error) {
  if (over_) return;
  operation.error = error;
  --under_way_;
  out_->append(operation);
  if (turns_) uv_stop(&loop_);
}

bool EventLoop::take_back(Operation& operation) {
  for (Operation** link = &ended_.first; *link != nullptr; link = &(*link)->next) {
    if (*link != &operation) continue;
    *link = operation.next;
    if (*link == nullptr) ended_.last = link;
    operation.next = nullptr;
    return true;
  }
  return false;
}

Operation* EventLoop::find_ended(const BackendSocket& socket) const {
  Operation* operation = ended_.first;
  while (operation != nullptr && operation->socket != &socket) operation = operation->next;
  return operation;
}

void EventLoop::close(uv_handle_t* handle) {
  ++closing_;
  uv_close(handle, [](uv_handle_t* closed) {
    --static_cast<EventLoop*>(closed->loop->data)->closing_;
    delete static_cast<OpenHandle*>(closed->data);
  });
}

void EventLoop::free_closed() {
  if (closing_ < kManyClosed) return;
  takes_input_ = false;
  run(UV_RUN_NOWAIT, ended_);
  takes_input_ = true;
}

void EventLoop::wait(TimeNs deadline_ns, CompletedList& completed) {
  if (eager_ != nullptr && read_eagerly(completed)) return;
  set_alarm(deadline_ns);
  run(UV_RUN_DEFAULT, completed);
}

void EventLoop::look(CompletedList& completed) {
  move_all(ended_, completed);
  if (eager_ != nullptr && read_eagerly(completed)) return;
  if (under_way_ == 0 && unobserved_ == 0) return;  // nothing can have happened
  run(UV_RUN_NOWAIT, completed);
}

bool EventLoop::read_eagerly(CompletedList& completed) {
  EagerReader* reader = eager_;
  eager_ = nullptr;
  if (eager_in_row_ >= kEagerInRow) return false;
  ++eager_in_row_;
  out_ = &completed;
  const bool read = reader->read_now();
  out_ = &ended_;
  return read;
}

void EventLoop::run(uv_run_mode mode, CompletedList& completed) {
  ++turn_;
  if (takes_input_) {
    several_ = false;
    eager_in_row_ = 0;
  }
  out_ = &completed;
  turns_ = true;
  uv_run(&loop_, mode);
  turns_ = false;
  out_ = &ended_;
}

void EventLoop::set_alarm(TimeNs deadline_ns) {
  if (deadline_ns == kNever) {
    if (alarm_ms_ == kNoAlarm) return;
    alarm_ms_ = kNoAlarm;
    uv_timer_stop(&alarm_);
    return;
  }
  const std::uint64_t due_ns = begin_ns_ + static_cast<std::uint64_t>(deadline_ns);
  const std::uint64_t due_ms = due_ns / kNsPerMs + (due_ns % kNsPerMs != 0 ? 1 : 0);
  if (due_ms == alarm_ms_) return;
  alarm_ms_ = due_ms;
  const std::uint64_t now_ms = uv_now(&loop_);  // may be an old one: the timer counts from the same
  const std::uint64_t left_ms = due_ms > now_ms ? due_ms - now_ms : 0;
  const auto expired = [](uv_timer_t* alarm) {
    static_cast<EventLoop*>(alarm->loop->data)->alarm_ms_ = kNoAlarm;
    uv_stop(alarm->loop);  // libuv before 1.45 would go on to wait for something else
  };
  uv_timer_start(&alarm_, expired, left_ms < kLongestMs ? left_ms : kLongestMs, 0);
}

}  // namespace coutil
