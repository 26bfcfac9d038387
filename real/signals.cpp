// Signals over libuv: see the header. What waits for the same signal is chained through Operation::backend.
#include "real/signals.h"

#include <signal.h>

#include <new>

#include "real/error_map.h"

namespace coutil {

class Watch final : public OpenHandle {
 public:
  Watch(Signals& signals, int number) : signals_(signals), number_(number) {}

  int open() {
    int status = uv_signal_init(signals_.loop_.uv(), &handle_);
    handle_.data = static_cast<OpenHandle*>(this);
    return status;
  }

  void start(Operation& operation) {
    if (!caught_) {
      if (number_ == SIGPIPE) sigaction(SIGPIPE, nullptr, &before_);
      int status = uv_signal_start(&handle_, came, number_);
      if (status != 0) return signals_.loop_.complete(operation, error_of(status));
      caught_ = true;
    } else if (first_ == nullptr) {
      if (came_idle_) {  // between two waits: it is for this one
        came_idle_ = false;
        return signals_.loop_.complete(operation, ErrorCode::kOk);
      }
      --signals_.idle_;
    }
    operation.backend = nullptr;
    Operation** last = &first_;
    while (*last != nullptr) last = link_of(**last);
    *last = &operation;
  }

  void cancel(Operation& operation) {
    for (Operation** link = &first_; *link != nullptr; link = link_of(**link)) {
      if (*link != &operation) continue;
      *link = *link_of(operation);
      break;
    }
    if (first_ == nullptr) ++signals_.idle_;
  }

  bool idle() const { return caught_ && first_ == nullptr; }

  // Gives the signal its action back, and takes it if it came since.
  void stop() {
    uv_signal_stop(&handle_);
    if (number_ == SIGPIPE) sigaction(SIGPIPE, &before_, nullptr);  // libuv knows but the default one
    caught_ = false;
    --signals_.idle_;
    if (came_idle_) uv_kill(uv_os_getpid(), number_);
    came_idle_ = false;
  }

 private:
  static Operation** link_of(Operation& operation) {
    return reinterpret_cast<Operation**>(&operation.backend);
  }

  static void came(uv_signal_t* handle, int) {
    auto& self = *static_cast<Watch*>(static_cast<OpenHandle*>(handle->data));
    if (self.first_ == nullptr) {
      self.came_idle_ = true;
      return;
    }
    Operation* operation = self.first_;
    self.first_ = nullptr;
    ++self.signals_.idle_;
    while (operation != nullptr) {
      Operation* next = *link_of(*operation);
      self.signals_.loop_.complete(*operation, ErrorCode::kOk);
      operation = next;
    }
  }

  Signals& signals_;
  uv_signal_t handle_{};
  int number_;
  bool caught_ = false;
  bool came_idle_ = false;  // while nobody waited
  Operation* first_ = nullptr;
  struct sigaction before_ {};
};

Signals::Signals(EventLoop& loop) : loop_(loop) {
  struct sigaction present {};
  sigaction(SIGPIPE, nullptr, &present);
  if ((present.sa_flags & SA_SIGINFO) != 0 || present.sa_handler != SIG_DFL) return;
  present.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &present, nullptr);
}

Signals::~Signals() = default;  // the loop closed the watches

void Signals::start(Operation& operation) noexcept {
  const int number = operation.signal;
  if (number <= 0 || number >= kCount) return loop_.complete(operation, ErrorCode::kEINVAL);
  Watch* watch = watches_[number];
  if (watch == nullptr) {
    watch = new (std::nothrow) Watch(*this, number);
    if (watch == nullptr) return loop_.complete(operation, ErrorCode::kENOMEM);
    int status = watch->open();
    if (status != 0) {
      delete watch;  // libuv does not know the handle
      return loop_.complete(operation, error_of(status));
    }
    watches_[number] = watch;
  }
  watch->start(operation);
}

void Signals::cancel(Operation& operation) noexcept {
  watches_[operation.signal]->cancel(operation);
  loop_.forget();
}

void Signals::settle(CompletedList& completed) {
  loop_.turn_now(completed);
  for (Watch* watch : watches_) {
    if (watch != nullptr && watch->idle()) watch->stop();
  }
}

}  // namespace coutil
