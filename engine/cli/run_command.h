// The words after `coutil run`: what they mean, and the run itself on the backend that was asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/cli/run_limits.h"
#include "engine/cli/script.h"

namespace CLI {
class App;
}

namespace coutil {

struct HostResult;
struct TraceHeader;

/// Exit codes of the whole command line.
enum ExitCode : int { kWell = 0, kProgramError = 1, kUsage = 2, kStuck = 3, kTracesDiffer = 5 };

struct RunOptions {
  std::string backend;    // empty: what COUTIL_BACKEND says, otherwise real
  std::string seed_text;  // empty: what COUTIL_SEED says, otherwise 0
  std::uint64_t seed = 0;
  std::string choices = "fifo";
  std::string scenario;          // a file; empty: one host
  std::int64_t cpu_cost_ns = 0;  // of a Lua instruction
  bool strict = false;
  bool twice = false;
  bool view = false;
  std::string trace;       // empty: what COUTIL_TRACE says, otherwise none
  std::string trace_last;  // a size with a unit, empty: all
  std::string max_memory;  // as the user wrote them; what they say goes to `limits`
  std::string max_trace;
  RunLimits limits;  // sim
  std::vector<std::string> allowed_c_modules;
  std::string script;
  std::vector<std::string> arguments;  // the words after it
};

/// Describes the options and the script to the command line; what follows the script is up to the caller.
void describe_run(CLI::App& command, RunOptions& options);

/// Runs, reports on standard error, returns the exit code.
int run_command(RunOptions options);

/// What a run of the options says of itself.
TraceHeader header_of(const RunOptions& options, const Script& script);

/// What the shell sees of how it ended.
int exit_code_of(const HostResult& result, const RunOptions& options);

/// A size like "64K", "10M" or "2G" in bytes; 0 when it is none.
std::uint64_t parse_size(const std::string& text);

}  // namespace coutil
