// `coutil run`: see the header.
#include "engine/cli/run_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <tuple>
#include <utility>

#include "engine/cli/host.h"
#include "engine/cli/run_twice.h"
#include "engine/cli/seed.h"
#include "engine/cli/show_trace.h"
#include "engine/lua.h"
#include "engine/recording.h"

namespace coutil {
namespace {

constexpr std::uint64_t kLeastLimitBytes = std::uint64_t{1} << 20;  // what a world needs of memory to begin

int complain(const std::string& text) {
  std::fprintf(stderr, "coutil: %s\n", text.c_str());
  return kUsage;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// What was not said by an option the environment says. Returns what is wrong, empty when nothing.
std::string settle(RunOptions& options) {
  if (options.backend.empty()) {
    options.backend = variable("COUTIL_BACKEND");
    if (options.backend.empty()) options.backend = "real";
    if (options.backend != "real" && options.backend != "sim")
      return "COUTIL_BACKEND is '" + options.backend + "'; real or sim is expected";
  }
  if (!options.seed_text.empty()) {
    if (!parse_seed(options.seed_text, options.seed))
      return "--seed is '" + options.seed_text + "'; " + kSeedExpected + "; see coutil run --help";
  } else if (std::string text = variable("COUTIL_SEED"); !text.empty()) {
    if (!parse_seed(text, options.seed)) return "COUTIL_SEED is '" + text + "'; " + kSeedExpected;
  }
  if (options.trace.empty()) options.trace = variable("COUTIL_TRACE");
  return "";
}

// The limits that were written as sizes. Returns what is wrong, empty when nothing.
std::string settle_limits(RunOptions& options) {
  RunLimits& limits = options.limits;
  for (const auto& [option, text, bytes] :
       {std::tuple{"--max-memory", &options.max_memory, &limits.memory_bytes},
        std::tuple{"--max-trace", &options.max_trace, &limits.trace_bytes}}) {
    if (text->empty()) continue;
    *bytes = parse_size(*text);
    if (*bytes < kLeastLimitBytes)
      return fmt::format("{}: '{}' is no size of 1M or more; give one like 64M or 2G", option, *text);
  }
  const bool any = limits.confined || limits.instructions > 0 || limits.events > 0 ||
                   limits.trace_bytes > 0 || limits.memory_bytes > 0;
  if (any && options.backend != "sim")
    return "--max-... and --confined are for the simulation: give --backend sim, too";
  if (any && options.twice) return "--twice compares whole runs: leave --max-... and --confined out";
  if (limits.events > 0 || limits.trace_bytes > 0) {
    if (options.trace.empty() && !options.view)
      return "--max-events and --max-trace count what is recorded: say where to with --trace FILE";
    if (!options.trace_last.empty())
      return "--trace-last keeps a trace small: leave --max-events and --max-trace out";
  }
  limits.reached = [&limits](const char* what, const std::string& where) {
    const std::string place = where.empty() ? "" : " at " + where;
    if (std::string(what) == "instructions") {
      fmt::print(stderr, "coutil: stopped{}: {} instructions, and --max-instructions allows no more\n", place,
                 limits.instructions);
    } else if (std::string(what) == "events") {
      fmt::print(stderr, "coutil: stopped{}: {} events, and --max-events allows no more\n", place,
                 limits.events);
    } else {
      fmt::print(stderr, "coutil: stopped{}: --max-trace allows no more than {} bytes of trace\n", place,
                 limits.trace_bytes);
    }
  };
  return "";
}

// Returns what went wrong, empty when nothing.
std::string start_recording(Recording& recording, const RunOptions& options, std::uint64_t keep_bytes) {
  if (options.limits.events == 0 && options.limits.trace_bytes == 0)
    return recording.start(options.trace, keep_bytes, false);
  OpenedTrace opened = open_trace_file(options.trace);
  if (opened.output == nullptr) return opened.error;
  recording.start(limit_trace(std::move(opened.output), options.limits), false);
  return "";
}

}  // namespace

TraceHeader header_of(const RunOptions& options, const Script& script) {
  bool sim = options.backend == "sim";
  TraceHeader header;
  header.backend = options.backend;
  header.seed = options.seed;
  header.lua = LUA_RELEASE;
  header.coutil = kVersion;
  header.script = sim ? script.file_name() : script.path;
  header.args = script.arguments;
  header.choices = options.choices;
  header.digest = script.digest();
  if (!options.scenario.empty()) {
    Script scenario;
    scenario.path = options.scenario;
    if (read_script(scenario).empty()) header.digest = script.digest(scenario.text);
    header.scenario = scenario.file_name();
  }
  return header;
}

// An error of the program weighs more than what came of it.
int exit_code_of(const HostResult& result, const RunOptions& options) {
  if (!result.ran) return kUsage;
  if (result.raised || result.failed) return kProgramError;
  if (result.exited) return result.exit_code;
  if (result.outcome.errors > 0) return kProgramError;
  if (result.outcome.stuck) return kStuck;
  if (options.strict && result.outcome.waiting > 0) return kStuck;
  return kWell;
}

std::uint64_t parse_size(const std::string& text) {
  char* end = nullptr;
  double number = std::strtod(text.c_str(), &end);
  double unit = 1;
  switch (*end) {
    case 'k':
    case 'K':
      unit = 1 << 10;
      break;
    case 'm':
    case 'M':
      unit = 1 << 20;
      break;
    case 'g':
    case 'G':
      unit = 1 << 30;
      break;
    case '\0':
      break;
    default:
      return 0;
  }
  if (end == text.c_str() || (*end != '\0' && end[1] != '\0' && std::string(end + 1) != "B")) return 0;
  double bytes = number * unit;
  return bytes >= 1 && bytes < 1e18 ? static_cast<std::uint64_t>(bytes) : 0;
}

namespace {

void describe_limits(CLI::App& command, RunOptions& options) {
  command
      .add_option("--max-instructions", options.limits.instructions,
                  "sim: stop the run (exit 1) after so many instructions of the Lua machine")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command.add_option("--max-events", options.limits.events, "sim: stop it after so many events of the trace")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command.add_option("--max-trace", options.max_trace, "sim: stop it when its trace would pass this (10M)")
      ->type_name("SIZE");
  command
      .add_option(
          "--max-memory", options.max_memory,
          "sim: what the whole world may use (64M); what wants more gets the error 'not enough memory'")
      ->type_name("SIZE");
  command.add_flag("--confined", options.limits.confined,
                   "sim: refuse what can undo limits: most of debug, compiled chunks, trace.start and stop");
}

}  // namespace

void describe_run(CLI::App& command, RunOptions& options) {
  command
      .add_option("--backend", options.backend,
                  "real (the machine, default) or sim (virtual time); or in COUTIL_BACKEND")
      ->check(CLI::IsMember({"real", "sim"}));
  command
      .add_option("--seed", options.seed_text,
                  "seed of the simulation's random numbers (default 0); or in COUTIL_SEED")
      ->type_name("NUMBER");
  command
      .add_option("--choices", options.choices,
                  "sim: who goes next among those ready: fifo (default) or random")
      ->check(CLI::IsMember({"fifo", "random"}));
  command
      .add_option("--scenario", options.scenario,
                  "sim: a Lua file that makes hosts, links, faults and checks with the module coutil.sim")
      ->type_name("FILE");
  command
      .add_option("--cpu-cost", options.cpu_cost_ns,
                  "sim: virtual nanoseconds that each instruction of the Lua machine takes (default 0)")
      ->type_name("NS")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000}));
  command.add_flag(
      "--twice", options.twice,
      "sim: run it two times in different surroundings; if the traces differ, show where (exit 5)");
  command.add_flag("--strict", options.strict, "coroutines left waiting at the end are an error (exit 3)");
  command.add_option("--trace", options.trace, "record the run into this file; or in COUTIL_TRACE")
      ->type_name("FILE");
  command
      .add_option("--trace-last", options.trace_last,
                  "keep only about the last SIZE of the trace (64K, 10M, 2G)")
      ->type_name("SIZE");
  command.add_flag("--view", options.view,
                   "show the timeline in a window while it runs (afterwards with --trace-last); without a "
                   "display as text, afterwards");
  command.add_option("--allow-c-module", options.allowed_c_modules, "sim: let require load this C module")
      ->type_name("NAME")
      ->allow_extra_args(false);
  describe_limits(command, options);
  command.add_option("SCRIPT", options.script, "the Lua program; the words after it are the program's own")
      ->required();
}

int run_command(RunOptions options) {
  if (std::string wrong = settle(options); !wrong.empty()) return complain(wrong);
  Script script;
  script.path = options.script;
  script.arguments = options.arguments;
  if (std::string failed = read_script(script); !failed.empty()) return complain(failed);
  for (const auto& [given, option] : {std::pair{!options.scenario.empty(), "--scenario"},
                                      std::pair{options.cpu_cost_ns > 0, "--cpu-cost"}}) {
    if (given && options.backend != "sim")
      return complain(std::string(option) + " is for the simulation: give --backend sim, too");
  }
  if (std::string wrong = settle_limits(options); !wrong.empty()) return complain(wrong);
  if (options.twice) {
    if (options.backend != "sim")
      return complain("--twice compares two runs of the simulation: give --backend sim, too");
    if (options.view || !options.trace_last.empty())
      return complain("--twice needs whole traces and shows no timeline: leave --view and --trace-last out");
    return run_twice(options, script);
  }
  std::uint64_t keep_bytes = 0;
  if (!options.trace_last.empty()) {
    keep_bytes = parse_size(options.trace_last);
    if (keep_bytes == 0)
      return complain("--trace-last: '" + options.trace_last + "' is no size; give one like 64K, 10M or 2G");
    if (options.trace.empty() && !options.view)
      return complain("--trace-last: say where to with --trace FILE");
  }
  const bool keeps_trace = !options.trace.empty();
  if (options.view && !keeps_trace) options.trace = TemporaryTrace(script.file_name()).path();
  TraceShow show(options.trace, keeps_trace);
  Recording recording(header_of(options, script));
  if (!options.trace.empty()) {
    if (std::string failed = start_recording(recording, options, keep_bytes); !failed.empty())
      return complain(failed);
  }
  // What keeps the end only lies in several files until the run is over.
  if (options.view && keep_bytes == 0) show.begin();
  auto view = [&options, &show] {
    std::fflush(stdout);
    if (options.view) show.finish();
  };
  options.limits.reached = [say = options.limits.reached, &view](const char* what, const std::string& where) {
    say(what, where);
    view();
  };
  HostResult result = options.backend == "sim" ? run_in_simulation(options, script, &recording)
                                               : run_on_real(script, &recording, view);
  if (!result.ran && !options.trace.empty()) {
    // Nothing ran: no trace either.
    show.abandon();
    recording.stop(0, 0, 0, 0);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(options.trace, ignored))
      std::filesystem::remove(options.trace, ignored);
  }
  std::fflush(stdout);
  if (!result.problem.empty()) complain(result.problem);
  int code = exit_code_of(result, options);
  if (code == kWell && !result.problem.empty()) code = kUsage;
  if (result.ran) view();
  return code;
}

}  // namespace coutil
