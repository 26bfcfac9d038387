// Prints what the tracer's window would take with a trace: tracer_benchmark [--live] FILE...
#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/tracer_benchmark/frames.h"
#include "tests/tracer_benchmark/live.h"
#include "tests/tracer_benchmark/loading.h"

int main(int argc, char** argv) {
  using namespace coutil::tracer;
  const bool is_live = argc > 1 && std::string_view(argv[1]) == "--live";
  const int first = is_live ? 2 : 1;
  if (argc <= first) {
    std::fputs("usage: tracer_benchmark [--live] FILE... (see tests/tracer_benchmark/README.md)\n", stderr);
    return 2;
  }
  try {
    for (int i = first; i < argc; ++i) {
      fmt::print("{}\n", argv[i]);
      if (is_live) {
        benchmark::measure_following(argv[i], stdout);
        continue;
      }
      const SharedFacts facts = benchmark::measure_loading(argv[i], stdout);
      benchmark::measure_moving(*facts, 10'000, stdout);
      benchmark::measure_frames(facts, stdout);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "tracer_benchmark: {}\n", error.what());
    return 1;
  }
}
