// The real backend: the machine's clock and libuv's loop, with one part each for sockets, processes, signals
// and lookups. It keeps the oldest-first order that the engine asks for and makes no choices.
#pragma once

#include <memory>

#include "engine/backend.h"

namespace coutil {

class RealBackend final : public Backend {
 public:
  /// Throws std::runtime_error when the system gives no loop (its reason is in the text). From then on the
  /// process ignores SIGPIPE, unless it has an own action for it.
  RealBackend();

  /// Closes what is open. Operations that are under way never end and are not touched.
  ~RealBackend() override;
  RealBackend(const RealBackend&) = delete;
  RealBackend& operator=(const RealBackend&) = delete;

  std::string_view name() const noexcept override { return "real"; }
  TimeNs clock_ns() noexcept override;

  /// Sleeps in libuv's loop; its timers count milliseconds, so deadlines are rounded up to one.
  TimeNs wait_until(TimeNs deadline_ns, CompletedList& completed) override;
  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;

  void found_nothing_ready() noexcept override {}
  bool chooses() const noexcept override { return false; }
  std::size_t choose(std::span<const CoroutineId>) override { return 0; }
  void step_boundary() override {}
  bool has_step_boundaries() const noexcept override { return false; }

 private:
  struct Parts;  // so that who includes this does not see libuv

  bool take_back(Operation& operation);
  void forget_all();

  std::unique_ptr<Parts> parts_;
  TimeNs instant_ns_ = 0;  // what the last wait returned
};

}  // namespace coutil
