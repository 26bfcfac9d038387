// How a simulated program's Lua state is made ready: see sim_program.h.
#include <new>

#include "engine/cli/own_lua.h"
#include "engine/cli/sim_program.h"
#include "engine/lua.h"
#include "sim/network/host.h"
#include "sim/scenario/sim_module.h"

namespace coutil {
namespace {

// The Lua instructions between two times that they are paid for.
constexpr int kCountedInstructions = 1000;

char g_program_key;

SimProgram& program_of(void* data) { return *static_cast<SimProgram*>(data); }

// A null-terminated list on Lua's stack, good as long as that stands.
const char* const* push_environment(lua_State* L, const sim::ProcessSetup& setup) {
  const std::size_t count = setup.environment.size();
  auto** list = static_cast<const char**>(lua_newuserdatauv(L, (count + 1) * sizeof(char*), 0));
  for (std::size_t i = 0; i < count; ++i) list[i] = setup.environment[i].c_str();
  list[count] = nullptr;
  return list;
}

void write_output(void* data, OutputStream stream, std::string_view text) {
  trace_print(program_of(data).L, text);
  write_to_standard_stream(stream, text);
}

void report_collection(void* data, std::size_t before, std::size_t after) {
  trace_collection(program_of(data).L, static_cast<std::int64_t>(before), static_cast<std::int64_t>(after));
}

void close_in_sandbox(lua_State* L, SimProgram& program, void (*exit)(void*, int, bool)) {
  SandboxOptions sandbox = sandbox_options(program.run);
  const sim::ProcessSetup& setup = program.process.setup();
  sandbox.files = program.process.host().files;
  for (std::size_t i = 0; i < 3; ++i) sandbox.standard_files[i] = setup.standard_files[i];
  sandbox.working_folder = setup.folder;
  sandbox.environment = push_environment(L, setup);
  sandbox.seed = program.seed;
  sandbox.read_clock_ns = [](void* data) { return program_of(data).backend->read_clock_ns(); };
  sandbox.read_wall_clock_ns = [](void* data) { return program_of(data).backend->read_wall_clock_ns(); };
  sandbox.output = write_output;
  sandbox.end_program = exit;
  sandbox.may_end = [](void* data) {  // not while the loop calls one of its functions
    const sim::Process& process = program_of(data).process;
    return process.table()->running() == &process;
  };
  sandbox.clock_data = sandbox.output_data = sandbox.end_data = &program;
  install_sandbox(L, sandbox);
  lua_pop(L, 1);
}

void open_engine_of(lua_State* L, SimProgram& program) {
  Options engine;
  engine.backend = program.backend;
  engine.memory = &program.process.heap;
  engine.own_lua = &kOwnLua;
  engine.watch = true;
  engine.recording = program.run.recording;
  engine.keeps_recording = program.run.options->limits.confined;
  engine.ids = program.run.trace_ids;
  engine.program = program.process.setup().name;
  engine.started_by = program.process.setup().started_by;
  engine.file_number = io_file_number;
  const sim::Host& host = program.process.host();
  if (program.run.names(host) || !is_first(program.process)) engine.pid = program.process.pid();
  if (program.run.names(host)) engine.trace_host = static_cast<HostId>(host.number());
  program.engine = open_engine(L, engine);
}

// Finalizers run at the boundaries of steps only, so that they repeat.
void open_collector(lua_State* L, SimProgram& program) {
  void* place = lua_newuserdatauv(L, sizeof(StepCollector), 0);
  luaL_ref(L, LUA_REGISTRYINDEX);
  program.collector = new (place) StepCollector(L, StepCollector::Options{report_collection, &program});
  const auto collect = [](void* data) { program_of(data).collector->collect_if_due(program_of(data).L); };
  program.backend->set_step_hook(collect, &program);
}

void open_sim(lua_State* L, SimProgram& program) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushlightuserdata(L, &program);
  const auto open = [](lua_State* state) {
    SimProgram& self = program_of(lua_touserdata(state, lua_upvalueindex(1)));
    return sim::open_sim_module(state, *self.run.scenario, &self.process);
  };
  lua_pushcclosure(L, open, 1);
  lua_setfield(L, -2, "coutil.sim");
  lua_pop(L, 1);
}

// What the program computes takes time: it goes on later, and what comes meanwhile waits for it.
void pay_for_instructions(lua_State* L, lua_Debug*) {
  count_instructions(L, kCountedInstructions);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_program_key);
  SimProgram& program = program_of(lua_touserdata(L, -1));
  lua_pop(L, 1);
  program.backend->spend_ns(program.run.options->cpu_cost_ns * kCountedInstructions);
}

}  // namespace

SandboxOptions sandbox_options(const SimRun& run) {
  SandboxOptions options;
  options.seed = run.options->seed;
  options.allowed_c_modules = run.c_modules;
  options.c_module_path = run.c_module_path;
  options.confined = run.options->limits.confined;
  return options;
}

void set_up_program(lua_State* L, SimProgram& program,
                    void (*exit)(void* program, int exit_code, bool close)) {
  close_in_sandbox(L, program, exit);
  open_engine_of(L, program);
  open_collector(L, program);
  open_sim(L, program);
  const RunOptions& options = *program.run.options;
  if (options.cpu_cost_ns > 0) {
    lua_pushlightuserdata(L, &program);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &g_program_key);
    lua_sethook(L, pay_for_instructions, LUA_MASKCOUNT, kCountedInstructions);
  }
  if (options.limits.instructions > 0) limit_instructions(L, options.limits, kCountedInstructions);
}

}  // namespace coutil
