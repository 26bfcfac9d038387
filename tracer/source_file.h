// A file of the program beside its trace: found on this machine, cut into lines, and checked against the
// digest that the trace has. Knows files and the trace's first line; knows no picture.
#pragma once

#include <string>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

struct SourceFile {
  std::string path;                // where it was found; empty where it was not
  std::vector<std::string> lines;  // without their ends; tabs are blanks
  std::string trouble;             // one sentence: not found, too large, not what ran; empty for none
};

inline constexpr std::size_t kMostSourceBytes = 8 << 20;

// `file` as the places of the trace have it. Looked for as it is, beside the trace, in the working directory,
// and beside the script.
SourceFile read_source(const TraceModel& model, const std::string& file);

}  // namespace coutil::tracer
