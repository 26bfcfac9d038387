// The calendar of the simulation: UTC, without leap seconds, time zones or the C library, whose answers
// depend on the environment. Knows nothing of Lua or of virtual time.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>

namespace coutil {

/// The calendar's fields of `seconds` since 1970-01-01T00:00:00Z, in the C library's form (zone "UTC"), or
/// nothing when the year does not fit.
std::optional<std::tm> calendar_from_seconds(std::int64_t seconds) noexcept;

/// Seconds since 1970-01-01T00:00:00Z of year, month, day, hour, minute and second, each of which may be
/// outside its usual range: month 14 is February of the next year. Day of week, zone and daylight saving are
/// not read.
std::int64_t seconds_from_calendar(const std::tm& calendar) noexcept;

}  // namespace coutil
