// Random programs of coroutines that lock, await one, all and any, emit, end, fail, and close and resume each
// other, run by the engine in the simulation with its trace. Knows the engine, not the tracer.
#pragma once

#include <string>

namespace coutil::tracer::test {

struct RandomRun {
  std::string trace;   // all its lines
  bool stuck = false;  // what the engine came to
};

RandomRun run_random_program(unsigned seed);

}  // namespace coutil::tracer::test
