// For tests: runs a Lua program in a world with the sandbox, as the command line does but without the
// engine, and brings out what it wrote and how it ended.
#pragma once

#include <cstdint>
#include <string>

#include "sim/lua_api.h"
#include "sim/lua_in_arena.h"
#include "sim/lua_sandbox.h"
#include "sim/sim_backend.h"
#include "sim/step_collector.h"
#include "sim/world.h"

namespace coutil {

struct LuaRun {
  std::string folder = ".";
  std::uint64_t seed = 1;
  std::size_t heap_limit_bytes = std::size_t{64} << 20;
  std::size_t min_mark_bytes = std::size_t{4} << 20;
  std::span<const std::string_view> allowed_c_modules = {};
  std::string c_module_path;
  std::string file;  ///< load this instead of a text

  // What comes out.
  std::string out;    ///< what was written to standard output
  std::string err;    ///< the same for standard error
  std::string error;  ///< the program's error
  WorldState state = WorldState::kFresh;
  int exit_code = 0;
  TimeNs now_ns = 0;
  std::size_t used_bytes = 0;  ///< of the arena

  /// Runs `program` to its end. A global function `boundary()` is a step boundary.
  LuaRun& run(const std::string& program);
};

/// What the program wrote, with its error at the end if there was one.
std::string printed(const std::string& program);

/// The error of the program, without position; empty if there was none.
std::string error_of(const std::string& program);

}  // namespace coutil
