// Measures the trace recorder. Must not know where the lines go.
#include "engine/trace_benchmark.h"

#include <array>
#include <ctime>

#include "engine/trace_recorder.h"

namespace coutil {
namespace {

constexpr int kLinesARound = 4;

double processor_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace

TraceCost measure_trace_cost(TraceOutput& output, std::int64_t rounds) {
  constexpr std::int64_t kCoroutines = 100;
  constexpr TimeNs kStepNs = 1234;
  TraceRecorder recorder(output);
  recorder.begin(TraceHeader{});
  const std::uint64_t first_byte = output.position();
  const double began_ns = processor_ns();
  for (std::int64_t round = 0; round < rounds; ++round) {
    const TimeNs t = round * kStepNs;
    const CoroutineId co = round % kCoroutines + 1;
    const std::array<ObjectId, 1> on = {co};
    recorder.await(t, co, WaitMode::kOne, on, 1);
    recorder.emit(t, kMainProgram, EmitHow::kOne, co, 1, 2, false);
    recorder.wake(t, co, kMainProgram, co);
    recorder.run(t, co, kMainProgram);
  }
  const double lines = static_cast<double>(rounds) * kLinesARound;
  const TraceCost cost = {(processor_ns() - began_ns) / lines,
                          static_cast<double>(output.position() - first_byte) / lines};
  recorder.finish(rounds * kStepNs, 0, 0, 0);
  return cost;
}

}  // namespace coutil
