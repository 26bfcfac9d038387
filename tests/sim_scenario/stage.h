// For tests: a scenario and the world that it describes, with programs that know Lua, the sandbox and the
// module coutil.sim but no engine. In the place of coutil.system they have two functions: sleep (seconds),
// which a program waits in, and log (text).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network/network.h"
#include "sim/process/process_table.h"
#include "sim/scenario/scenario.h"
#include "sim/script_folder.h"
#include "sim/world.h"

namespace coutil::sim {

class Stage final : public ProcessBody, public FaultObserver {
 public:
  explicit Stage(std::uint64_t seed = 1, const std::string& folder = ".");
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Runs the scenario file's text, boots the hosts and runs the world until the script ends, which by itself
  /// only sleeps. What was logged, a line each; then "error: ..." where the text, the boot or a program
  /// failed, or "broken at TIME (POSITION): ...".
  std::string play(const std::string& scenario, const std::string& script = "sleep(100)");

  Scenario& scenario() { return *scenario_; }
  ProcessTable& table() { return *table_; }
  Network& network() { return *network_; }
  World& world() { return world_; }

  /// Each fault as "TIME WHAT HOSTS [<-> OTHERS] [TEXT]".
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  int run(Process& process) override;
  void discard(Process& process) noexcept override;
  void boot(Host& host) override;
  bool hand_over_files(Process&, const int (&)[3], ProcessSetup&) override { return true; }
  void add_files(Host& host) override;
  void fault(TimeNs now_ns, const Fault& fault) override;

  static int set_up(lua_State* L);
  static int run_scenario(lua_State* L);
  static int run_program(lua_State* L);
  static int sleep(lua_State* L);
  static int log(lua_State* L);
  lua_State* make_state(lua_Alloc allocate, void* memory, Process* process);

  World world_;
  std::uint64_t seed_;
  ScriptFolder* folder_;
  Network* network_;
  ProcessTable* table_;
  Scenario* scenario_;
  lua_State* own_ = nullptr;  // the scenario file's
  const std::string* text_ = nullptr;
  const std::string* script_ = nullptr;
  std::string log_;
  std::vector<std::string> faults_;
};

/// The log of a scenario in a world of its own.
std::string played(const std::string& scenario, const std::string& script = "sleep(100)",
                   std::uint64_t seed = 1);

}  // namespace coutil::sim
