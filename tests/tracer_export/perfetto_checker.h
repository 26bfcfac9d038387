// Holds Chrome trace events against what a viewer needs of them: order of times, brackets, arrows, names.
// Knows that format and JSON; nothing of the tracer that wrote it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace coutil::tracer::test {

struct PerfettoReport {
  std::vector<std::string> complaints;             // the first ones; empty where all is well
  std::map<std::string, uint64_t> slices, arrows;  // by category: beginnings of slices, arrows with both ends
  std::map<std::string, uint64_t> instants;        // by args.kind
  std::map<std::string, int64_t> state_ns;         // by args.state of slices: their lengths together
  uint64_t holds = 0;                              // asynchronous slices
};

// `text` is the whole file.
PerfettoReport check_perfetto(const std::string& text);

}  // namespace coutil::tracer::test
