// Scenario: what a run's world is made of and what befalls it: which programs its hosts boot, the faults, the
// checks, and the values that all programs share. The module coutil.sim (sim_module.h) is its face to Lua.
// It must not know the command line.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/network/network.h"
#include "sim/scenario/checks.h"
#include "sim/scenario/faults.h"
#include "sim/scenario/lua_side.h"
#include "sim/scenario/postponed_fault.h"
#include "sim/scenario/program.h"
#include "sim/scenario/timed_call.h"

namespace coutil::sim {

/// What a host boots, now or whenever it is started anew.
struct HostPlan {
  explicit HostPlan(std::pmr::memory_resource* memory) : arguments(memory), environment(memory) {}

  Host* host = nullptr;
  const Program* program = nullptr;  // null: none, or SCRIPT
  bool runs_script = false;
  std::size_t socket_limit = std::size_t{1} << 20;  // of each process
  std::pmr::vector<std::pmr::string> arguments;
  std::pmr::vector<std::pmr::string> environment;  // "name=value"
};

struct ScenarioOptions {
  std::string_view script;  // as `sim.script`
  std::span<const std::string_view> arguments;
  std::uint64_t seed = 0;
};

class Scenario final {
 public:
  /// All of it lies in the table's memory. `body` boots hosts and gives them files. Throws std::bad_alloc.
  Scenario(ProcessTable& table, ProcessBody& body, const ScenarioOptions& options);
  Scenario(const Scenario&) = delete;
  Scenario& operator=(const Scenario&) = delete;

  ProcessTable& table() noexcept { return *table_; }
  ProcessBody& body() noexcept { return *body_; }
  Network& network() noexcept { return table_->network(); }
  std::pmr::memory_resource* memory() const noexcept { return table_->memory(); }
  TimeNs now_ns() noexcept { return network().agenda().now_ns(); }

  // For who runs it.

  /// After the scenario's file ran, or without one: makes the host "localhost" when there is none, gives
  /// SCRIPT to the first host without a program, and boots all in the order in which they were declared.
  /// Null, or what is wrong. Throws std::bad_alloc.
  const char* boot();

  /// Null for a host that nobody declared.
  const HostPlan* plan_of(const Host& host) const noexcept;

  /// The host on which SCRIPT runs; null before `boot`.
  Host* script_host() const noexcept { return script_host_; }

  /// Call it after each turn of a process and each happening. Runs the checks; false: one is broken, and the
  /// table was told to stop. Costs nothing where there are none. On the loop's stack.
  bool check() { return !checks_.has_open() ? checks_.broken() == nullptr : checks_.run(); }

  /// The first check that broke; null: none did.
  const Broken* broken() const noexcept { return checks_.broken(); }

  /// The program of this process ends by itself: what it asked for happens no more, and a check of it that
  /// has not come true by now is broken. On its fibre, before its Lua state is closed.
  void end_program(const Process& process);

  /// Its Lua state is gone: touches it no more. Also after end_program.
  void forget(const Process& process) noexcept;

  /// Whether a function given to at, every, always and their like runs at this moment, on the loop's stack.
  /// What would switch to a fibre or end the program has to be refused then.
  bool is_calling() const noexcept { return calling_; }
  bool set_calling(bool calling) noexcept { return std::exchange(calling_, calling); }

  // For the module.
  Programs& programs() noexcept { return programs_; }
  Faults& faults() noexcept { return faults_; }
  PostponedFaults& postponed_faults() noexcept { return postponed_faults_; }
  Checks& checks() noexcept { return checks_; }
  TimedCalls& timed_calls() noexcept { return timed_calls_; }

  /// A host with its plan, which boots with the others. Throws std::bad_alloc.
  HostPlan& add_host(std::string_view name);

  /// For one that is made while the others run: what it boots starts now.
  void boot_late(const HostPlan& plan);
  bool is_running() const noexcept { return running_; }

  /// Null: there is none.
  Host* find_host(std::string_view name) const noexcept;

  /// The next address that no host has, of 10.0.0.0/16, for one that wants any.
  IpAddress next_address() noexcept;

  /// The side of a Lua state that uses the module. Throws std::bad_alloc.
  LuaSide& add_side(lua_State* main, Process* process);

  /// A shared value as save_value wrote it; null: there is none under that key.
  void set_value(std::string_view key, std::string_view bytes);
  void remove_value(std::string_view key);
  const std::pmr::string* value(std::string_view key) const;

  const std::pmr::string& script() const noexcept { return script_; }
  const std::pmr::vector<std::pmr::string>& arguments() const noexcept { return arguments_; }

  /// For whoever needs text for a moment.
  std::pmr::string& scratch() noexcept { return scratch_; }

 private:
  LuaSide* side_of(const Process& process) noexcept;

  ProcessTable* table_;
  ProcessBody* body_;
  std::uint64_t seed_;

  std::pmr::string script_;
  std::pmr::vector<std::pmr::string> arguments_;
  Programs programs_;
  Faults faults_;
  PostponedFaults postponed_faults_;
  std::pmr::list<HostPlan> plans_;
  std::pmr::list<LuaSide> sides_;
  std::pmr::map<std::pmr::string, std::pmr::string, std::less<>> values_;
  std::pmr::string scratch_;
  Checks checks_;
  TimedCalls timed_calls_;
  Host* script_host_ = nullptr;
  std::uint32_t addresses_given_ = 0;
  bool running_ = false;
  bool calling_ = false;
};

}  // namespace coutil::sim
