// Closes in a Lua state what would make two runs differ: clocks, time zone, environment, locale, random
// seeds, files outside the script's folder, addresses of the C library, processes, C modules. What can't be
// made to repeat is refused with an error that says what to use instead. It must not know the engine.
// Not closed, because it is in the processor: the last bit of math.exp, sin and their like may differ
// between machines.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/backend.h"

struct lua_State;

namespace coutil::sim {
class FileSystem;
class OpenFile;
}  // namespace coutil::sim

namespace coutil {

enum class OutputStream { kStdout, kStderr };

/// Seconds from 1970 to 2030-01-01T00:00:00Z: what the program's calendar shows at virtual time 0.
inline constexpr std::int64_t kSimEpochSeconds = 1893456000;

struct SandboxOptions {
  /// The files of the program's host, over the script's folder. Required; to outlive the Lua state, or until
  /// close_program_files.
  sim::FileSystem* files = nullptr;

  /// Standard input, output and error: open files, of which the program takes references of its own. Null:
  /// the world's own, where there is nothing to read and `output` is told what is written.
  sim::OpenFile* standard_files[3] = {};

  /// The folder that the program runs in, as FileSystem::resolve_folder gave it. Empty: the script's.
  std::string_view working_folder = {};

  /// What os.getenv sees: "name=value" texts, ended by a null; null: nothing. Copied.
  const char* const* environment = nullptr;

  std::uint64_t seed = 0;

  /// The program looks at the clock (SimBackend::read_clock_ns). Required.
  TimeNs (*read_clock_ns)(void* data) = nullptr;

  /// The same for the calendar, from the run's beginning (SimBackend::read_wall_clock_ns): it may be wrong,
  /// and negative. Null: it is right.
  TimeNs (*read_wall_clock_ns)(void* data) = nullptr;
  void* clock_data = nullptr;

  /// What the program wrote with print, io.write, io.stdout, io.stderr, warn: one call for each call of
  /// the program's. Passing it on is the callback's business. The default passes it on and no more.
  /// Must not raise a Lua error or throw.
  void (*output)(void* data, OutputStream stream, std::string_view text) = nullptr;
  void* output_data = nullptr;

  /// os.exit: must not return (World::abandon). `close` is its second argument. Required.
  void (*end_program)(void* data, int exit_code, bool close) = nullptr;
  void* end_data = nullptr;

  /// Whether the program may end where it is now; where it may not, os.exit raises an error. Null: it may.
  bool (*may_end)(void* data) = nullptr;

  /// C modules that `require` may load nevertheless (also "a.b" when "a" is named), and where from, as in
  /// package.cpath. With any of them a checkpoint no longer has all of the world.
  std::span<const std::string_view> allowed_c_modules = {};
  std::string_view c_module_path = {};

  /// For programs that nobody vouches for: of the debug library only traceback and getinfo, and no compiled
  /// chunks.
  bool confined = false;
};

/// Writes the text to the process's standard stream: the default of SandboxOptions::output, and what a
/// callback that also traces calls.
void write_to_standard_stream(OutputStream stream, std::string_view text) noexcept;

/// Call it after luaL_openlibs and before anything of the program runs. The options are copied into the
/// Lua state, the callbacks' data are not. Raises a Lua error when memory ends or the folder can't be
/// resolved; call it protected.
void install_sandbox(lua_State* state, const SandboxOptions& options);

/// Loads a chunk as luaL_loadfilex does, same results and same first-line rules, from `file`, which is
/// relative to the folder of the sandbox or absolute and inside it. The chunk's name is the file's path
/// relative to the folder, so that no trace depends on where the folder lies. Needs an installed sandbox.
int load_script(lua_State* state, const char* file);

/// Closes all files of the program, for an end without lua_close. `flush`: what they hold back is written,
/// as exit does; else it is lost, for the program is killed. Then its files are closed ones. Raises nothing.
void close_program_files(lua_State* state, bool flush) noexcept;

/// Writes as the program's own print does, to wherever its standard output or error goes. Raises nothing.
void write_to_program_stream(lua_State* state, OutputStream stream, std::string_view text) noexcept;

/// For coutil::Options::file_number: the number (OpenFile::number) of the file of io at `index`, written out
/// before; -1 for a closed one, -2 where there is none. With index 0 it writes out the standard output and
/// error of the program, which a child inherits. Raises nothing; wants three free slots.
int io_file_number(lua_State* state, int index) noexcept;

}  // namespace coutil
