// Limits of a run in the simulation: what stops a program that would never end or fill the disk. They count
// what is the same in every run (instructions, events, bytes of the trace), so that a stopped run repeats,
// too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/trace_output.h"

struct lua_State;

namespace coutil {

struct RunLimits {
  std::uint64_t instructions = 0;  // of the Lua machine, of all programs together; 0 everywhere: no limit
  std::uint64_t events = 0;        // of the trace
  std::uint64_t trace_bytes = 0;
  std::size_t memory_bytes = 0;  // of the whole world

  /// Closes what can undo limits or reach the machine: the debug library but for traceback and getinfo,
  /// compiled chunks, trace.start and trace.stop. What is closed raises an error. Changes no address in the
  /// world.
  bool confined = false;

  /// Told of what was reached ("instructions", "events", "trace bytes") and the source line that was at it
  /// ("file.lua:12", may be empty), once, before the process ends with kProgramError.
  std::function<void(const char* what, const std::string& where)> reached;
};

/// Counts the instructions of the state's threads. One world, one process: the count is of all states. The
/// limits must outlive them. `every` are the instructions between two counts.
void limit_instructions(lua_State* L, const RunLimits& limits, int every);

/// What the hook of limit_instructions does, for who has a hook of his own: counts `every` more.
void count_instructions(lua_State* L, int every);

/// The output, that ends the process when the limits of events or bytes are reached.
std::unique_ptr<TraceOutput> limit_trace(std::unique_ptr<TraceOutput> output, const RunLimits& limits);

}  // namespace coutil
