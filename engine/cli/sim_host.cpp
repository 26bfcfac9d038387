// The host of a script in a simulated world: the Lua state, the engine and the backend lie in the arena, and
// the program runs on the world's fibre.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/host.h"
#include "engine/cli/own_lua.h"
#include "engine/lua.h"
#include "sim/lua_in_arena.h"
#include "sim/lua_sandbox.h"
#include "sim/sim_backend.h"
#include "sim/step_collector.h"
#include "sim/world.h"

namespace coutil {
namespace {

struct SimRun {
  const RunOptions* options;
  const Script* script;
  Recording* recording;
  HostResult* result;
  World* world;
  std::string folder;
  std::string name;
  std::vector<std::string_view> c_modules;
  std::string c_module_path;
  lua_State* L = nullptr;
  SimBackend* backend = nullptr;
  StepCollector* collector = nullptr;
};

TimeNs read_clock(void* data) { return static_cast<SimRun*>(data)->backend->read_clock_ns(); }

void write_output(void* data, OutputStream stream, std::string_view text) {
  trace_print(static_cast<SimRun*>(data)->L, text);
  write_to_standard_stream(stream, text);
}

void exit_program(void* data, int exit_code, bool close) {
  auto* run = static_cast<SimRun*>(data);
  abandon_program(run->L);
  run->result->exited = true;
  if (close) lua_close(run->L);  // as on the machine: what waits for its end is finalized
  run->world->abandon(exit_code);
}

void collect(void* data) {
  auto* run = static_cast<SimRun*>(data);
  run->collector->collect_if_due(run->L);
}

void report_collection(void* data, std::size_t before, std::size_t after) {
  trace_collection(static_cast<SimRun*>(data)->L, static_cast<std::int64_t>(before),
                   static_cast<std::int64_t>(after));
}

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

void set_up(lua_State* L, SimRun& run) {
  SandboxOptions sandbox;
  sandbox.folder = run.folder;
  sandbox.seed = run.options->seed;
  sandbox.read_clock_ns = read_clock;
  sandbox.clock_data = &run;
  sandbox.output = write_output;
  sandbox.output_data = &run;
  sandbox.end_program = exit_program;
  sandbox.end_data = &run;
  sandbox.allowed_c_modules = run.c_modules;
  sandbox.c_module_path = run.c_module_path;
  install_sandbox(L, sandbox);
  Options engine;
  engine.backend = run.backend;
  engine.memory = run.world->arena().resource();
  engine.own_lua = &kOwnLua;
  engine.watch = true;
  engine.recording = run.recording;
  open_engine(L, engine);
  run.collector = run.world->make<StepCollector>(L, StepCollector::Options{report_collection, &run});
  run.backend->set_step_hook(collect, &run);
}

// Protected: an error here is one of memory, or the script does not compile.
int run_script(lua_State* L) {
  auto& run = *static_cast<SimRun*>(lua_touserdata(L, 1));
  set_up(L, run);
  push_arguments(L, *run.script, run.name.c_str());
  if (load_script(L, run.name.c_str()) != LUA_OK) return lua_error(L);
  run.result->ran = true;
  run.result->raised = !call_main_chunk(L, *run.script);
  if (run.result->raised) {
    write_to_standard_stream(OutputStream::kStderr, "coutil: ");
    write_to_standard_stream(OutputStream::kStderr, lua_tostring(L, -1));
    write_to_standard_stream(OutputStream::kStderr, "\n");
  }
  return 0;
}

void live(void* data) {
  auto& run = *static_cast<SimRun*>(data);
  World& world = *run.world;
  Strategy* strategy = nullptr;
  if (run.options->choices == "random") {
    strategy = world.make<RandomStrategy>(run.options->seed);
  } else {
    strategy = world.make<FifoStrategy>();
  }
  run.backend = world.make<SimBackend>(*strategy, world.arena().resource(), run.options->seed);
  lua_State* L = run.L = new_lua_in_arena(world.arena());
  if (L == nullptr) {
    run.result->problem = "not enough memory for a Lua state";
    return;
  }
  lua_pushcfunction(L, run_script);
  lua_pushlightuserdata(L, &run);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    const char* message = lua_tostring(L, -1);
    run.result->problem = message != nullptr ? message : "an error that is no text";
    lua_pop(L, 1);
  }
  if (run.result->ran) run.result->outcome = finish_program(L, &run.result->problem);
  lua_close(L);
}

}  // namespace

HostResult run_in_simulation(const RunOptions& options, const Script& script, Recording* recording) {
  HostResult result;
  try {
    World world;
    SimRun run{&options, &script, recording, &result, &world, script.folder(), script.file_name(), {}, {}};
    if (!options.allowed_c_modules.empty()) {
      run.c_modules.assign(options.allowed_c_modules.begin(), options.allowed_c_modules.end());
      run.c_module_path = c_module_path();
    }
    WorldState state = world.run(live, &run);
    if (state == WorldState::kAbandoned) result.exit_code = world.exit_code();
    if (state == WorldState::kFailed) result.problem = world.failure();
  } catch (const std::exception& error) {
    result.problem = error.what();
  }
  return result;
}

}  // namespace coutil
