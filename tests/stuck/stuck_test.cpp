// Random programs that lock, wait, end and are closed in every order, and after each operation the question
// who was reported stuck: exactly those of whom the graph of waits says so, no sooner and no later. The
// coroutines ask this file what to do next, so it knows what they do before the engine does.
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/coutil.h"
#include "engine/lua.h"
#include "sim/sim_backend.h"
#include "sim/strategy.h"
#include "tests/catch.h"
#include "tests/stuck/wait_graph.h"

namespace coutil {
namespace {

constexpr char kProgram[] = R"lua(
  local ask, done, count, mutexes = ...
  local event, mutex, promise = require "coutil.event", require "coutil.mutex", require "coutil.promise"
  local system, trace = require "coutil.system", require "coutil.trace"
  trace.onerror(function() end)
  local coroutines = {}
  local names = {"first", "second", {}}
  local values = {}
  for i = 0, mutexes - 1 do
    values[i] = i % 3 == 0 and "m" .. i or i % 3 == 1 and {} or promise.create()
    trace.name(values[i], "m" .. i)
  end
  local acts = {
    lock = function(m) mutex.lock(values[m]) end,
    unlock = function(m) mutex.unlock(values[m]) end,
    emitone = function(m) event.emitone(values[m]) end,
    emitall = function(m) event.emitall(values[m]) end,
    awaitmutex = function(m) event.await(values[m]) end,
    emit = function(e) event.emitall(names[e]) end,
    await = function(e) event.await(names[e]) end,
    awaitany = function(e) event.awaitany(names[e], "other") end,
    awaitall = function(e) event.awaitall(names[e], "first") end,
    pause = function(d) system.pause((d - 1) / 1000) end,
    run = function() system.run("ready") end,
    yield = function() coroutine.yield() end,
    claim = function(m) if type(values[m]) == "function" then values[m]() end end,
    resume = function(c) coroutine.resume(coroutines[c], "by hand") end,
    close = function(c) coroutine.close(coroutines[c]) end,
    collect = function() collectgarbage() end,
  }
  local function live(id)
    while true do
      local act, what = ask(id)
      if act == "end" then return end
      if act == "error" then error(what % 2 == 0 and "an error" or {}) end
      done(id, select(2, pcall(acts[act], what)))
    end
  end
  for id = 1, count do
    coroutines[id] = coroutine.create(function() live(id) end)
    trace.name(coroutines[id], "c" .. id)
  end
  ask(0, coroutines)
  live(0)
)lua";

struct Act {
  const char* name;
  int what;
};

struct Program {
  Program(unsigned seed, bool watched)
      : random(seed),
        watch(watched),
        count(2 + random() % 6),
        mutexes(1 + random() % 4),
        acts_left(20 + random() % 60),
        graph(count, mutexes),
        threads(count + 1, nullptr) {}

  std::mt19937 random;
  bool watch;
  int count;
  int mutexes;
  int acts_left;
  WaitGraph graph;
  std::vector<lua_State*> threads;
  std::set<int> reported;
  std::set<int> locks_to_finish;  // who called lock and did not come back
  std::string problem;
  std::string report;
  std::ostringstream log;
  std::size_t verdicts = 0;

  int pick(int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); }

  void fail(const std::string& what) {
    if (problem.empty()) problem = what + "\n" + log.str() + report;
  }

  // What was said must hold at this very moment.
  void hear(std::string_view text) {
    report += text;
    if (text.find("coutil: stuck at") != 0) return;
    const std::set<int> stuck = graph.stuck();
    std::istringstream lines{std::string(text)};
    std::string line;
    std::getline(lines, line);
    const bool circle = line.find("in a circle") != std::string::npos;
    std::set<int> owners;
    std::set<int> waiters;
    while (std::getline(lines, line)) {
      int who = 0;
      int mutex = -1;
      if (std::sscanf(line.c_str(), "  c%d (", &who) != 1) return fail("no name in: " + line);
      const std::size_t name = line.find("mutex ");
      if (name != std::string::npos) mutex = std::atoi(line.c_str() + line.find('m', name + 6) + 1);
      if (stuck.count(who) == 0) fail("a false alarm: " + line);
      if (!reported.insert(who).second) fail("said twice: " + line);
      if (mutex != graph.awaited(who)) return fail("another mutex than it waits for: " + line);
      const int owner = graph.owner(mutex);
      const std::string held =
          owner == 0 ? "held by the main program" : "held by c" + std::to_string(owner) + " (";
      if (line.find(held) == std::string::npos) fail("another owner: " + line);
      const bool ended = line.find("which ended without unlocking it") != std::string::npos;
      if (ended != graph.ended(owner)) fail("whether the owner ended: " + line);
      owners.insert(owner);
      waiters.insert(who);
      ++verdicts;
    }
    if (circle != (owners == waiters)) fail("whether it is a circle");
  }

  // Between two operations: all who are stuck were reported. Where nobody watches the program's own resumes,
  // an end may be noticed later.
  void compare(const char* when, bool complete) {
    std::set<int> said;
    for (int who : reported) {
      if (!graph.ended(who)) said.insert(who);
    }
    const std::set<int> stuck = graph.stuck();
    if (!complete) return;
    if (said != stuck) {
      std::string text = std::string("reported and stuck differ ") + when + ": reported";
      for (int who : said) text += " c" + std::to_string(who);
      text += ", stuck";
      for (int who : stuck) text += " c" + std::to_string(who);
      fail(text);
    }
  }

  bool suspended(int who) const {
    if (graph.ended(who)) return false;
    lua_Debug info;
    int status = lua_status(threads[who]);
    return status == LUA_YIELD || (status == LUA_OK && lua_getstack(threads[who], 0, &info) == 0);
  }

  // The coroutine is about to do it: the graph knows before the engine.
  void tell_graph(int who, const Act& act) {
    const std::string_view name = act.name;
    if (name == "lock") {
      graph.lock(who, act.what);
      locks_to_finish.insert(who);
    } else if (name == "unlock") {
      graph.unlock(act.what);
    } else if (name == "end" || name == "error") {
      graph.end(who);
    } else if (name == "close") {
      graph.end(act.what);
    }
  }

  bool possible(int who, const Act& act) {
    const std::string_view name = act.name;
    if (name == "lock") {
      if (graph.owner(act.what) == who) return false;
      return who != 0 || graph.owner(act.what) == WaitGraph::kNobody;
    }
    if (name == "unlock") return graph.owner(act.what) == who;
    if (name == "resume" || name == "close") return act.what != who && suspended(act.what);
    return true;
  }

  Act choose(int who) {
    static constexpr const char* kSuspending[] = {"lock",     "lock",  "lock",      "lock",
                                                  "yield",    "await", "pause",     "awaitany",
                                                  "awaitall", "claim", "awaitmutex"};
    static constexpr const char* kOther[] = {"unlock", "unlock", "emit",    "emitone", "emitall", "resume",
                                             "resume", "close",  "collect", "end",     "error"};
    static constexpr const char* kMain[] = {"lock",   "unlock",  "emit",   "emitone", "emitall", "close",
                                            "run",    "collect", "resume", "resume",  "resume",  "resume",
                                            "resume", "resume",  "resume", "resume"};
    if (--acts_left < 0) return {who == 0 ? "end" : "yield", 0};
    for (int tries = 0; tries < 30; ++tries) {
      Act act{nullptr, 0};
      if (who == 0) {
        act.name = kMain[random() % std::size(kMain)];
      } else {
        act.name = random() % 5 < 3 ? kSuspending[random() % std::size(kSuspending)]
                                    : kOther[random() % std::size(kOther)];
      }
      const std::string_view name = act.name;
      const bool of_mutex = name == "lock" || name == "unlock" || name == "emitone" || name == "emitall" ||
                            name == "claim" || name == "awaitmutex";
      act.what = name == "resume" || name == "close" ? 1 + pick(count)
                 : of_mutex                          ? pick(mutexes)
                                                     : 1 + pick(3);
      if ((name == "end" || name == "error" || name == "close") && pick(3) != 0) continue;
      if (possible(who, act)) return act;
    }
    return {who == 0 ? "collect" : "yield", 1};
  }
};

Program& program_of(lua_State* L) { return *static_cast<Program*>(lua_touserdata(L, lua_upvalueindex(1))); }

// ask(id): what the coroutine is to do. ask(0, coroutines) comes first.
int ask(lua_State* L) {
  Program& program = program_of(L);
  const int who = static_cast<int>(lua_tointeger(L, 1));
  if (lua_istable(L, 2)) {
    for (int i = 1; i <= program.count; ++i) {
      lua_rawgeti(L, 2, i);
      program.threads[i] = lua_tothread(L, -1);
      lua_pop(L, 1);
    }
    return 0;
  }
  const Act act = program.choose(who);
  program.log << "c" << who << " " << act.name << " " << act.what << "\n";
  if (who != 0 || act.name != std::string_view("end")) program.tell_graph(who, act);
  lua_pushstring(L, act.name);
  lua_pushinteger(L, act.what);
  return 2;
}

// done(id [, error]): the coroutine goes on after what it did.
int done(lua_State* L) {
  Program& program = program_of(L);
  const int who = static_cast<int>(lua_tointeger(L, 1));
  if (!lua_isnoneornil(L, 2))
    program.fail(std::string("an operation raised: ") + luaL_tolstring(L, 2, nullptr));
  if (program.locks_to_finish.erase(who) > 0 && program.graph.locking(who)) {
    program.fail("c" + std::to_string(who) + " came out of lock without the mutex");
  }
  program.compare("after an operation", program.watch);
  return 0;
}

int open_and_live(lua_State* L) {
  auto& program = *static_cast<Program*>(lua_touserdata(L, 1));
  luaL_openlibs(L);
  open_engine(L, *static_cast<const Options*>(lua_touserdata(L, 2)));
  if (luaL_loadbufferx(L, kProgram, sizeof kProgram - 1, "=program", "t") != LUA_OK) return lua_error(L);
  for (lua_CFunction function : {ask, done}) {
    lua_pushlightuserdata(L, &program);
    lua_pushcclosure(L, function, 1);
  }
  lua_pushinteger(L, program.count);
  lua_pushinteger(L, program.mutexes);
  lua_call(L, 4, 0);
  return 0;
}

void run_program(Program& program) {
  FifoStrategy strategy;
  SimBackend backend(strategy);
  Options options;
  options.backend = &backend;
  options.watch = program.watch;
  options.report = [](void* context, std::string_view text) { static_cast<Program*>(context)->hear(text); };
  options.report_context = &program;
  lua_State* L = luaL_newstate();
  lua_pushcfunction(L, open_and_live);
  lua_pushlightuserdata(L, &program);
  lua_pushlightuserdata(L, &options);
  if (lua_pcall(L, 2, 0, 0) != LUA_OK) program.fail(std::string("it raised: ") + lua_tostring(L, -1));
  program.compare("before the main program ends", program.watch);
  program.graph.end(0);
  const Outcome outcome = finish_program(L);
  program.compare("when the main program ended", true);
  if (outcome.stuck != !program.reported.empty()) program.fail("the outcome says otherwise");
  lua_close(L);
}

#ifdef COUTIL_TEST_FEWER
constexpr unsigned kPrograms = 600;
#else
constexpr unsigned kPrograms = 5000;
#endif

void run_all(unsigned first, bool watch) {
  std::size_t verdicts = 0;
  for (unsigned seed = first; seed < first + kPrograms; ++seed) {
    Program program(seed, watch);
    run_program(program);
    verdicts += program.verdicts;
    if (program.problem.empty()) continue;
    FAIL("seed " << seed << ": " << program.problem);
  }
  CHECK(verdicts > kPrograms / 4);  // else the programs are too tame
}

}  // namespace

TEST_CASE("who can never get a mutex is reported at the step at which that comes true, and nobody else") {
  run_all(1, true);
}

TEST_CASE("in a host that watches nothing there is no false alarm either, and nobody is missed at the end") {
  run_all(1000001, false);
}

}  // namespace coutil
