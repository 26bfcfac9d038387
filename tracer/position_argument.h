// Places in a trace as people type them on a command line: a time, or the number of an event. Knows the
// model, no command.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tracer/lane.h"

namespace coutil::tracer {

// The number behind "e120"; nothing for any other text.
std::optional<uint32_t> event_argument(const std::string& text);

// "e120", "1.5ms", "250 us", "2s", or bare nanoseconds as a position on an axis (a row, or nanoseconds). A
// row or time behind the end of the trace stands for its end. Throws UsageError for any other text.
int64_t position_argument(const std::string& text, const TraceModel& model, Axis axis);

// The same as the row of an event: the event itself, or the first at or after the time; event_count() for
// none.
uint32_t row_argument(const std::string& text, const TraceModel& model);

// The last row that took effect by then: the event itself, or the last at or before the time, the first row
// at the least. kNone where the trace has no events.
uint32_t cursor_argument(const std::string& text, const TraceModel& model);

}  // namespace coutil::tracer
