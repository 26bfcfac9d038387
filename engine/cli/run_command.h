// The words after `coutil run`: what they mean, and the run itself on the backend that was asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/cli/script.h"

namespace CLI {
class App;
}

namespace coutil {

/// Exit codes of the whole command line.
enum ExitCode : int { kWell = 0, kProgramError = 1, kUsage = 2, kStuck = 3, kDiffers = 5 };

struct RunOptions {
  std::string backend = "real";
  std::uint64_t seed = 0;
  std::string choices = "fifo";
  bool strict = false;
  bool view = false;
  std::string trace;       // empty: none
  std::string trace_last;  // a size with a unit, empty: all
  std::vector<std::string> allowed_c_modules;
  std::vector<std::string> words;  // the script and its arguments
};

/// Describes the options to the command line.
void describe_run(CLI::App& command, RunOptions& options);

/// Runs, reports on standard error, returns the exit code.
int run_command(RunOptions options);

/// A size like "64K", "10M" or "2G" in bytes; 0 when it is none.
std::uint64_t parse_size(const std::string& text);

}  // namespace coutil
