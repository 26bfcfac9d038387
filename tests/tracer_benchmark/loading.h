// Measures how a trace is loaded, what it takes in memory, and how fast one moves through it.
#pragma once

#include <cstdio>
#include <string>

#include "tracer/trace_facts.h"

namespace coutil::tracer::benchmark {

// Loads the file as the window does and prints when there was something to show and when all of it, the CPU
// time of all threads, and bytes an event by parts. Returns what was loaded. Throws TraceError.
SharedFacts measure_loading(const std::string& path, std::FILE* out);

// Prints the 99th percentile of 10,000 seeks (a random time: its row, and the state of 60 lanes there) and
// steps (from a row to the next one of its lane, and what that one says).
void measure_moving(const TraceFacts& facts, std::FILE* out);

}  // namespace coutil::tracer::benchmark
