// The first place at which two traces differ, with what each of them says there in words. Reads lines, not
// models: the traces of runs that should be equal are equal up to there, and what follows does not matter.
#pragma once

#include <cstdint>
#include <string>

namespace coutil::tracer {

/// One trace at the place where the other goes another way.
struct TraceSide {
  std::string what;           ///< "worker (coroutine 3) waits for "ready" at queue.lua:31"; "the trace ends"
  std::string raw_line;       ///< the first line that differs, empty at the end of the file
  std::int64_t time_ns = -1;  ///< of the event, -1 when there is none
};

struct Divergence {
  bool found = false;
  std::uint64_t line = 0;    ///< counted from 1
  std::uint64_t events = 0;  ///< lines with a time that are equal in both
  TraceSide first;
  TraceSide second;
};

/// Compares byte by byte. Throws TraceError where a file can't be read.
Divergence find_divergence(const std::string& first_path, const std::string& second_path);

}  // namespace coutil::tracer
