// coutil for C++ programs that embed Lua 5.4: opens the modules coutil.event, queued, mutex, promise, spawn,
// system and trace in a Lua state, over a backend (make_real_backend). With CMake, link coutil::coutil and a
// Lua 5.4: the system's, or coutil::lua. This is the one header; tests/embedding is a whole program.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>

#include "engine/backend.h"
#include "engine/coroutine_table.h"
#include "engine/trace_ids.h"

struct lua_State;

namespace coutil {

class Engine;
class Recording;

inline constexpr const char* kVersion = "0.1.0";

/// What an engine needs from its host. All that is pointed to must outlive the Lua state.
struct Options {
  Backend* backend = nullptr;

  /// Where the engine's own records lie.
  std::pmr::memory_resource* memory = std::pmr::new_delete_resource();

  /// What the engine uses of a Lua of the host's own, built with engine/lua/lua_hooks.h. Then the extra
  /// space of the threads is the engine's. Null elsewhere.
  const OwnLua* own_lua = nullptr;

  /// Puts functions of ours in the place of coroutine.create, resume, wrap and close, so that no resume
  /// passes unseen. Recording does it in any case.
  bool watch = false;

  /// Where traces go; null when none can be recorded. If it records already as the engine is opened,
  /// all is recorded from the beginning.
  Recording* recording = nullptr;

  /// The program may not start or stop it: trace.start and trace.stop raise errors.
  bool keeps_recording = false;

  /// The numbers that the engines of one trace share, where several Lua states share `recording`; `watch` is
  /// to be true then, and who runs them tells the trace how processes end. Null: the engine's own.
  TraceIds* ids = nullptr;

  /// In a simulation of several programs: the host in the trace (see Recording::add_host), -1 when there is
  /// one only and no line names it; the number of the process, 0 for none; what the program is called; the
  /// coroutine that started it.
  HostId trace_host = -1;
  std::int64_t pid = 0;
  std::string_view program;
  CoroutineId started_by = kScheduler;

  /// The number of the file of io at `index`, which another program is to have as a standard file, written
  /// out before: a descriptor, -1 when it is closed, -2 when it is no file. With index 0 it writes out the
  /// program's own standard output and error. Null: files are those of the C library.
  int (*file_number)(lua_State* L, int index) = nullptr;

  /// Takes what is reported (errors of coroutines, stuck and waiting ones): whole lines. Standard error
  /// when null. Must not throw or call Lua.
  void (*report)(void* context, std::string_view text) = nullptr;
  void* report_context = nullptr;
};

/// Opens an engine for the state of `L`, whose modules `require` then finds: call it after luaL_openlibs and
/// before anything of the program. One state has one engine: a second call returns the first's. Raises a Lua
/// error when memory runs out. It is closed with the state.
Engine* open_engine(lua_State* L, const Options& options);

/// The `luaopen_` function of a module: pushes its table. `module` is "event", "queued", "mutex", "promise",
/// "spawn", "system" or "trace". The engine must be open.
int push_module(lua_State* L, const char* module);

/// How a program ended.
struct Outcome {
  std::int64_t errors = 0;   ///< coroutines that the engine resumed and that raised an error
  std::int64_t waiting = 0;  ///< coroutines left waiting
  bool stuck = false;        ///< some wait for a mutex that can never be unlocked
};

/// Call it when the main program ended: reports who is stuck and who is left waiting (one line each), ends
/// the recording. Returns what the exit code is made of. What the recording itself could not do is appended
/// to `problem`. Where engines share ids, the recording goes on without this one, to finish_recording.
Outcome finish_program(lua_State* L, std::string* problem = nullptr);

/// Ends the recording at once and reports nothing: for os.exit. Where engines share ids, the recording goes
/// on without this one.
void abandon_program(lua_State* L);

/// For an engine that shares ids, and whose memory and Lua state are thrown away as they stand, because its
/// process was killed or its host crashed: the recording goes on without it, and its coroutines count as
/// ended. Touches nothing of Lua; the engine is not to be used afterwards. The line of the trace that says
/// why is the caller's (TraceRecorder::process or ::fault).
void discard_program(Engine& engine);

/// Ends the recording of the engines that share `ids`, with the counts of those that ended and of those that
/// still live, which record no more. Returns what went wrong, empty when nothing.
std::string finish_recording(Recording& recording, TraceIds& ids, TimeNs now_ns);

/// Tells the trace that the program wrote `text`, if it records.
void trace_print(lua_State* L, std::string_view text);

/// Tells the trace that the collector ran.
void trace_collection(lua_State* L, std::int64_t bytes_before, std::int64_t bytes_after);

}  // namespace coutil
