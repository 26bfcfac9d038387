// Signals: one handle of libuv's a signal, which catches it while somebody waits for it. After that, and no
// later than before the next wait, the signal has the action again that it had before.
#pragma once

#include <array>

#include "engine/operation.h"
#include "real/event_loop.h"

namespace coutil {

class Watch;

class Signals final {
 public:
  /// From here on SIGPIPE is ignored unless the program has an own action for it: a peer that hung up is an
  /// error of the send.
  explicit Signals(EventLoop& loop);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  void start(Operation& operation) noexcept;
  void cancel(Operation& operation) noexcept;

  /// Whether signals are caught that nobody waits for any more.
  bool has_idle() const { return idle_ > 0; }

  /// Stops catching those. One that came meanwhile, since when the program might have waited for it again, is
  /// sent to the process again if nobody does. What else ended is appended.
  void settle(CompletedList& completed);

 private:
  friend class Watch;
  static constexpr int kCount = 65;  // signals are numbered from 1

  Watch* watch_of(int number) noexcept;

  EventLoop& loop_;
  std::array<Watch*, kCount> watches_{};
  int idle_ = 0;
};

}  // namespace coutil
