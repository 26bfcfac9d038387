// The program chooses by itself what to do next, with numbers that it asks for here. What it may not do
// (unlock what it does not own, suspend the main program) it tries all the same, and goes on.
#include "tests/tracer_analysis/random_run.h"

#include <random>
#include <stdexcept>

#include "engine/coutil.h"
#include "engine/lua.h"
#include "engine/recording.h"
#include "engine/trace_memory_output.h"
#include "sim/sim_backend.h"
#include "sim/strategy.h"

namespace coutil::tracer::test {
namespace {

constexpr char kProgram[] = R"lua(
  local pick, count, mutexes = ...
  local event, mutex, promise = require "coutil.event", require "coutil.mutex", require "coutil.promise"
  local queued, system, trace = require "coutil.queued", require "coutil.system", require "coutil.trace"
  trace.onerror(function() end)
  local coroutines, m, e = {}, {}, {"first", "second", "third"}
  for i = 1, mutexes do m[i] = i % 3 == 0 and promise.create() or i % 3 == 1 and "m" .. i or {} end
  local function one(values) return values[pick(#values)] end
  local function other() return coroutines[pick(count)] end
  local acts = {
    function() mutex.lock(one(m)) end,
    function() mutex.lock(one(m)) end,
    function() mutex.lock(one(m)) end,
    function() local v = one(m) if mutex.ownlock(v) then mutex.unlock(v) end end,
    function() event.await(one(pick(3) == 1 and m or e)) end,
    function() event.awaitany(one(e), one(m)) end,
    function() event.awaitall(one(e), one(m), one(e)) end,
    function() event.emitall(one(e)) end,
    function() event.emitone(one(pick(3) == 1 and m or e)) end,
    function() event.emitall(one(m)) end,
    function() queued.emitone(one(e)) end,
    function() queued.await(one(e)) end,
    function() local v = one(m) if type(v) == "function" then v() end end,
    function() local v = one(m) if type(v) == "function" then promise.await(v) end end,
    function() system.pause(pick(2) / 1000) end,
    function() coroutine.yield() end,
    function() local c = other() if coroutine.status(c) == "suspended" then coroutine.resume(c) end end,
    function() local c = other() if coroutine.status(c) == "suspended" then coroutine.resume(c) end end,
    function() local c = other() if pick(3) == 1 and coroutine.status(c) == "suspended" then coroutine.close(c) end end,
    function() if pick(8) == 1 then coroutines[pick(count)] = coroutine.create(function() end) collectgarbage() end end,
  }
  local function live()
    while true do
      local act = pick(24)
      if act == 21 then return end
      if act == 22 and pick(2) == 1 then error("an error") end
      pcall(acts[act] or acts[1])
    end
  end
  for i = 1, count do coroutines[i] = coroutine.create(live) end
  for _ = 1, 6 + pick(10) do
    local c = other()
    if coroutine.status(c) == "suspended" then coroutine.resume(c) end
    if pick(4) == 1 then pcall(acts[pick(#acts)]) end
    if pick(3) == 1 then system.run("ready") end
  end
)lua";

struct Choices {
  std::mt19937 random;
  int left;  // then every coroutine yields, and the main program ends
};

// pick(n): 1..n.
int pick(lua_State* L) {
  auto* choices = static_cast<Choices*>(lua_touserdata(L, lua_upvalueindex(1)));
  if (--choices->left < 0) return luaL_error(L, "enough");
  lua_pushinteger(
      L, 1 + static_cast<lua_Integer>(choices->random() % static_cast<unsigned>(lua_tointeger(L, 1))));
  return 1;
}

struct Call {
  Choices* choices;
  const Options* options;
};

int open_and_run(lua_State* L) {
  const auto* call = static_cast<Call*>(lua_touserdata(L, 1));
  luaL_openlibs(L);
  open_engine(L, *call->options);
  if (luaL_loadbufferx(L, kProgram, sizeof kProgram - 1, "=program", "t") != LUA_OK) return lua_error(L);
  lua_pushlightuserdata(L, call->choices);
  lua_pushcclosure(L, pick, 1);
  lua_pushinteger(L, 2 + static_cast<lua_Integer>(call->choices->random() % 5));
  lua_pushinteger(L, 1 + static_cast<lua_Integer>(call->choices->random() % 4));
  lua_call(L, 3, 0);
  return 0;
}

}  // namespace

RandomRun run_random_program(unsigned seed) {
  Choices choices{std::mt19937(seed), 400};
  FifoStrategy strategy;
  SimBackend backend(strategy);
  TraceHeader header;
  header.backend = "sim";
  header.lua = "Lua 5.4";
  header.coutil = kVersion;
  header.script = "program";
  Recording recording(header);
  auto output = std::make_unique<TraceMemoryOutput>();
  const TraceMemoryOutput* bytes = output.get();
  recording.start(std::move(output), false);
  Options options;
  options.backend = &backend;
  options.recording = &recording;
  options.report = [](void*, std::string_view) {};
  lua_State* L = luaL_newstate();
  Call call{&choices, &options};
  lua_pushcfunction(L, open_and_run);
  lua_pushlightuserdata(L, &call);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    const std::string what = lua_tostring(L, -1);
    if (what.find("enough") == std::string::npos) throw std::runtime_error(what);
  }
  RandomRun run;
  run.stuck = finish_program(L).stuck;
  run.trace = bytes->bytes();
  lua_close(L);
  return run;
}

}  // namespace coutil::tracer::test
