// The host of a script in a simulated world: makes the world, reads the scenario, lets it run, and says how
// it ended.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/host.h"
#include "engine/cli/scenario_file.h"
#include "engine/cli/sim_program.h"
#include "engine/cli/world_trace.h"
#include "engine/recording.h"
#include "sim/network/network.h"
#include "sim/world.h"

namespace coutil {
namespace {

// Where a Lua outside of the simulation would look for C modules.
std::string c_module_path() {
  const std::string usual = LUA_CPATH_DEFAULT;
  const char* wanted = std::getenv("LUA_CPATH_5_4");
  if (wanted == nullptr) wanted = std::getenv("LUA_CPATH");
  if (wanted == nullptr) return usual;
  std::string path = wanted;
  std::size_t gap = path.find(";;");
  if (gap == std::string::npos) return path;
  path.replace(gap, 2, ";" + usual + ";");
  if (path.front() == ';') path.erase(0, 1);
  if (path.back() == ';') path.pop_back();
  return path;
}

// What of the run lies outside of the world. Returns what is wrong, empty when nothing.
std::string begin(SimRun& run) {
  run.folder = run.script->folder();
  run.name = run.script->file_name();
  if (!run.files_folder.open(run.folder.c_str()))
    return fmt::format("the script's folder '{}' can't be used: {}", run.folder, std::strerror(errno));
  run.arguments.assign(run.script->arguments.begin(), run.script->arguments.end());
  const std::vector<std::string>& modules = run.options->allowed_c_modules;
  if (!modules.empty()) {
    run.c_modules.assign(modules.begin(), modules.end());
    run.c_module_path = c_module_path();
  }
  return "";
}

// "12.5 s": a time of the run, for people.
std::string time_text(TimeNs time_ns) { return fmt::format("{:.9g} s", static_cast<double>(time_ns) / 1e9); }

// A check that did not hold is the run's failure, with the way to see it again.
bool report_broken(const SimRun& run) {
  const sim::Broken* broken = run.scenario->broken();
  if (broken == nullptr) return false;
  std::fflush(stdout);
  fmt::print(stderr, "coutil: {}: {}\n  at {} of virtual time; --seed {} repeats it\n",
             std::string_view(broken->position), std::string_view(broken->text), time_text(broken->time_ns),
             run.options->seed);
  return true;
}

// The script never came to its end: its host went down and stayed so, or it waits on a paused one.
void report_missing_end(const SimRun& run) {
  const sim::Host& host = *run.scenario->script_host();
  const std::string_view how =
      host.is_up() ? (host.is_paused ? "is paused" : "did not let it go on") : "is down";
  std::fflush(stdout);
  fmt::print(
      stderr,
      "coutil: {} did not come to its end: host {}, which it runs on, {}, and nothing can happen any more "
      "(at {} of virtual time)\n",
      run.name, std::string_view(host.name()), how, time_text(run.network->agenda().now_ns()));
}

void live(SimRun& run, World& world) {
  std::pmr::memory_resource* memory = world.arena().resource();
  run.world = &world;
  run.network = world.make<sim::Network>(memory, run.options->seed);
  auto* programs = world.make<SimPrograms>(run);
  run.table = world.make<sim::ProcessTable>(world, *run.network, *programs, run.options->seed);
  if (run.options->choices == "random") run.table->choose_at_random();
  run.trace_ids = world.make<TraceIds>();
  const sim::ScenarioOptions wanted{run.name, run.arguments, run.options->seed};
  run.scenario = world.make<sim::Scenario>(*run.table, *programs, wanted);
  if (run.recording != nullptr) {
    auto* trace = world.make<WorldTrace>(*run.recording, *run.trace_ids, *programs);
    run.network->set_observer(trace);
    run.scenario->faults().set_observer(trace);
  }
  run.table->set_finder(&run.scenario->programs());
  run.table->set_observer([](void* scenario) { static_cast<sim::Scenario*>(scenario)->check(); },
                          run.scenario);
  HostResult& result = *run.result;
  if (!run.options->scenario.empty()) {
    run.has_scenario = true;
    result.problem = run_scenario_file(run);
    if (!result.problem.empty()) return;
  }
  if (const char* wrong = run.scenario->boot()) {
    result.problem = wrong;
    return;
  }
  run.table->run();
  if (report_broken(run)) {
    result.ran = true;
    result.failed = true;
  } else if (!run.table->has_leading_ended()) {
    report_missing_end(run);
    result.ran = true;
    result.failed = true;
  }
  const TimeNs end_ns = run.network->agenda().now_ns();
  if (run.recording != nullptr) result.problem += finish_recording(*run.recording, *run.trace_ids, end_ns);
  result.failed |= programs->others_failed();
  result.outcome.stuck |= programs->others_stuck();
}

}  // namespace

HostResult run_in_simulation(const RunOptions& options, const Script& script, Recording* recording) {
  HostResult result;
  try {
    SimRun run{&options, &script, recording, &result, {}, {}, {}, {}, {}, {}};
    result.problem = begin(run);
    if (!result.problem.empty()) return result;
    const std::size_t memory = options.limits.memory_bytes;
    World world(memory != 0 ? memory : kDefaultHeapLimitBytes);
    live(run, world);
  } catch (const std::exception& error) {
    result.problem = error.what();
  }
  return result;
}

}  // namespace coutil
