// Makes random traces that keep every promise of the format: a small world of coroutines, events, mutexes and
// timers that is played and written down. For tests, and for traces as long as one wants. Knows the format;
// uses no reader of it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct GeneratorOptions {
  uint64_t seed = 1;
  uint64_t events = 1000;    // about; the run ends soon after that many
  uint32_t coroutines = 8;   // alive at once
  uint32_t objects = 6;      // of each: events, mutexes, promises
  bool finish = true;        // false: without its `fin`, as if the writer was killed
  bool from_middle = false;  // as if tracing began while the program ran
  uint32_t calm = 0;         // 0..100: how many of 100 actions are a plain pause (long, regular traces)
  bool lasting = false;      // coroutines are all there from the start, and none ends
};

// What the world knows and the trace should tell: after the row `event`, `coroutine` (its id) is in `state`.
struct StateChange {
  uint32_t event;
  uint32_t coroutine;
  State state;
};

struct GeneratedTrace {
  std::string text;
  std::vector<StateChange> changes;
  uint32_t coroutine_count = 0;  // with the main program
  uint64_t events = 0;
};

GeneratedTrace generate_trace(const GeneratorOptions& options);

// The same, straight to a file; returns the number of events. Without the list of changes.
uint64_t generate_trace_to(const GeneratorOptions& options, FILE* out);

}  // namespace coutil::tracer
