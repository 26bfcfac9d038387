// Reads a number and its unit. Knows no trace.
#include "tracer/time_argument.h"

#include <cmath>
#include <cstdlib>

namespace coutil::tracer {

std::optional<std::int64_t> parse_time_ns(const std::string& text) {
  char* rest = nullptr;
  const double number = std::strtod(text.c_str(), &rest);
  if (rest == text.c_str() || !std::isfinite(number) || number < 0) return std::nullopt;
  while (*rest == ' ') ++rest;
  const std::string unit = rest;
  double factor = 0;
  if (unit.empty() || unit == "ns") factor = 1;
  if (unit == "us") factor = 1e3;
  if (unit == "ms") factor = 1e6;
  if (unit == "s") factor = 1e9;
  if (unit == "min") factor = 60e9;
  if (unit == "h") factor = 3600e9;
  if (factor == 0 || number * factor > 9e18) return std::nullopt;
  return std::llround(number * factor);
}

}  // namespace coutil::tracer
