// The real backend: the machine's clock and libuv's loop. The only part that sees uv.h (in the .cpp). It
// keeps the oldest-first order that the engine asks for and makes no choices.
#pragma once

#include <memory>

#include "engine/backend.h"

namespace coutil {

class RealBackend final : public Backend {
 public:
  /// Throws std::runtime_error when the system gives no loop (its reason is in the text).
  RealBackend();
  ~RealBackend() override;
  RealBackend(const RealBackend&) = delete;
  RealBackend& operator=(const RealBackend&) = delete;

  std::string_view name() const noexcept override { return "real"; }
  TimeNs clock_ns() noexcept override;

  /// Sleeps in libuv's loop; its timers count milliseconds, so deadlines are rounded up to one.
  TimeNs wait_until(TimeNs deadline_ns) override;

  void found_nothing_ready() noexcept override {}
  bool chooses() const noexcept override { return false; }
  std::size_t choose(std::span<const CoroutineId>) override { return 0; }
  void step_boundary() override {}

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
  std::uint64_t begin_ns_;
};

}  // namespace coutil
