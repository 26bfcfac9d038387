// Reads a time or the number of an event: see the header.
#include "tracer/position_argument.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "tracer/time_argument.h"
#include "tracer/usage_error.h"

namespace coutil::tracer {

std::optional<uint32_t> event_argument(const std::string& text) {
  uint32_t event = 0;
  const char* last = text.data() + text.size();
  if (text.size() < 2 || text.front() != 'e') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, last, event);
  if (end != last || error != std::errc{}) return std::nullopt;
  return event;
}

int64_t position_argument(const std::string& text, const TraceModel& model, Axis axis) {
  if (const std::optional<uint32_t> event = event_argument(text)) {
    if (axis == Axis::kOrder) return *event;
    return *event < model.event_count() ? model.time_ns(*event) : model.end_ns() + 1;
  }
  const std::optional<int64_t> time_ns = parse_time_ns(text);
  if (!time_ns) {
    throw UsageError(
        fmt::format("'{}' is neither a time (1.5ms, 2s) nor the number of an event (e120)", text));
  }
  return axis == Axis::kTime ? *time_ns : static_cast<int64_t>(model.first_at_or_after(*time_ns));
}

uint32_t row_argument(const std::string& text, const TraceModel& model) {
  const int64_t row = position_argument(text, model, Axis::kOrder);
  return static_cast<uint32_t>(std::min<int64_t>(row, model.event_count()));
}

uint32_t cursor_argument(const std::string& text, const TraceModel& model) {
  const uint32_t count = model.event_count();
  const bool is_event = event_argument(text).has_value();
  const int64_t position = position_argument(text, model, is_event ? Axis::kOrder : Axis::kTime);
  if (count == 0) return kNone;
  if (!is_event) return std::max<uint32_t>(model.first_after(position), 1) - 1;
  return static_cast<uint32_t>(std::min<int64_t>(position, count - 1));
}

}  // namespace coutil::tracer
