// Measures how a trace is loaded, what it takes in memory, and how fast one moves through it.
#pragma once

#include <cstdio>
#include <string>

#include "tracer/trace_facts.h"

namespace coutil::tracer::benchmark {

// Loads the file as the window does and prints when there was something to show, when all of it could be seen
// and moved through, and when all facts about it were there; the CPU time of all threads, and bytes an event
// by parts. Returns what was loaded. Throws TraceError.
SharedFacts measure_loading(const std::string& path, std::FILE* out);

// Prints percentiles of so many seeks (a random time: its row, and the state of 60 lanes there) and steps
// (from a row to the next one of its lane, and what that one says).
void measure_moving(const TraceFacts& facts, int moves, std::FILE* out);

}  // namespace coutil::tracer::benchmark
