// The host of a script on the real backend: a Lua state with a random hash seed, libuv beneath.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>

#include "engine/cli/host.h"
#include "engine/cli/no_world.h"
#include "engine/cli/own_lua.h"
#include "engine/lua.h"
#include "engine/lua/lua_hooks.h"
#include "real/real_backend.h"

namespace coutil {
namespace {

struct RealRun {
  const Script* script;
  Options engine;
  HostResult* result;
  const std::function<void()>* leave;
  lua_Integer seeds[2];  // of math.random
};

// Lua's own seed is a time and an address, and both may be the same in two runs.
void seed_random(lua_State* L, const lua_Integer (&seeds)[2]) {
  lua_getglobal(L, LUA_MATHLIBNAME);
  lua_getfield(L, -1, "randomseed");
  for (const lua_Integer seed : seeds) lua_pushinteger(L, seed);
  lua_call(L, 2, 0);
  lua_pop(L, 1);
}

void leave(const std::function<void()>& steps) noexcept {
  try {
    steps();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coutil: %s\n", error.what());
  }
}

// os.exit ([code [, close]]): the recording gets its end, and people what they asked to see of it, before the
// process goes.
int exit_program(lua_State* L) {
  if (!lua_isboolean(L, 1)) luaL_optinteger(L, 1, 0);  // raises what os.exit would raise
  abandon_program(L);
  leave(*static_cast<const std::function<void()>*>(lua_touserdata(L, lua_upvalueindex(2))));
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 0);
  return 0;
}

void watch_exit(lua_State* L, const std::function<void()>* leave) {
  lua_getglobal(L, "os");
  lua_getfield(L, -1, "exit");
  lua_pushlightuserdata(L, const_cast<std::function<void()>*>(leave));
  lua_pushcclosure(L, exit_program, 2);
  lua_setfield(L, -2, "exit");
  lua_pop(L, 1);
}

// Protected: an error here is one of memory, or the script does not compile.
int run_script(lua_State* L) {
  auto& [script, engine, result, leave, seeds] = *static_cast<RealRun*>(lua_touserdata(L, 1));
  luaL_openlibs(L);
  seed_random(L, seeds);
  open_engine(L, engine);
  watch_exit(L, leave);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, refuse_sim);
  lua_setfield(L, -2, "coutil.sim");
  lua_pop(L, 1);
  push_arguments(L, *script, script->path.c_str());
  lua_pushfstring(L, "@%s", script->path.c_str());
  const char* text = script->text.data();
  std::size_t length = script->text.size();
  if (length > 0 && text[0] == '#') {  // a first line for the shell; its line end stays, for line numbers
    while (length > 0 && *text != '\n') ++text, --length;
  }
  if (luaL_loadbufferx(L, text, length, lua_tostring(L, -1), nullptr) != LUA_OK) return lua_error(L);
  result->ran = true;
  result->raised = !call_main_chunk(L, *script);
  if (result->raised) std::fprintf(stderr, "coutil: %s\n", lua_tostring(L, -1));
  return 0;
}

}  // namespace

HostResult run_on_real(const Script& script, Recording* recording, const std::function<void()>& leave) {
  HostResult result;
  std::random_device random;
  coutil_lua_hash_seed = random();
  coutil_lua_sort_pivot = random();
  lua_State* L = luaL_newstate();
  if (L == nullptr) {
    result.problem = "not enough memory for a Lua state";
    return result;
  }
  try {
    RealBackend backend;
    RealRun run{&script, {}, &result, &leave, {random(), random()}};
    run.engine.backend = &backend;
    run.engine.own_lua = &kOwnLua;
    run.engine.watch = true;
    run.engine.recording = recording;
    lua_pushcfunction(L, run_script);
    lua_pushlightuserdata(L, &run);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
      const char* message = lua_tostring(L, -1);
      result.problem = message != nullptr ? message : "an error that is no text";
      lua_pop(L, 1);
    }
    if (result.ran) result.outcome = finish_program(L, &result.problem);
    lua_close(L);
  } catch (const std::exception& error) {
    result.problem = error.what();
  }
  return result;
}

}  // namespace coutil
