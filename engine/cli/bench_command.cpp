// `coutil bench`: see the header. On the real backend in a plain state, in virtual time inside a world.
#include "engine/cli/bench_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/cli/bench_script.h"
#include "engine/cli/own_lua.h"
#include "engine/coutil.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "real/real_backend.h"
#include "sim/lua_in_arena.h"
#include "sim/sim_backend.h"
#include "sim/world.h"

namespace coutil {
namespace {

struct Row {
  std::string name;
  double ns;
  double ratio;
};

struct Bench {
  const BenchOptions* options = nullptr;
  Backend* backend = nullptr;
  std::pmr::memory_resource* memory = nullptr;
  World* world = nullptr;
  Recording recording{TraceHeader{}};
  std::string trace_path;
  std::vector<Row> rows;
  std::string problem;
};

int now(lua_State* L) {
  auto time = std::chrono::steady_clock::now().time_since_epoch();
  lua_pushnumber(L, std::chrono::duration<double>(time).count());
  return 1;
}

int report(lua_State* L) {
  auto* bench = static_cast<Bench*>(lua_touserdata(L, lua_upvalueindex(1)));
  const char* name = luaL_checkstring(L, 1);
  bench->rows.push_back({name, luaL_checknumber(L, 2), luaL_checknumber(L, 3)});
  return 0;
}

int run_bench(lua_State* L) {
  auto* bench = static_cast<Bench*>(lua_touserdata(L, 1));
  lua_newtable(L);
  lua_getglobal(L, "coroutine");
  for (const char* name : {"create", "resume", "yield"}) {
    lua_getfield(L, -1, name);
    lua_setfield(L, -3, name);
  }
  lua_pop(L, 1);
  lua_setglobal(L, "stock");
  lua_register(L, "now", now);
  lua_pushlightuserdata(L, bench);
  lua_pushcclosure(L, report, 1);
  lua_setglobal(L, "report");
  lua_pushinteger(L, bench->options->rounds);
  lua_setglobal(L, "rounds");
  lua_pushstring(L, bench->trace_path.c_str());
  lua_setglobal(L, "trace_path");
  Options options;
  options.recording = &bench->recording;
  options.backend = bench->backend;
  options.memory = bench->memory;
  options.own_lua = &kOwnLua;
  options.watch = true;
  open_engine(L, options);
  if (luaL_loadbufferx(L, kBenchScript, std::char_traits<char>::length(kBenchScript), "=bench", "t") !=
      LUA_OK) {
    return lua_error(L);
  }
  lua_call(L, 0, 0);
  return 0;
}

void run_in_state(lua_State* L, Bench& bench) {
  lua_pushcfunction(L, run_bench);
  lua_pushlightuserdata(L, &bench);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) bench.problem = lua_tostring(L, -1);
  lua_close(L);
}

void live(void* data) {
  auto& bench = *static_cast<Bench*>(data);
  auto* strategy = bench.world->make<FifoStrategy>();
  bench.backend = bench.world->make<SimBackend>(*strategy, bench.world->arena().resource());
  bench.memory = bench.world->arena().resource();
  run_in_state(new_lua_in_arena(bench.world->arena()), bench);
}

std::string temporary_trace() {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  return (folder / ("coutil-bench-" + std::to_string(getpid()) + ".trace")).string();
}

void print_table(const char* backend, const Bench& bench) {
  std::printf("%-46s %10s %8s\n", backend, "ns", "ratio");
  for (const Row& row : bench.rows)
    std::printf("  %-44s %10.1f %8.2f\n", row.name.c_str(), row.ns, row.ratio);
}

}  // namespace

void describe_bench(CLI::App& command, BenchOptions& options) {
  command
      .add_option("--rounds", options.rounds, "how often each row is measured; the median counts (default 5)")
      ->check(CLI::Range(1, 99));
  command.add_flag("--json", options.json, "for programs");
}

int bench_command(const BenchOptions& options) {
  const std::string trace_path = temporary_trace();
  Bench real;
  real.options = &options;
  real.memory = std::pmr::new_delete_resource();
  real.trace_path = trace_path;
  RealBackend backend;
  real.backend = &backend;
  lua_State* L = luaL_newstate();
  luaL_openlibs(L);
  run_in_state(L, real);
  World world;
  Bench sim;
  sim.options = &options;
  sim.world = &world;
  sim.trace_path = trace_path;
  world.run(live, &sim);
  std::error_code ignored;
  std::filesystem::remove(trace_path, ignored);
  if (!real.problem.empty() || !sim.problem.empty()) {
    std::fprintf(stderr, "coutil: the benchmark failed: %s%s\n", real.problem.c_str(), sim.problem.c_str());
    return 1;
  }
  if (!options.json) {
    std::printf("Ratios to a bare coroutine.resume and yield of the same run, medians of %d.\n",
                options.rounds);
    print_table("real", real);
    print_table("sim", sim);
    return 0;
  }
  nlohmann::ordered_json answer;
  for (const auto& [name, bench] : {std::pair{"real", &real}, {"sim", &sim}}) {
    for (const Row& row : bench->rows) {
      answer[name].push_back({{"name", row.name}, {"ns", row.ns}, {"ratio", row.ratio}});
    }
  }
  std::printf("%s\n", answer.dump(1).c_str());
  return 0;
}

}  // namespace coutil
