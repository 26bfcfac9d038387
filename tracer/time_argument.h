// Times as people type them on a command line. Knows no trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace coutil::tracer {

// "1.5ms", "250 us", "2s", or a bare number of nanoseconds, as nanoseconds; nothing for any other text, a
// negative time, or one that does not fit.
std::optional<std::int64_t> parse_time_ns(const std::string& text);

}  // namespace coutil::tracer
