// Engine: what the modules of one Lua state share - the coroutines' records, the scheduler, the backend, the
// recording - and the one door through which coroutines are resumed. Internal to engine/; programs that embed
// coutil see engine/coutil.h. It knows the backend by its interface only.
#pragma once

#include <array>
#include <memory_resource>
#include <string>
#include <string_view>

#include "engine/backend.h"
#include "engine/coroutine_table.h"
#include "engine/lua.h"
#include "engine/object.h"
#include "engine/operation_pool.h"
#include "engine/places.h"
#include "engine/scheduler.h"
#include "engine/trace_ids.h"

namespace coutil {

class Recording;
class Tracing;
struct Options;

class Engine final {
 public:
  Engine(lua_State* main_thread, const Options& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  lua_State* const main_thread;
  lua_State* reporter = nullptr;  // a thread for reports made where the running one must stay as it is
  std::pmr::memory_resource* const memory;
  Backend& backend;
  TraceIds own_ids;
  TraceIds& ids;  // its own, or those that it shares
  CoroutineTable coroutines;
  Scheduler scheduler;
  OperationPool operations;
  Places places;

  Tracing* tracing = nullptr;    // null while nothing is recorded
  Coroutine* current = nullptr;  // who runs, as far as the engine resumed it
  Coroutine* resumer = nullptr;  // who called the program's coroutine.resume of it
  Coroutine* in_turn = nullptr;  // whom the loop of system.run resumed, if it may wait without suspending
  std::uint64_t next_serial = 1;
  std::uint64_t next_object = 1;
  const void* memory_metatable = nullptr;  // of memories, once one was seen
  const void* socket_metatables[3] = {};   // by SocketType
  static constexpr int kSignalCount = 23;  // that system.awaitsig knows
  std::array<TraceSlot, kSignalCount> signal_slots;
  std::int64_t open_sockets = 0;
  std::uint32_t by_value_objects = 0;  // in the list of them
  std::uint32_t by_value_limit = 64;   // when the idle ones are given back

  std::uint64_t anchored_so_far = 0;  // by the scheduler, in the present table
  std::int64_t anchored_now = 0;

  const bool closes_unseen;  // a stock host's coroutine.close may be used where nobody watches it
  void (*const prefetch_thread)(const lua_State* thread);  // OwnLua's, null in a stock host

  /// The block of the userdata at `index` (from 1) of the running function, null unless its metatable is the
  /// one at that address: OwnLua's, or the same by Lua's interface. Raises nothing.
  void* (*const userdata)(lua_State* L, int index, const void* metatable);

  bool running = false;  // inside system.run
  bool halting = false;
  bool spawning = false;  // coutil.spawn makes the coroutine that is created now
  bool watching = false;  // the program's coroutine.resume and the rest are ours
  bool stuck = false;     // a knot was found
  bool main_ended = false;
  bool world_stands_still = false;  // what the scheduled wait for can never come
  std::uint32_t generations = 0;    // of recordings and their segments so far
  std::int64_t errors = 0;          // that left a coroutine which the engine resumed
  std::int64_t lost = 0;            // coroutines collected while they waited

  Recording* const recording;  // null when nothing can be recorded
  const bool keeps_recording;  // trace.start and trace.stop are refused
  const HostId trace_host;     // in a trace of several hosts, else -1
  const std::int64_t pid;      // of the simulated process that it runs, else 0
  const CoroutineId started_by;
  const std::pmr::string program;   // its name in the trace
  Engine* next_in_trace = nullptr;  // of those that share `ids`
  bool left_trace = false;
  int (*const file_number)(lua_State* L, int index);  // Options::file_number, or null
  void (*const report)(void* context, std::string_view text);
  void* const report_context;

  /// From now on `tracing` tells the recording, which must have been started. Throws std::bad_alloc.
  void start_tracing();
  void stop_tracing();

  bool shares_ids() const { return &ids != &own_ids; }

  /// It takes no more part in the recordings. Tracing has been stopped. Nothing of Lua is touched.
  void leave_trace();

  /// Those of former recordings. One may still be in use further down the stack: what a finalizer resumes
  /// in the midst of it can stop the recording.
  Tracing* retired_tracing = nullptr;

  /// The moment at which the coroutine was last resumed, which its pauses and waits count from. Inside
  /// system.run that is the one instant between two waits of the scheduler.
  TimeNs moment_of(const Coroutine& coroutine) {
    if (running) return scheduler.instant_ns;
    return coroutine.stamped ? coroutine.resumed_ns : backend.clock_ns();
  }

  /// Notes that the coroutine is resumed now, if it uses the modules: a look at the clock costs.
  void stamp(Coroutine& coroutine) {
    if (running || !coroutine.involved) return;
    coroutine.resumed_ns = backend.clock_ns();
    coroutine.stamped = true;
  }

  /// The record of the thread `L`, made when there is none. May raise a memory error.
  Coroutine* self(lua_State* L) {
    if (current != nullptr && current->thread == L && current->involved && !current->doubted) return current;
    Coroutine* coroutine = coroutines.adopt(L);
    if (!coroutine->involved) {
      coroutine->involved = true;
      stamp(*coroutine);
    }
    return coroutine;
  }

  /// Whether nobody else is ready while the thread `L` has its turn. If nobody becomes so before what it
  /// waits for, it would be the next to be resumed: then nobody can tell whether it suspends, and it need
  /// not.
  bool is_alone(const lua_State* L) const {
    if (in_turn == nullptr || in_turn->thread != L || halting || tracing != nullptr) return false;
    return scheduler.ready_count() == 0 && operations.completed.first == nullptr;
  }

  enum class Resumed { kSuspended, kEnded, kFailed };

  /// The door: resumes `coroutine`, whose `count` arguments lie on its stack, on behalf of the running
  /// thread `L`. Its results are dropped; an error of it is kept and reported. kFailed: it was not resumed,
  /// for coroutines are nested too deep; then it waits as before for the caller to put it back.
  Resumed resume(lua_State* L, Coroutine* coroutine, int count);

  /// What the door does when a coroutine ended, for those who call lua_resume themselves.
  void note_end(Coroutine* coroutine);
};

/// Upvalues of every function of the modules.
enum : int { kBoxUpvalue = 1, kObjectsUpvalue = 2, kAnchorsUpvalue = 3, kModuleUpvalues = 3 };

/// The userdata that the functions reach the engine through; empty once the state closes.
struct EngineBox {
  Engine* engine;
};

/// The engine of the running function of a module. Raises an error when it was closed.
inline Engine& engine_of(lua_State* L) {
  Engine* engine = static_cast<EngineBox*>(lua_touserdata(L, lua_upvalueindex(kBoxUpvalue)))->engine;
  if (engine == nullptr) luaL_error(L, "coutil was closed with its Lua state");
  return *engine;
}

/// The engine of the state, for code that has no upvalues; null when none is open.
Engine* engine_in_registry(lua_State* L);

/// Whether the state closes and its engine is gone.
bool engine_closed(lua_State* L);

/// The box itself: pushes it, or makes the value on top of the stack be it.
void push_engine_box(lua_State* L);
void set_engine_box(lua_State* L);

/// Pushes what the modules share.
void push_objects_table(lua_State* L);
void push_anchors(lua_State* L);

/// Makes the userdata whose value is the table of threads that the scheduler keeps, in the registry.
void open_anchors(lua_State* L);

/// The scheduler keeps the running coroutine, which is `self`, from being collected. For functions with the
/// upvalues of a module's.
void keep_scheduled(lua_State* L, Engine& engine, Coroutine* self);

/// Suspends the running coroutine until its turn comes. Returns what a C function returns: the values it is
/// resumed with, which is true when its turn came.
int wait_turn(lua_State* L, Engine& engine);

/// The scheduler keeps the coroutine no longer. `anchors_index` is where that userdata is on `L`.
void release_scheduled(lua_State* L, Engine& engine, Coroutine* coroutine, int anchors_index);

/// Whether the coroutine stopped amid its function and something of it may run yet: it is suspended, or it
/// failed and has something left to close. It must have a thread.
inline bool stands_midway(const Coroutine& coroutine) {
  return lua_status(coroutine.thread) == LUA_YIELD || coroutine.unclosed;
}

/// Whether the coroutine stands where the engine may resume it.
inline bool can_resume(const Coroutine& coroutine) {
  return coroutine.wait != WaitKind::kNothing && coroutine.thread != nullptr &&
         lua_status(coroutine.thread) == LUA_YIELD;
}

}  // namespace coutil
