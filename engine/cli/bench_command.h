// `coutil bench`: what waiting and waking cost, each as a ratio to a bare coroutine.resume and yield measured
// in the same run, since machines differ and are noisy.
#pragma once

namespace CLI {
class App;
}

namespace coutil {

struct BenchOptions {
  int rounds = 5;
  bool json = false;
};

void describe_bench(CLI::App& command, BenchOptions& options);

/// Prints a table for each backend. Returns the exit code.
int bench_command(const BenchOptions& options);

}  // namespace coutil
