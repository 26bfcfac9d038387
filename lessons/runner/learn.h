// The course's runner, `coutil learn`: its door. The program that runs lessons hands in how one program is
// run in the simulation; nothing here knows the simulation itself.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace coutil::lessons {

/// One run in the simulation. Limits: 0 is none.
struct RunRequest {
  std::string script;
  std::string scenario;  // empty: one host
  std::string choices = "fifo";
  std::uint64_t seed = 0;
  std::int64_t cpu_cost_ns = 0;
  std::vector<std::string> arguments;
  std::uint64_t instructions = 0;
  std::uint64_t events = 0;
  std::uint64_t trace_bytes = 0;
  std::uint64_t memory_bytes = 0;
  unsigned cpu_seconds = 0;
};

/// How it ended, written by the process that runs it into memory that it shares with the runner.
struct RunReport {
  static constexpr std::size_t kTextSize = 4000;
  bool finished = false;  // the run came to its end or was stopped by a limit; false: something killed it
  int exit_code = 0;      // as `coutil run`
  char ended[16] = {};    // "ok", "error", "stuck", or the limit: "time", "events", "output"
  char where[256] = {};   // of a limit: the source line
  char problem[kTextSize] = {};  // why nothing was run
};

/// Runs the request in this process, which ends afterwards, and writes the trace to a file. `confine` is
/// called when all files that are the runner's own are open and before anything of the program runs.
using RunProgram = void (*)(const RunRequest& request, const std::string& trace_path, RunReport& report,
                            const std::function<void()>& confine);

/// `words` are those after `coutil learn`. Returns the exit code: 0, 1 a check failed, 2 wrong usage.
int learn(const std::vector<std::string>& words, RunProgram run);

/// Copies as much as fits, and ends it.
void copy_text(char* to, std::size_t size, const std::string& text);

}  // namespace coutil::lessons
