// Runs Lua programs in worlds of their own. Everything that comes out is copied while the world is there.
#include "tests/sim/lua_world.h"

#include <cerrno>
#include <cstring>

#include "sim/files/file_system.h"

namespace coutil {
namespace {

// In the arena, but for the texts of LuaRun.
struct Stage {
  explicit Stage(World& in, LuaRun& of, const std::string& text)
      : world(&in), run(&of), program(&text), backend(strategy, in.arena().resource()) {}
  World* world;
  LuaRun* run;
  const std::string* program;
  FifoStrategy strategy;
  SimBackend backend;
  StepCollector* collector = nullptr;
  sim::FileSystem* files = nullptr;
};

void write(void* data, OutputStream stream, std::string_view text) {
  LuaRun& run = *static_cast<Stage*>(data)->run;
  (stream == OutputStream::kStdout ? run.out : run.err).append(text);
}

TimeNs read_clock_ns(void* data) { return static_cast<Stage*>(data)->backend.read_clock_ns(); }

void end_program(void* data, int exit_code, bool) { static_cast<Stage*>(data)->world->abandon(exit_code); }

int boundary(lua_State* state) {
  static_cast<Stage*>(lua_touserdata(state, lua_upvalueindex(1)))->collector->collect_if_due(state);
  return 0;
}

int set_up(lua_State* state) {
  auto& stage = *static_cast<Stage*>(lua_touserdata(state, 1));
  SandboxOptions options;
  options.files = stage.files;
  options.seed = stage.run->seed;
  options.read_clock_ns = &read_clock_ns;
  options.output = &write;
  options.end_program = &end_program;
  options.clock_data = options.output_data = options.end_data = &stage;
  options.allowed_c_modules = stage.run->allowed_c_modules;
  options.c_module_path = stage.run->c_module_path;
  install_sandbox(state, options);
  stage.collector = stage.world->make<StepCollector>(
      state, StepCollector::Options{nullptr, nullptr, stage.run->min_mark_bytes});
  lua_pushlightuserdata(state, &stage);
  lua_pushcclosure(state, &boundary, 1);
  lua_setglobal(state, "boundary");
  return 0;
}

int load(lua_State* state, const Stage& stage) {
  if (!stage.run->file.empty()) return load_script(state, stage.run->file.c_str());
  return luaL_loadbuffer(state, stage.program->data(), stage.program->size(), "=program");
}

void run_stage(void* data) {
  auto& stage = *static_cast<Stage*>(data);
  auto* folder = stage.world->make<ScriptFolder>();
  if (!folder->open(stage.run->folder.c_str())) {
    stage.run->error = std::strerror(errno);
    return;
  }
  stage.files = stage.world->make<sim::FileSystem>(stage.world->arena().resource(), folder);
  lua_State* state = new_lua_in_arena(stage.world->arena());
  lua_pushcfunction(state, &set_up);
  lua_pushlightuserdata(state, &stage);
  if (lua_pcall(state, 1, 0, 0) != LUA_OK || load(state, stage) != LUA_OK ||
      lua_pcall(state, 0, 0, 0) != LUA_OK) {
    stage.run->error = luaL_tolstring(state, -1, nullptr);
  }
  lua_close(state);
}

}  // namespace

LuaRun& LuaRun::run(const std::string& program) {
  out.clear();
  err.clear();
  error.clear();
  World world(heap_limit_bytes);
  Stage* stage = world.make<Stage>(world, *this, program);
  state = world.run(&run_stage, stage);
  exit_code = world.exit_code();
  now_ns = stage->backend.clock_ns();
  used_bytes = world.arena().used_bytes();
  return *this;
}

std::string printed(const std::string& program) {
  LuaRun run;
  run.run(program);
  if (run.state != WorldState::kEnded) run.error += " (did not end)";
  return run.error.empty() ? run.out + run.err : run.out + "error: " + run.error;
}

std::string error_of(const std::string& program) {
  LuaRun run;
  run.run(program);
  const std::size_t colon = run.error.find(": ");
  return run.error.starts_with("program:") ? run.error.substr(colon + 2) : run.error;
}

}  // namespace coutil
