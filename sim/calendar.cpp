// Days and civil dates, by the formulas of Howard Hinnant's "chrono-compatible low-level date algorithms"
// (https://howardhinnant.github.io/date_algorithms.html): years begin in March, eras have 400 years.
#include "sim/calendar.h"

#include <limits>

namespace coutil {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;
constexpr std::int64_t kDaysPerEra = 146097;
constexpr std::int64_t kEpochDay = 719468;  // days from 0000-03-01 to 1970-01-01

constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// Days from 1970-01-01 to the first of `month` (0 is January) of `year`.
constexpr std::int64_t days_to_month(std::int64_t year, std::int64_t month) noexcept {
  if (month < 2) --year;
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month_from_march = (month + 10) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kEpochDay;
}

static_assert(days_to_month(1970, 0) == 0 && days_to_month(2030, 0) == 21915);

}  // namespace

std::optional<std::tm> calendar_from_seconds(std::int64_t seconds) noexcept {
  const std::int64_t day = floor_divide(seconds, kSecondsPerDay);
  const std::int64_t second_of_day = seconds - day * kSecondsPerDay;
  const std::int64_t shifted = day + kEpochDay;
  const std::int64_t era = floor_divide(shifted, kDaysPerEra);
  const std::int64_t day_of_era = shifted - era * kDaysPerEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_from_march = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_from_march + 2) / 153;
  const std::int64_t month = (month_from_march + 2) % 12;
  const std::int64_t year = year_of_era + era * 400 + (month < 2 ? 1 : 0);
  if (year - 1900 < std::numeric_limits<int>::min() || year - 1900 > std::numeric_limits<int>::max()) {
    return std::nullopt;
  }
  std::tm calendar{};
  calendar.tm_year = static_cast<int>(year - 1900);
  calendar.tm_mon = static_cast<int>(month);
  calendar.tm_mday = static_cast<int>(day_from_march - (153 * month_from_march + 2) / 5 + 1);
  calendar.tm_hour = static_cast<int>(second_of_day / 3600);
  calendar.tm_min = static_cast<int>(second_of_day / 60 % 60);
  calendar.tm_sec = static_cast<int>(second_of_day % 60);
  calendar.tm_wday = static_cast<int>(((day + 4) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
  calendar.tm_yday = static_cast<int>(day - days_to_month(year, 0));
  calendar.tm_zone = "UTC";
  return calendar;
}

std::int64_t seconds_from_calendar(const std::tm& calendar) noexcept {
  const std::int64_t year = calendar.tm_year + std::int64_t{1900} + floor_divide(calendar.tm_mon, 12);
  const std::int64_t month = calendar.tm_mon - floor_divide(calendar.tm_mon, 12) * 12;
  const std::int64_t day = days_to_month(year, month) + calendar.tm_mday - 1;
  return day * kSecondsPerDay + calendar.tm_hour * std::int64_t{3600} + calendar.tm_min * std::int64_t{60} +
         calendar.tm_sec;
}

}  // namespace coutil
