// Small traces for tests: written to a temporary file, read with the model's reader. Knows no ImGui.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer::test {

// The lines of a trace after its first one, which is added.
std::string two_lines();          // a waiter, an event, an emit that nobody hears and one that wakes
std::string dining_lines(int n);  // n philosophers that each hold a fork and wait for the next one's
std::string crowd_lines(int n, int rounds);  // main wakes n workers again and again, a microsecond apart
std::string error_lines();                   // a coroutine that ends with an error
// "beat" waits from row 3 on for a timer that is due at `due`, and is woken at 9 ms; "hog" runs from 1 to
// 8.8 ms, with the rows `while_it_runs` after its first one.
std::string hog_lines(const std::string& due, const std::string& while_it_runs = "");
// Two hosts: three of alpha send n messages to two of beta, a microsecond apart and 3 us on their way; each
// fifth is dropped. In between a cut, a crash and a pause.
std::string two_host_lines(int n = 20);
// What the generator plays: random, with nested resumes, mutexes, promises, errors.
std::string generated_lines(std::uint64_t seed, std::uint64_t events, std::uint32_t coroutines);

// A trace in memory, with all that a layout needs.
struct LoadedTrace {
  explicit LoadedTrace(const std::string& lines);

  TimelineInput input(Axis axis, float width = 1000, float height = 600) const;

  TraceModel model;
  Lanes lanes;
  Holds holds;
  Nesting nesting;
  Verdict verdict;
  TimelineIndex index;
  LaneOrder order;
};

// Writes lines (with the first one added) to a file of its own that is gone when the object is.
class TraceFile {
 public:
  explicit TraceFile(const std::string& lines);
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace coutil::tracer::test
