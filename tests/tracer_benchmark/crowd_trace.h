// Writes a long trace in which a fixed number of coroutines are alive and busy from beginning to end.
#pragma once

#include <cstdint>
#include <cstdio>

namespace coutil::tracer::benchmark {

// Again and again a timer wakes a random one of `lanes` coroutines (an even number), which emits an event
// that wakes another one. Virtual time passes by chance. The trace keeps all promises of the format and has
// no `fin`. Returns the number of events, which is at least `events`.
std::uint64_t write_crowd(std::uint64_t events, std::uint32_t lanes, std::uint64_t seed, std::FILE* out);

}  // namespace coutil::tracer::benchmark
