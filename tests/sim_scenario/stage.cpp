// Plays scenarios: see the header. Programs live in their process's memory, as under the command line.
#include "tests/sim_scenario/stage.h"

#include <fmt/format.h>

#include "sim/files/file_system.h"
#include "sim/lua_in_arena.h"
#include "sim/lua_sandbox.h"
#include "sim/scenario/sim_module.h"

namespace coutil::sim {
namespace {

// What a Lua state's functions need, in the registry.
struct Actor {
  Stage* stage;
  Process* process;
};

Actor& actor_of(lua_State* L) { return *static_cast<Actor*>(lua_touserdata(L, lua_upvalueindex(1))); }

std::string names(std::span<Host* const> hosts) {
  std::string text;
  for (const Host* host : hosts) text.append(text.empty() ? "" : ",").append(host->name());
  return text;
}

TimeNs read_clock_ns(void* data) {
  auto& actor = *static_cast<Actor*>(data);
  const TimeNs now_ns = actor.stage->network().agenda().now_ns();
  return actor.process != nullptr ? actor.process->host().clock.wall_ns(now_ns) : now_ns;
}

void end_program(void* data, int exit_code, bool) {
  auto& actor = *static_cast<Actor*>(data);
  actor.stage->scenario().end_program(*actor.process);
  actor.stage->scenario().forget(*actor.process);
  actor.stage->table().exit(*actor.process, exit_code);
}

int add_traceback(lua_State* L) {
  luaL_traceback(L, L, luaL_tolstring(L, 1, nullptr), 1);
  return 1;
}

}  // namespace

Stage::Stage(std::uint64_t seed, const std::string& folder)
    : seed_(seed), folder_(world_.make<ScriptFolder>()) {
  folder_->open(folder.c_str());
  network_ = world_.make<Network>(world_.arena().resource(), seed);
  table_ = world_.make<ProcessTable>(world_, *network_, *this, seed);
  scenario_ = world_.make<Scenario>(*table_, *this, ScenarioOptions{"script.lua", {}, seed});
  scenario_->faults().set_observer(this);
  table_->set_finder(&scenario_->programs());
  table_->set_observer([](void* scenario) { static_cast<Scenario*>(scenario)->check(); }, scenario_);
}

std::string Stage::play(const std::string& scenario, const std::string& script) {
  text_ = &scenario;
  script_ = &script;
  lua_State* L = own_ = make_state(&Arena::lua_alloc, &world_.arena(), nullptr);
  lua_pushcfunction(L, &run_scenario);
  lua_pushlightuserdata(L, this);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) return log_ + "error: " + lua_tostring(L, -1) + "\n";
  if (const char* wrong = scenario_->boot()) return log_ + "error: " + wrong + "\n";
  table_->run();
  if (const Broken* broken = scenario_->broken()) {
    log_ += fmt::format("broken at {} ({}): {}\n", static_cast<double>(broken->time_ns) / 1e9,
                        std::string_view(broken->position), std::string_view(broken->text));
  }
  return log_;
}

int Stage::run_scenario(lua_State* L) {
  const std::string& text = *static_cast<Stage*>(lua_touserdata(L, 1))->text_;
  if (luaL_loadbuffer(L, text.data(), text.size(), "@world.lua") != LUA_OK) lua_error(L);
  lua_call(L, 0, 0);
  return 0;
}

lua_State* Stage::make_state(lua_Alloc allocate, void* memory, Process* process) {
  lua_State* L = new_lua_in(allocate, memory);
  lua_pushcfunction(L, &set_up);
  lua_pushlightuserdata(L, this);
  lua_pushlightuserdata(L, process);
  if (lua_pcall(L, 2, 0, 0) != LUA_OK) log_ += fmt::format("error: {}\n", lua_tostring(L, -1));
  return L;
}

int Stage::set_up(lua_State* L) {
  auto* stage = static_cast<Stage*>(lua_touserdata(L, 1));
  auto* process = static_cast<Process*>(lua_touserdata(L, 2));
  auto* actor = static_cast<Actor*>(lua_newuserdatauv(L, sizeof(Actor), 0));
  *actor = {stage, process};
  luaL_ref(L, LUA_REGISTRYINDEX);
  if (process == nullptr || process->host().files != nullptr) {
    SandboxOptions options;
    options.files = process != nullptr
                        ? process->host().files
                        : stage->world_.make<FileSystem>(stage->network_->memory(), stage->folder_);
    options.read_clock_ns = &read_clock_ns;
    options.end_program = &end_program;
    options.clock_data = options.end_data = actor;
    install_sandbox(L, options);
  }
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  open_sim_module(L, *stage->scenario_, process);
  lua_setfield(L, -2, "coutil.sim");
  for (const luaL_Reg& function : {luaL_Reg{"sleep", &sleep}, luaL_Reg{"log", &log}}) {
    lua_pushlightuserdata(L, actor);
    lua_pushcclosure(L, function.func, 1);
    lua_setglobal(L, function.name);
  }
  return 0;
}

int Stage::sleep(lua_State* L) {
  const Actor& actor = actor_of(L);
  const TimeNs until_ns =
      actor.stage->network_->agenda().now_ns() + static_cast<TimeNs>(luaL_checknumber(L, 1) * 1e9);
  while (actor.stage->network_->agenda().now_ns() < until_ns)
    actor.stage->table_->wait(*actor.process, until_ns);
  return 0;
}

int Stage::log(lua_State* L) {
  Stage& stage = *actor_of(L).stage;
  stage.log_.append(luaL_checkstring(L, 1)).append("\n");
  return 0;
}

void Stage::add_files(Host& host) { host.files = network_->make<FileSystem>(network_->memory(), folder_); }

void Stage::boot(Host& host) {
  const HostPlan* plan = scenario_->plan_of(host);
  if (!plan->runs_script && plan->program == nullptr) return;
  ProcessSetup setup(network_->memory());
  setup.program = plan->program;
  setup.arguments = plan->arguments;
  setup.environment = plan->environment;
  Process& process = table_->start(host, nullptr, setup);
  if (plan->runs_script) table_->set_leading(process);
}

int Stage::run_program(lua_State* L) {
  auto* process = static_cast<Process*>(lua_touserdata(L, 1));
  const auto* stage = static_cast<Stage*>(lua_touserdata(L, 2));
  lua_settop(L, 0);
  lua_pushcfunction(L, &add_traceback);
  if (process->setup().program != nullptr) {
    push_program(L, *process->setup().program);
  } else {
    const std::string& text = *stage->script_;
    if (luaL_loadbuffer(L, text.data(), text.size(), "@script.lua") != LUA_OK) lua_error(L);
  }
  for (const auto& argument : process->setup().arguments) lua_pushstring(L, argument.c_str());
  if (lua_pcall(L, static_cast<int>(process->setup().arguments.size()), 1, 1) != LUA_OK) lua_error(L);
  return 1;
}

int Stage::run(Process& process) {
  lua_State* L = make_state(&ProcessHeap::lua_alloc, &process.heap, &process);
  lua_pushcfunction(L, &run_program);
  lua_pushlightuserdata(L, &process);
  lua_pushlightuserdata(L, this);
  const bool well = lua_pcall(L, 2, 1, 0) == LUA_OK;
  if (!well) log_ += fmt::format("error: {}\n", lua_tostring(L, -1));
  const int status = well && lua_isinteger(L, -1) ? static_cast<int>(lua_tointeger(L, -1)) : well ? 0 : 1;
  scenario_->end_program(process);
  lua_close(L);
  scenario_->forget(process);
  return status;
}

void Stage::discard(Process& process) noexcept { scenario_->forget(process); }

void Stage::fault(TimeNs now_ns, const Fault& fault) {
  std::string line = fmt::format("{} {}", static_cast<double>(now_ns) / 1e9, fault.what);
  if (!fault.hosts.empty()) line += " " + names(fault.hosts);
  if (!fault.others.empty()) line += (fault.one_way ? " -> " : " <-> ") + names(fault.others);
  if (!fault.text.empty()) line.append(" ").append(fault.text);
  faults_.push_back(line);
}

std::string played(const std::string& scenario, const std::string& script, std::uint64_t seed) {
  return Stage(seed).play(scenario, script);
}

}  // namespace coutil::sim
