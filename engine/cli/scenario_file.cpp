// The scenario's file: see the header.
#include "engine/cli/scenario_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/cli/sim_program.h"
#include "engine/lua.h"
#include "sim/files/file_system.h"
#include "sim/lua_in_arena.h"
#include "sim/network/network.h"
#include "sim/scenario/sim_module.h"
#include "sim/step_collector.h"
#include "sim/world.h"

namespace coutil {
namespace {

struct ScenarioFile {
  SimRun* run;
  lua_State* L;
  sim::FileSystem* files;
  const char* name;
};

ScenarioFile& file_of(void* data) { return *static_cast<ScenarioFile*>(data); }

void set_up(lua_State* L, ScenarioFile& file) {
  SandboxOptions sandbox = sandbox_options(*file.run);
  sandbox.files = file.files;
  sandbox.read_clock_ns = [](void* data) { return file_of(data).run->network->agenda().now_ns(); };
  sandbox.end_program = [](void*, int, bool) {};
  sandbox.may_end = [](void*) { return false; };
  sandbox.clock_data = sandbox.end_data = &file;
  install_sandbox(L, sandbox);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushlightuserdata(L, &file);
  const auto open = [](lua_State* state) {
    const ScenarioFile& self = file_of(lua_touserdata(state, lua_upvalueindex(1)));
    return sim::open_sim_module(state, *self.run->scenario, nullptr);
  };
  lua_pushcclosure(L, open, 1);
  lua_setfield(L, -2, "coutil.sim");
  lua_settop(L, 0);
  new (lua_newuserdatauv(L, sizeof(StepCollector), 0)) StepCollector(L, {});
  luaL_ref(L, LUA_REGISTRYINDEX);
}

int run_protected(lua_State* L) {
  auto& file = *static_cast<ScenarioFile*>(lua_touserdata(L, 1));
  set_up(L, file);
  if (load_script(L, file.name) != LUA_OK) return lua_error(L);
  lua_call(L, 0, 0);
  return 0;
}

}  // namespace

// All of it stays as long as the world, whose arena it lies in.
std::string run_scenario_file(SimRun& run) {
  const std::filesystem::path path = run.options->scenario;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    return fmt::format("can't read the scenario {}: {}", path.string(),
                       error ? error.message() : "it is no file; name a Lua file");
  const std::string parent = path.parent_path().string();
  auto* folder = run.world->make<ScriptFolder>();
  if (!folder->open(parent.empty() ? "." : parent.c_str()))
    return fmt::format("the scenario's folder '{}' can't be used: {}", parent, std::strerror(errno));
  std::pmr::memory_resource* memory = run.world->arena().resource();
  auto* file = run.world->make<ScenarioFile>(
      ScenarioFile{&run, new_lua_in_arena(run.world->arena()), nullptr, nullptr});
  if (file->L == nullptr) return "not enough memory for the scenario's Lua state";
  file->files = run.world->make<sim::FileSystem>(memory, folder);
  const std::string name = path.filename().string();
  file->name = name.c_str();
  lua_pushcfunction(file->L, run_protected);
  lua_pushlightuserdata(file->L, file);
  const int status = lua_pcall(file->L, 1, 0, 0);
  file->name = nullptr;
  if (status == LUA_OK) return "";
  const char* message = lua_tostring(file->L, -1);
  return message != nullptr ? message : "the scenario raised an error that is no text";
}

}  // namespace coutil
