// Two traces side by side: what their first lines say differently, the last event that they have in common,
// what each did next, and who was ready then. Plain structs that text, JSON and the window show. Knows models
// and lanes, no picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/trace_prefix.h"

namespace coutil::tracer {

struct HeaderDifference {
  std::string key, first, second;  // "seed", "1", "2"; "" where a trace does not say
};

// A row of one trace, for people.
struct Moment {
  uint32_t row = 0;
  int64_t time_ns = 0;
  uint64_t line = 0;  // in the file, from 1
  std::string sentence;
};

// Somebody who could have run next: woken and not yet resumed, or waiting for nothing but its turn.
struct ReadyCoroutine {
  uint32_t lane = 0;
  int64_t id = 0;      // as the file says
  uint32_t since = 0;  // row of the wake, or of the await for its turn
  std::string label;
};

struct ComparisonSide {
  uint32_t events = 0;
  bool cut_short = false;
  std::optional<Moment> next;  // what it did after the common part; nothing where it has no more events
  std::vector<ReadyCoroutine> ready;  // after that step, the longest ready first
};

struct TraceComparison {
  enum class Outcome : uint8_t { kSame, kFirstIsPrefix, kSecondIsPrefix, kDiffer };
  Outcome outcome = Outcome::kSame;
  std::vector<HeaderDifference> headers;
  uint32_t common_events = 0;
  std::optional<Moment> last_common;  // as the first trace has it
  std::vector<ReadyCoroutine> ready;  // after the last common event, the longest ready first
  ComparisonSide first, second;

  bool same() const { return outcome == Outcome::kSame; }
};

// `common` is what common_events() counted. O(coroutines * log events).
TraceComparison compare(const Lanes& first, const Lanes& second, uint64_t common);

// The same for files, read for it. Throws TraceError where one can't be read.
TraceComparison compare_files(const std::string& first_path, const std::string& second_path,
                              const PrefixOptions& options = {});

// What a row says, for people.
Moment moment_of(const TraceModel& model, uint32_t row);

// Who was ready after a row, the longest ready first. O(coroutines * log events).
std::vector<ReadyCoroutine> ready_coroutines_after(const Lanes& lanes, uint32_t row);

// Lines for a terminal. `first_name` and `second_name` are what the traces are called in it.
std::string comparison_text(const TraceComparison& comparison, const std::string& first_name,
                            const std::string& second_name);

// One JSON object, in one line without a newline.
std::string comparison_json(const TraceComparison& comparison, const std::string& first_name,
                            const std::string& second_name);

}  // namespace coutil::tracer
