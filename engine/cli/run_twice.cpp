// Two runs and their comparison: see the header.
#include "engine/cli/run_twice.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "engine/cli/show_trace.h"
#include "tracer/trace_comparison.h"
#include "tracer/trace_divergence.h"

namespace coutil {
namespace {

// The words of one of the two runs.
std::vector<std::string> words_of_run(const RunOptions& options, const std::string& script_path,
                                      const std::string& trace) {
  std::vector<std::string> words = {
      "coutil",    "run",           "--backend", "sim", "--seed", std::to_string(options.seed),
      "--choices", options.choices, "--trace",   trace};
  if (options.strict) words.emplace_back("--strict");
  if (!options.scenario.empty()) {
    words.emplace_back("--scenario");
    words.push_back(std::filesystem::absolute(options.scenario).string());
  }
  if (options.cpu_cost_ns > 0) {
    words.emplace_back("--cpu-cost");
    words.push_back(std::to_string(options.cpu_cost_ns));
  }
  for (const std::string& module : options.allowed_c_modules) {
    words.emplace_back("--allow-c-module");
    words.push_back(module);
  }
  words.push_back(script_path);
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  return words;
}

// What a program of the simulation may not notice: the second run has another folder, time zone, locale and
// size of environment, and its output goes nowhere.
void change_surroundings() {
  setenv("TZ", "Asia/Kolkata", 1);
  setenv("LC_ALL", "C", 1);
  setenv("COUTIL_SECOND_RUN", std::string(4000, '.').c_str(), 1);
  if (chdir("/") != 0) std::fputs("coutil: can't leave the folder for the second run\n", stderr);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

// Returns its exit code, or 128 and the signal that ended it; -1 when it could not be started.
int run_once(const std::vector<std::string>& words, bool second) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    if (second) change_surroundings();
    execv("/proc/self/exe", arguments.data());
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// What `coutil trace diff` says, for people who have no two traces yet; the traces stay, to be looked at.
void report(const tracer::Divergence& divergence, const std::string& first, const std::string& second) {
  const tracer::TraceComparison comparison = tracer::compare_files(first, second);
  fmt::print(stderr, "coutil: {}", tracer::comparison_text(comparison, "the first run", "the second run"));
  // What is no event does not count there: a name, say, or how many coroutines were left.
  if (comparison.same())
    fmt::print(stderr, "but line {} of the traces differs\n  {}\n  {}\n", divergence.line,
               divergence.first.raw_line, divergence.second.raw_line);
  fmt::print(stderr, "the traces\n  {}\n  {}\n", first, second);
}

}  // namespace

int run_twice(const RunOptions& options, const Script& script) {
  const bool keep = !options.trace.empty();
  const std::string first =
      std::filesystem::absolute(keep ? options.trace : TemporaryTrace(script.file_name()).path());
  const std::string second = first + ".second";
  const std::string script_path = std::filesystem::absolute(script.path);

  const int code = run_once(words_of_run(options, script_path, first), false);
  if (code == kUsage || code < 0 || code >= 127) return code < 0 ? kUsage : code;
  run_once(words_of_run(options, script_path, second), true);
  try {
    const tracer::Divergence divergence = tracer::find_divergence(first, second);
    if (divergence.found) {
      report(divergence, first, second);
      return kTracesDiffer;
    }
    std::fprintf(stderr, "coutil: two runs, one trace: %llu equal events\n",
                 static_cast<unsigned long long>(divergence.events));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coutil: %s\n", error.what());
    return kUsage;
  }
  std::error_code ignored;
  std::filesystem::remove(second, ignored);
  if (!keep) std::filesystem::remove(first, ignored);
  return code;
}

}  // namespace coutil
