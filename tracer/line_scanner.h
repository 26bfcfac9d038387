// Takes event lines apart that look exactly as our own recorder writes them: known keys in their order, no
// spaces, plain numbers. Every other line is left to the parser of JSON (trace_line.h), which is slower by a
// factor of ten and knows all that is allowed. Knows one line at a time, no ids and no order.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

// One line, small: a few hundred thousand of these lie between the thread that scans and the one that builds.
struct EventRecord {
  static constexpr int32_t kAbsent = INT32_MIN;
  enum class Shape : uint8_t {
    kEvent,  // everything is in here
    kOther,  // for the parser of JSON
    kEmpty   // a line with nothing on it
  };

  int64_t time_ns = 0;
  uint32_t begin = 0, size = 0;  // of the line in its chunk, without the newline
  int32_t co = kAbsent;
  int32_t by = kAbsent;  // who caused it; of messages: which
  int32_t on = kAbsent;  // the object; with on_is_list: where in `lists` its count stands
  int32_t at = kAbsent;  // the place
  int32_t amount =
      kAbsent;             // waiters of emit, bytes of messages; of spawn: where its name begins in the line
  uint16_t name_size = 0;  // of spawn
  Kind kind = Kind::kOther;
  Shape shape = Shape::kOther;
  Mode mode = Mode::kOne;
  Operation operation = Operation::kNone;
  bool stored = false;
  bool on_is_list = false;
};

// A piece of a file, cut between lines, and what is in it.
struct ScannedChunk {
  std::string_view text;
  std::vector<EventRecord> records;  // one for each line
  std::vector<int32_t> lists;        // a count, then that many objects
};

// Fills `records` and `lists` from `text`, which must have MappedFile::kPadding readable bytes behind it and
// be smaller than 4 GB.
void scan_lines(ScannedChunk& chunk);

}  // namespace coutil::tracer
