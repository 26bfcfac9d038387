// Measures what following a trace costs that is written meanwhile.
#pragma once

#include <cstdio>
#include <string>

namespace coutil::tracer::benchmark {

// Writes the first million events of the file to another one beside the temporary files, 100,000 a second,
// and has a document follow it. Prints for each second how many events there were, what part of a core the
// document took, and the longest time between two pictures of the trace. Throws TraceError, and
// std::runtime_error where a file can't be read or written.
void measure_following(const std::string& path, std::FILE* out);

}  // namespace coutil::tracer::benchmark
