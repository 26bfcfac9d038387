// One line of a trace, taken apart by simdjson: the keys that the model keeps, by their names in the format.
// Knows the keys and their types; knows nothing of other lines, so nothing of ids or order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

// The kinds of lines, those without a time included.
enum class LineKind : uint8_t { kEvent, kTrace, kPlace, kObject, kHost, kName, kFin, kUnknown };

struct TraceLine {
  // Which keys were there with a value of their type.
  enum Key : uint32_t {
    kT = 1U << 0,
    kCo = 1U << 1,
    kBy = 1U << 2,
    kOn = 1U << 3,
    kAt = 1U << 4,
    kId = 1U << 5,
    kHost = 1U << 6,
    kWaiters = 1U << 7,
    kVersion = 1U << 8,
    kHow = 1U << 9,
    kName = 1U << 10,
    kError = 1U << 11,
    kEvents = 1U << 12,
    kKind = 1U << 13,
    kFile = 1U << 14,
    kMessage = 1U << 15,
    kBytes = 1U << 16,
    kProcess = 1U << 17,
    kWhat = 1U << 18
  };

  LineKind line_kind = LineKind::kUnknown;
  Kind kind = Kind::kOther;  // for kEvent
  uint32_t keys = 0;
  int64_t time_ns = 0, co = 0, by = 0, on = 0, at = 0, id = 0, host = 0, waiters = 0, version = 0, line = 0;
  int64_t message = 0, bytes = 0, process = 0;
  int64_t events = 0, waiting = 0, suspended = 0, errors = 0;
  Mode mode = Mode::kOne;
  Operation operation = Operation::kNone;
  What what = What::kOther;
  bool stored = false;
  bool on_is_list = false;
  std::vector<int64_t> on_list;
  std::string_view name, object_kind, file, function;  // good until the next line

  bool has(uint32_t wanted) const { return (keys & wanted) == wanted; }
};

class LineParser {
 public:
  LineParser();
  ~LineParser();

  // Takes a line apart; `line` must have MappedFile::kPadding readable bytes behind it. Returns false, with a
  // reason in `problem()`, where it is no JSON object.
  bool parse(std::string_view line, TraceLine& out);
  const std::string& problem() const { return problem_; }

  // The value of one key of a line: a string decoded, anything else as its JSON, "" where it is absent or
  // null.
  std::string value(std::string_view line, std::string_view key);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string problem_;
};

}  // namespace coutil::tracer
