// Prints what the tracer's window would take with a trace: tracer_benchmark FILE...
#include <fmt/core.h>

#include <cstdio>
#include <exception>

#include "tests/tracer_benchmark/frames.h"
#include "tests/tracer_benchmark/loading.h"

int main(int argc, char** argv) {
  using namespace coutil::tracer;
  if (argc < 2) {
    std::fputs("usage: tracer_benchmark FILE... (see tests/tracer_benchmark/README.md)\n", stderr);
    return 2;
  }
  try {
    for (int i = 1; i < argc; ++i) {
      fmt::print("{}\n", argv[i]);
      const SharedFacts facts = benchmark::measure_loading(argv[i], stdout);
      benchmark::measure_moving(*facts, 10'000, stdout);
      benchmark::measure_frames(facts, stdout);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "tracer_benchmark: {}\n", error.what());
    return 1;
  }
}
