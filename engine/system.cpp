// The module coutil.system: the one visible loop that resumes scheduled coroutines, and what schedules them.
#include <algorithm>
#include <cmath>
#include <new>
#include <vector>

#include "engine/modules.h"
#include "engine/operations.h"
#include "engine/system/address.h"
#include "engine/system/socket.h"
#include "engine/system/system_functions.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

char g_anchors_key;

enum class RunMode { kLoop, kStep, kReady };

// One call of system.run. Its functions raise Lua errors, so it holds nothing that needs a destructor.
class RunLoop {
 public:
  RunLoop(lua_State* L, Engine& engine) : L_(L), engine_(engine), scheduler_(engine.scheduler) {}

  void run(RunMode mode) {
    look(scheduler_.instant_ns);
    gives_turns_ = mode == RunMode::kLoop && !engine_.backend.has_step_boundaries();
    if (mode == RunMode::kLoop) {
      while (!engine_.halting && ensure_ready(true)) resume_round();
    } else if (ensure_ready(mode == RunMode::kStep)) {
      resume_batch();
    } else if (mode == RunMode::kReady) {
      engine_.backend.found_nothing_ready();
    }
    // The world hears that nobody waits for it any more.
    if (scheduler_.scheduled() == 0) look(scheduler_.instant_ns);
  }

 private:
  // Looks at the world, waiting until `until_ns` at the latest, and makes ready what is. False when nothing
  // can happen in it any more.
  bool look(TimeNs until_ns) {
    TimeNs now_ns = engine_.backend.wait_until(until_ns, engine_.operations.completed);
    engine_.world_stands_still = now_ns == kNever;
    if (engine_.world_stands_still) return false;
    scheduler_.instant_ns = now_ns;
    take_up();
    return true;
  }

  // Makes ready what is at the present instant.
  void take_up() {
    if (!scheduler_.expire_timers()) luaL_error(L_, "not enough memory");
    accept_completions(L_, engine_);
  }

  bool ensure_ready(bool wait) {
    for (;;) {
      if (scheduler_.drop_cancelled_oldest() > 0) return true;
      TimeNs due_ns = scheduler_.next_due_ns();
      // Who waited in its turn found others that come first.
      if (engine_.operations.completed.first != nullptr || due_ns <= scheduler_.instant_ns) {
        take_up();
        continue;
      }
      if (!wait || (due_ns == kNever && scheduler_.operations() == 0)) return false;
      if (!look(due_ns)) return false;
    }
  }

  // As many as are ready now; then what became ready meanwhile has its turn. A choice takes from all.
  void resume_round() {
    for (std::size_t left = scheduler_.ready_count(); left > 0 && !engine_.halting; --left) {
      if (!engine_.backend.chooses()) {
        if (scheduler_.ready_count() == 0) return;
        scheduler_.prefetch_next(engine_.prefetch_thread);
        resume(scheduler_.take_oldest());
        continue;
      }
      std::size_t count = scheduler_.count_up_to(scheduler_.last_order());
      if (count == 0) return;
      resume(choose(count));
    }
    // With nobody ready the wait that follows looks anyway.
    if (!engine_.halting && scheduler_.drop_cancelled_oldest() > 0) look(scheduler_.instant_ns);
  }

  // Those that are ready now, each once.
  void resume_batch() {
    std::uint64_t last = scheduler_.last_order();
    while (!engine_.halting) {
      std::size_t count = scheduler_.count_up_to(last);
      if (count == 0) return;
      resume(engine_.backend.chooses() ? choose(count) : scheduler_.take_oldest());
    }
  }

  // One of the `count` oldest, by the backend's choice.
  Coroutine* choose(std::size_t count) {
    if (count == 1) return scheduler_.take_oldest();
    auto* ids = static_cast<CoroutineId*>(lua_newuserdatauv(L_, count * sizeof(CoroutineId), 0));
    for (std::size_t i = 0; i < count; ++i) ids[i] = scheduler_.ready_at(i)->id;
    std::size_t index = engine_.backend.choose({ids, count});
    if (engine_.tracing != nullptr) engine_.tracing->picks({ids, count}, ids[index]);
    lua_pop(L_, 1);
    return scheduler_.take_at(index);
  }

  void resume(Coroutine* coroutine) {
    if (coroutine == nullptr) return;
    bool alive = can_resume(*coroutine);
    if (alive && engine_.tracing != nullptr) engine_.tracing->wakes_scheduled(coroutine);
    WaitKind wait = coroutine->wait;
    std::uint64_t serial = coroutine->wait_serial;
    scheduler_.taken();
    coroutine->wait = WaitKind::kNothing;
    coroutine->wait_serial = 0;
    if (alive) {
      coroutine->woken = true;
      int values = wait == WaitKind::kOperation ? 0 : 1;  // an operation gives its own
      if (values == 1) lua_pushboolean(coroutine->thread, 1);
      Coroutine* caller = engine_.current;
      engine_.current = nullptr;  // on behalf of nobody
      engine_.in_turn = gives_turns_ ? coroutine : nullptr;
      Engine::Resumed resumed = engine_.resume(L_, coroutine, values);
      engine_.in_turn = nullptr;
      engine_.current = caller;
      if (resumed == Engine::Resumed::kFailed) {
        coroutine->woken = false;
        coroutine->wait = wait;
        coroutine->wait_serial = serial;
        scheduler_.put_back(*coroutine);
        if (engine_.tracing != nullptr) engine_.tracing->awaits(coroutine);
        raise_too_deep(L_);
      }
    } else {
      drop_operation(L_, engine_, coroutine);
      if (engine_.tracing != nullptr) engine_.tracing->found_closed(coroutine);
    }
    if (!coroutine->scheduled()) release_scheduled(L_, engine_, coroutine, lua_upvalueindex(kAnchorsUpvalue));
    engine_.backend.step_boundary();
    if (engine_.tracing != nullptr) engine_.tracing->continue_segment(L_);
  }

  lua_State* L_;
  Engine& engine_;
  Scheduler& scheduler_;
  bool gives_turns_ = false;  // in which who waits need not suspend while nobody else goes on
};

struct Run {
  Engine* engine;
  RunMode mode;
};

// system.run ([mode])
int system_run(lua_State* L) {
  static constexpr const char* kModes[] = {"loop", "step", "ready", nullptr};
  Engine& engine = engine_of(L);
  auto mode = static_cast<RunMode>(luaL_checkoption(L, 1, "loop", kModes));
  if (engine.running) return luaL_error(L, "already running: system.run is called inside of system.run");
  lua_settop(L, 0);
  luaL_checkstack(L, 12, "coutil's loop");
  engine.self(L);  // time passes in here: it is now that a coroutine's moment can be noted
  // Protected only to leave `running` as it was; the error goes on to who called.
  for (int i = 1; i <= kModuleUpvalues; ++i) lua_pushvalue(L, lua_upvalueindex(i));
  lua_pushcclosure(
      L,
      [](lua_State* state) {
        auto* run = static_cast<Run*>(lua_touserdata(state, 1));
        RunLoop(state, *run->engine).run(run->mode);
        return 0;
      },
      kModuleUpvalues);
  Run run{&engine, mode};
  lua_pushlightuserdata(L, &run);
  engine.running = true;  // from here on nothing but the call can raise an error
  engine.halting = false;
  int status = lua_pcall(L, 1, 0, 0);
  engine.running = false;
  engine.halting = false;
  engine.in_turn = nullptr;
  if (status != LUA_OK) return lua_error(L);
  lua_pushboolean(L, engine.scheduler.scheduled() > 0);
  return 1;
}

// system.halt ()
int system_halt(lua_State* L) {
  Engine& engine = engine_of(L);
  if (!engine.running) return luaL_error(L, "not running: system.halt is called outside of system.run");
  engine.halting = true;
  return 0;
}

// Seconds to nanoseconds, at least one for what is above zero; too far ahead is as far as there is.
TimeNs to_ns(double seconds) {
  double ns = std::ceil(seconds * 1e9 - 0.5);
  if (ns >= 9.2e18) return kNever - 1;
  return std::max<TimeNs>(1, static_cast<TimeNs>(ns));
}

// Suspends the running coroutine until it is resumed as scheduled: in its turn, or after `delay_ns` when that
// is not 0.
int schedule(lua_State* L, Engine& engine, TimeNs delay_ns, lua_KFunction continuation) {
  Coroutine* self = fresh_self(L, engine);
  if (engine.tracing != nullptr) engine.tracing->describe_wait(L, self, 0, 0);
  if (!self->anchored) keep_scheduled(L, engine, self);
  self->since_ns = engine.moment_of(*self);
  self->stamped = false;
  if (!engine.running) {
    // Timers that came due since the last look stand before it.
    engine.scheduler.instant_ns = self->since_ns;
    if (!engine.scheduler.expire_timers()) luaL_error(L, "not enough memory");
  }
  self->wait = WaitKind::kTurn;
  if (delay_ns > 0) {
    self->wait = WaitKind::kTimer;
    self->due_ns = delay_ns < kNever - 1 - self->since_ns ? self->since_ns + delay_ns : kNever - 1;
  }
  self->wait_serial = engine.next_serial++;
  self->mode = WaitMode::kOne;
  self->woken = false;
  self->frame_top = lua_gettop(L);
  if (!engine.scheduler.add(*self)) {
    self->wait = WaitKind::kNothing;
    self->wait_serial = 0;
    return luaL_error(L, "not enough memory");
  }
  if (engine.tracing != nullptr) engine.tracing->awaits(self);
  return lua_yieldk(L, 0, reinterpret_cast<lua_KContext>(self), continuation);
}

// system.pause ([delay])
int system_pause(lua_State* L) {
  Engine& engine = engine_of(L);
  double delay = luaL_optnumber(L, 1, 0);
  luaL_argcheck(L, !std::isnan(delay), 1, "a number of seconds expected, got NaN");
  check_can_suspend(L);
  lua_settop(L, 0);
  return schedule(L, engine, delay > 0 ? engine.backend.delay_ns(to_ns(delay)) : 0, finish_wait);
}

}  // namespace

int wait_turn(lua_State* L, Engine& engine) { return schedule(L, engine, 0, finish_wait); }

// A table of Lua's does not shrink when it is emptied, so one that many went through is exchanged when nobody
// is in it: not even one who runs now, and who need not be put in again to be scheduled.
void keep_scheduled(lua_State* L, Engine& engine, Coroutine* self) {
  if (engine.anchored_now == 0 && engine.anchored_so_far > 1024) {
    lua_newtable(L);
    if (engine.anchored_now == 0) {  // what a finalizer scheduled meanwhile stands in the old one
      lua_setiuservalue(L, lua_upvalueindex(kAnchorsUpvalue), 1);
      engine.anchored_so_far = 0;
    } else {
      lua_pop(L, 1);
    }
  }
  lua_getiuservalue(L, lua_upvalueindex(kAnchorsUpvalue), 1);
  lua_pushthread(L);
  lua_rawseti(L, -2, self->slot);
  lua_pop(L, 1);
  self->anchored = true;
  ++engine.anchored_so_far;
  ++engine.anchored_now;
}

void open_anchors(lua_State* L) {
  lua_newuserdatauv(L, 0, 1);
  lua_newtable(L);
  lua_setiuservalue(L, -2, 1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_anchors_key);
}

void push_anchors(lua_State* L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &g_anchors_key); }

void release_scheduled(lua_State* L, Engine& engine, Coroutine* coroutine, int anchors_index) {
  if (!coroutine->anchored) return;
  coroutine->anchored = false;
  --engine.anchored_now;
  lua_getiuservalue(L, anchors_index, 1);
  lua_pushnil(L);
  lua_rawseti(L, -2, coroutine->slot);
  lua_pop(L, 1);
}

const luaL_Reg kSystemFunctions[] = {
    {"address", system_address},   {"awaitsig", system_awaitsig}, {"execute", system_execute},
    {"findaddr", system_findaddr}, {"halt", system_halt},         {"pause", system_pause},
    {"run", system_run},           {"socket", system_socket},     {nullptr, nullptr},
};

}  // namespace coutil
