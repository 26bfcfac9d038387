// The command line `coutil`: which commands there are. Each is a file of its own.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>
#include <exception>

#include "engine/cli/bench_command.h"
#include "engine/cli/env_command.h"
#include "engine/cli/learn_command.h"
#include "engine/cli/run_command.h"
#include "engine/cli/usage.h"
#include "engine/coutil.h"
#include "tracer/trace_commands.h"

int main(int argc, char** argv) {
  // `trace` and `learn` have command lines of their own.
  if (argc > 1 && std::strcmp(argv[1], "trace") == 0) return coutil::trace_command(argc - 1, argv + 1);
  if (argc > 1 && std::strcmp(argv[1], "learn") == 0) return coutil::learn_command(argc - 1, argv + 1);
  CLI::App app{
      "Runs Lua programs written with the coutil modules, on the machine or in virtual time, and shows\n"
      "what their coroutines did.",
      "coutil"};
  app.set_version_flag("--version", std::string("coutil ") + coutil::kVersion);
  app.require_subcommand(0, 1);

  coutil::RunOptions run_options;
  CLI::App* run = app.add_subcommand("run", "run a Lua program");
  coutil::describe_run(*run, run_options);
  app.add_subcommand("trace", "look at a recorded run (coutil trace --help)");
  app.add_subcommand("learn", "a course on coroutines that checks itself (coutil learn --help)");
  coutil::BenchOptions bench_options;
  CLI::App* bench = app.add_subcommand("bench", "what waiting and waking cost, as ratios");
  coutil::describe_bench(*bench, bench_options);
  CLI::App* env = app.add_subcommand("env", "print the variables that let a stock lua5.4 find the modules");
  app.footer(
      "Exit codes: 0 well; 1 the program raised an error; 2 wrong usage, or a file that can't be read;\n"
      "3 coroutines are stuck; 5 traces differ. Each command has --help.");
  bool runs = argc > 1 && std::strcmp(argv[1], "run") == 0;
  int ours = runs ? coutil::count_words_to_script(*run, argc, argv, 2) : argc;
  run_options.arguments.assign(argv + ours, argv + argc);
  try {
    app.parse(ours, argv);
  } catch (const CLI::Success& wish) {
    return app.exit(wish);  // --help, --version
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "coutil: %s\n", coutil::usage_error(app, error).c_str());
    return coutil::kUsage;
  }
  try {
    if (run->parsed()) return coutil::run_command(run_options);
    if (bench->parsed()) return coutil::bench_command(bench_options);
    if (env->parsed()) return coutil::env_command();
    std::fputs(app.help().c_str(), stdout);
    return coutil::kWell;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coutil: %s\n", error.what());
    return coutil::kUsage;
  }
}
