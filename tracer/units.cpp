// How durations, shares and counts are written for people. Knows no trace.
#include "tracer/units.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

namespace coutil::tracer {

namespace {

struct Unit {
  int64_t size_ns;
  const char* name;
};
constexpr std::array kSmallUnits = {Unit{1, "ns"}, Unit{1'000, "us"}, Unit{1'000'000, "ms"},
                                    Unit{1'000'000'000, "s"}};
constexpr std::array kLargeUnits = {Unit{86'400, "d"}, Unit{3'600, "h"}, Unit{60, "min"}, Unit{1, "s"}};
constexpr int64_t kMinuteNs = 60'000'000'000;

// Three digits, and zeros behind the point dropped: "12.3", "3", "850".
std::string three_digits(double value) {
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (decimals == 0) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// The two largest units: "2 min 5 s", "1 d 3 h".
std::string format_long(int64_t seconds) {
  for (size_t i = 0; i + 1 < kLargeUnits.size(); i++) {
    const Unit& unit = kLargeUnits[i];
    if (seconds < unit.size_ns) continue;
    const Unit& next = kLargeUnits[i + 1];
    const int64_t rest = seconds % unit.size_ns / next.size_ns;
    const std::string first = fmt::format("{} {}", seconds / unit.size_ns, unit.name);
    return rest == 0 ? first : fmt::format("{} {} {}", first, rest, next.name);
  }
  return fmt::format("{} s", seconds);
}

}  // namespace

std::string format_duration_ns(int64_t duration_ns) {
  if (duration_ns == 0) return "0";
  if (duration_ns < 0) {
    const int64_t positive = duration_ns == std::numeric_limits<int64_t>::min()
                                 ? std::numeric_limits<int64_t>::max()
                                 : -duration_ns;
    return "-" + format_duration_ns(positive);
  }
  if (duration_ns >= kMinuteNs) return format_long(duration_ns / 1'000'000'000);
  size_t unit = 0;
  // 999.6 us is written as 1 ms, so the step up is a little below 1000.
  while (unit + 1 < kSmallUnits.size() &&
         static_cast<double>(duration_ns) >= 999.5 * static_cast<double>(kSmallUnits[unit].size_ns)) {
    unit++;
  }
  const double value = static_cast<double>(duration_ns) / static_cast<double>(kSmallUnits[unit].size_ns);
  return three_digits(value) + " " + kSmallUnits[unit].name;
}

std::string format_tick_ns(int64_t time_ns, int64_t step_ns, int64_t largest_ns) {
  if (time_ns == 0) return "0";
  size_t unit = 0;
  while (unit + 1 < kSmallUnits.size() && largest_ns >= kSmallUnits[unit + 1].size_ns) unit++;
  int decimals = 0;
  for (int64_t size = kSmallUnits[unit].size_ns; size > step_ns && decimals < 9; size /= 10) decimals++;
  const double value = static_cast<double>(time_ns) / static_cast<double>(kSmallUnits[unit].size_ns);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (decimals > 0) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text + " " + kSmallUnits[unit].name;
}

std::string format_count(uint64_t count) {
  std::string text = std::to_string(count);
  for (size_t i = text.size(); i > 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return text;
}

std::string format_counted(uint64_t count, const char* noun) {
  return format_count(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string format_share(int64_t part, int64_t whole) {
  if (whole <= 0) return "-";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.5) return "<1 %";
  return fmt::format("{:.0f} %", percent);
}

int64_t round_step(int64_t least) {
  int64_t power = 1;
  while (true) {
    for (const int64_t factor : {1, 2, 5}) {
      if (power * factor >= least) return power * factor;
    }
    if (power > std::numeric_limits<int64_t>::max() / 100) return power;
    power *= 10;
  }
}

}  // namespace coutil::tracer
