// Reads a trace (JSON Lines, version 1) into a model. The only reader of the format beside the lazy look-ups
// of the model itself. It takes any bytes: what is no trace is a TraceError, never a crash.
#pragma once

#include <string>

#include "tracer/chunk_scanner.h"
#include "tracer/trace_error.h"
#include "tracer/trace_model.h"

namespace coutil::tracer {

struct ReadOptions {
  // Uses of ids that nothing defined, repeated definitions and the like become defects of the model
  // (`coutil trace check` lists them) instead of an error.
  bool keep_defects = false;
  size_t kept_defect_count = 100;
  // The file may be being written: a line that is no JSON may not be there as a whole yet.
  bool patient = false;
  ScanOptions scan = {};
};

// Maps the file and loads it. Skips unknown keys and kinds, a torn last line, and NUL bytes at the end.
// Throws TraceError: no such file, a directory, empty, binary, not a trace, a later version, bad JSON (with
// its line), and, unless they are kept as defects, ids used before they are defined.
TraceModel read_trace(const std::string& path, const ReadOptions& options = {});

}  // namespace coutil::tracer
