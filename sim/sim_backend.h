// The simulation's backend: virtual time, and choices made by a strategy. Time jumps only in `wait_until`;
// computing takes none. It works in the arena and out of it (a stock Lua host), and must not know Lua.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "engine/backend.h"
#include "sim/strategy.h"

namespace coutil {

/// What a look at the clock costs, so that a loop that polls ends.
inline constexpr TimeNs kPollCostNs = 1000;

class SimBackend final : public Backend {
 public:
  using StepHook = void (*)(void* data);

  /// The strategy must live as long as the backend.
  explicit SimBackend(Strategy& strategy) noexcept : strategy_(&strategy) {}

  std::string_view name() const noexcept override { return "sim"; }
  TimeNs clock_ns() noexcept override { return now_ns_; }
  TimeNs wait_until(TimeNs deadline_ns, CompletedList& completed) override;
  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  void found_nothing_ready() noexcept override { spend_ns(kPollCostNs); }
  bool chooses() const noexcept override { return strategy_->chooses(); }
  std::size_t choose(std::span<const CoroutineId> ready) override { return strategy_->choose(ready); }
  void step_boundary() override;

  /// The clock as the *program* reads it: moves time by kPollCostNs and returns the new time.
  TimeNs read_clock_ns() noexcept;

  /// Moves time on by `duration_ns` (not negative), for what the program did; stops short of kNever.
  void spend_ns(TimeNs duration_ns) noexcept;

  /// `hook(data)` is called at each step boundary; nullptr takes it away. It may run Lua.
  void set_step_hook(StepHook hook, void* data) noexcept;

 private:
  Strategy* strategy_;
  TimeNs now_ns_ = 0;
  StepHook step_hook_ = nullptr;
  void* step_hook_data_ = nullptr;
  CompletedList refused_;  // operations of the world that is not simulated
};

}  // namespace coutil
