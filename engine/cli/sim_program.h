// What a simulated process runs: a Lua state in the process's own memory, with the sandbox, the engine and
// the modules, and the program in it. The side of the process table that knows Lua.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/host.h"
#include "engine/coutil.h"
#include "sim/lua_sandbox.h"
#include "sim/network/host.h"
#include "sim/process/process_table.h"
#include "sim/scenario/scenario.h"
#include "sim/script_folder.h"
#include "sim/sim_backend.h"
#include "sim/step_collector.h"

namespace coutil {

/// What all programs of one run share. What is no pointer never changes while the world runs.
struct SimRun {
  const RunOptions* options;
  const Script* script;
  Recording* recording;  // null: nothing can be recorded
  HostResult* result;
  std::string folder;  // the script's
  std::string name;
  ScriptFolder files_folder;
  std::vector<std::string_view> arguments;
  std::vector<std::string_view> c_modules;
  std::string c_module_path;
  World* world = nullptr;
  sim::Network* network = nullptr;
  sim::ProcessTable* table = nullptr;
  sim::Scenario* scenario = nullptr;
  TraceIds* trace_ids = nullptr;
  bool has_scenario = false;

  /// Whether the trace and messages name the host: in a world of one there is no need to.
  bool names(const sim::Host& host) const { return has_scenario || host.number() > 0; }
};

class SimPrograms;

/// One running program; on its fibre's stack.
struct SimProgram {
  SimProgram(SimPrograms& among, SimRun& of, sim::Process& in) : all(among), run(of), process(in) {}

  SimPrograms& all;
  SimRun& run;
  sim::Process& process;
  SimBackend* backend = nullptr;
  lua_State* L = nullptr;
  Engine* engine = nullptr;
  StepCollector* collector = nullptr;
  std::uint64_t seed = 0;
  bool leads = false;   // it is SCRIPT
  bool ran = false;     // it could be loaded
  bool raised = false;  // its main chunk did
  int returned = 0;     // the status that a program's function gave
};

/// The first program of a world, which is coroutine 0 of its trace, needs no line there to be known.
inline bool is_first(const sim::Process& process) { return process.pid() == 1; }

/// Makes the Lua state ready for its program: sandbox, engine, modules. `exit` is what os.exit does. Raises
/// Lua errors of memory.
void set_up_program(lua_State* L, SimProgram& program,
                    void (*exit)(void* program, int exit_code, bool close));

/// For the sandbox of any Lua state of the run: what all have in common.
SandboxOptions sandbox_options(const SimRun& run);

/// Lies in the arena, as a part of the world.
class SimPrograms final : public sim::ProcessBody {
 public:
  explicit SimPrograms(SimRun& run) noexcept : run_(&run) {}

  int run(sim::Process& process) override;
  void discard(sim::Process& process) noexcept override;
  bool hand_over_files(sim::Process& parent, const int (&numbers)[3], sim::ProcessSetup& setup) override;
  void add_files(sim::Host& host) override;
  void boot(sim::Host& host) override;
  void before_call(sim::Process& process) noexcept override;

  /// os.exit of the running program.
  [[noreturn]] void exit(SimProgram& program, int status, bool close);

  /// Says the host, and those with lesser numbers, to the trace, where that was not done.
  void name_host(const sim::Host& host);

  /// A program other than SCRIPT, one of a host's own, raised an error, or a coroutine of it did; or is
  /// stuck.
  bool others_failed() const noexcept { return others_failed_; }
  bool others_stuck() const noexcept { return others_stuck_; }

 private:
  int finish(SimProgram& program);
  void leave(SimProgram& program) noexcept;
  void fail_to_load(const SimProgram& program, const char* message);
  static bool is_hosts_own(const sim::Process& process) noexcept;
  void say_host(const sim::Host& host);
  void record_end(const sim::Process& process, const char* what, const char* name, int status);

  SimRun* run_;
  sim::ProcessId leading_ = 0;
  std::size_t named_hosts_ = 0;  // in the trace, in the order of their numbers
  bool others_failed_ = false;
  bool others_stuck_ = false;
};

}  // namespace coutil
