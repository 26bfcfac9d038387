// The simulation's backend: virtual time, a host of a simulated network, and choices made by a strategy. Time
// jumps only in `wait_until`; computing takes none. It works in the arena and out of it (a stock Lua host),
// and must not know Lua.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string_view>

#include "engine/backend.h"
#include "sim/strategy.h"

namespace coutil {

namespace sim {
class Host;
class Network;
class Process;
}  // namespace sim

/// What a look at the clock costs, so that a loop that polls ends.
inline constexpr TimeNs kPollCostNs = 1000;

class SimBackend final : public Backend {
 public:
  using StepHook = void (*)(void* data);

  /// With a network of its own that has one host, "localhost". The strategy and the memory must live as long
  /// as the backend; in a world that is the arena's. Throws std::bad_alloc.
  explicit SimBackend(Strategy& strategy, std::pmr::memory_resource* memory = std::pmr::new_delete_resource(),
                      std::uint64_t seed = 0);

  /// For a host of a network that others share. Throws std::bad_alloc.
  SimBackend(Strategy& strategy, sim::Host& host);

  /// For a process of a table, which lets it run and wait in turn with others.
  SimBackend(Strategy& strategy, sim::Process& process) noexcept;

  /// Destroys the process and the network that are its own.
  ~SimBackend() override;
  SimBackend(const SimBackend&) = delete;
  SimBackend& operator=(const SimBackend&) = delete;

  std::string_view name() const noexcept override { return "sim"; }
  TimeNs clock_ns() noexcept override;

  /// Lets happen what is due until something completes. Where nothing can any more, the answer is kNever and
  /// the clock stays as it was.
  TimeNs wait_until(TimeNs deadline_ns, CompletedList& completed) override;
  TimeNs delay_ns(TimeNs delay_ns) noexcept override;
  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  void found_nothing_ready() noexcept override { spend_ns(kPollCostNs); }
  bool chooses() const noexcept override { return strategy_->chooses(); }
  std::size_t choose(std::span<const CoroutineId> ready) override { return strategy_->choose(ready); }
  void step_boundary() override;

  sim::Process& process() noexcept { return *process_; }
  sim::Host& host() noexcept { return *host_; }
  sim::Network& network() noexcept { return *network_; }

  /// The clock as the *program* reads it: moves time by kPollCostNs and returns the new time.
  TimeNs read_clock_ns() noexcept;

  /// The same as the host's wall clock shows it.
  TimeNs read_wall_clock_ns() noexcept;

  /// Moves time on by `duration_ns` (not negative), for what the program did; stops short of kNever.
  void spend_ns(TimeNs duration_ns) noexcept;

  /// `hook(data)` is called at each step boundary; nullptr takes it away. It may run Lua.
  void set_step_hook(StepHook hook, void* data) noexcept;

 private:
  TimeNs wait_in_turn(TimeNs deadline_ns, CompletedList& completed);
  bool advance(TimeNs until_ns, CompletedList& completed);
  bool advance_while_expected(CompletedList& completed);
  TimeNs wait_for_good(CompletedList& completed);

  Strategy* strategy_;
  sim::Network* network_;
  sim::Host* host_;
  sim::Process* process_;
  bool owns_process_ = true;
  std::pmr::memory_resource* own_memory_ = nullptr;  // of the network, where it is its own
  StepHook step_hook_ = nullptr;
  void* step_hook_data_ = nullptr;
};

}  // namespace coutil
