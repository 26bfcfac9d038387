// A whole program that embeds coutil: it opens a Lua state, opens the engine over the machine's backend, runs
// a Lua text with two coroutines, and hears of what went wrong in them. Nothing of it is a test but that
// ctest compares what it prints.
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "engine/coutil.h"

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
}

namespace {

constexpr std::string_view kProgram = R"lua(
local event = require "coutil.event"
local system = require "coutil.system"

coroutine.wrap(function()
  local _, word = event.await("greeting")
  print("heard " .. word)
  event.await("an answer")
end)()

coroutine.wrap(function()
  system.pause(0.01)
  event.emitone("greeting", "hello")
  system.pause(0.01)
  error("this one fails")
end)()

system.run()
print("nobody is scheduled any more")
)lua";

// What the engine has to tell people: errors of coroutines that it resumed, who is stuck, who is left
// waiting.
void on_report(void* context, std::string_view text) { static_cast<std::string*>(context)->append(text); }

// Called protected: what Lua raises in here ends up in run_program's message, and nothing with a destructor
// is alive.
int open_and_run(lua_State* L) {
  luaL_openlibs(L);
  coutil::open_engine(L, *static_cast<const coutil::Options*>(lua_touserdata(L, 1)));
  if (luaL_loadbuffer(L, kProgram.data(), kProgram.size(), "=greeting.lua") != LUA_OK) return lua_error(L);
  lua_call(L, 0, 0);
  return 0;
}

bool run_program(lua_State* L, coutil::Options& options) {
  lua_pushcfunction(L, open_and_run);
  lua_pushlightuserdata(L, &options);
  if (lua_pcall(L, 1, 0, 0) == LUA_OK) return true;
  const char* message = lua_tostring(L, -1);
  std::printf("the program raised: %s\n", message != nullptr ? message : "(an error that is no text)");
  return false;
}

}  // namespace

int main() {
  std::string report;
  std::unique_ptr<coutil::Backend> backend = coutil::make_real_backend();  // outlives the Lua state
  coutil::Options options;
  options.backend = backend.get();
  options.report = on_report;
  options.report_context = &report;

  lua_State* L = luaL_newstate();
  if (L == nullptr) return 1;
  bool well = run_program(L, options);
  coutil::Outcome outcome = coutil::finish_program(L);
  lua_close(L);

  std::printf("errors %lld, waiting %lld, stuck %s\n", static_cast<long long>(outcome.errors),
              static_cast<long long>(outcome.waiting), outcome.stuck ? "yes" : "no");
  std::printf("the engine reported:\n%s", report.c_str());
  return well ? 0 : 1;
}
