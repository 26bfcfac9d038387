// Zooming, panning and round numbers for the ruler. Knows no trace and no ImGui.
#include "tracer/timeline_scale.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace coutil::tracer {
namespace {

constexpr double kMargin = 0.02;  // of the width, on either side, when all is shown

struct TimeUnit {
  double nanoseconds;
  const char* name;
};
constexpr std::array<TimeUnit, 4> kTimeUnits = {{{1e9, "s"}, {1e6, "ms"}, {1e3, "us"}, {1, "ns"}}};

double fitting_per_pixel(const TimelineScale& scale, const AxisRange& range) {
  const double length = std::max(range.high - range.low, 1e-9);
  return length * (1 + 2 * kMargin) / std::max(scale.width, 1.0);
}

// The largest unit of which `nanoseconds` is at least one.
const TimeUnit& unit_for(double nanoseconds) {
  for (const TimeUnit& unit : kTimeUnits) {
    if (std::fabs(nanoseconds) >= unit.nanoseconds) return unit;
  }
  return kTimeUnits.back();
}

// A number without the zeros that say nothing: 1.500 -> 1.5.
std::string trimmed(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

// The smallest of 1, 2, 5 times a power of ten that is at least `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

}  // namespace

void fit(TimelineScale& scale, const AxisRange& range) {
  scale.per_pixel = fitting_per_pixel(scale, range);
  scale.start = range.low - kMargin * scale.width * scale.per_pixel / (1 + 2 * kMargin);
}

void show(TimelineScale& scale, const AxisRange& range) {
  scale.per_pixel = std::max(range.high - range.low, 1e-9) / std::max(scale.width, 1.0);
  scale.start = range.low;
}

void zoom_at(TimelineScale& scale, double pixel, double factor, const AxisRange& range, double smallest) {
  const double largest = fitting_per_pixel(scale, range);
  const double fixed = scale.to_position(pixel);
  // The least comes last: a trace of one event may be smaller than a pixel's worth.
  scale.per_pixel = std::max(std::min(scale.per_pixel * factor, largest), std::min(smallest, largest));
  scale.start = fixed - (pixel - scale.left) * scale.per_pixel;
  if (scale.per_pixel >= largest) fit(scale, range);
}

void pan_by(TimelineScale& scale, double pixels, const AxisRange& range) {
  const double visible = scale.width * scale.per_pixel;
  const double lowest = range.low - visible * 0.8;
  const double highest = range.high - visible * 0.2;
  scale.start = std::clamp(scale.start - pixels * scale.per_pixel, lowest, std::max(lowest, highest));
}

std::vector<RulerTick> ruler_ticks(const TimelineScale& scale, Axis axis, double spacing) {
  std::vector<RulerTick> ticks;
  const double least = axis == Axis::kOrder ? 1.0 : 1e-3;
  const double step = round_step(std::max(spacing * scale.per_pixel, least));
  const int parts = axis == Axis::kOrder && step < 5 ? 1 : 5;
  const TimeUnit& unit = unit_for(std::max(std::fabs(scale.start + scale.width * scale.per_pixel), step));
  const int digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step / unit.nanoseconds) - 1e-9)));
  const double first = std::floor(scale.start / step);
  const double count = std::ceil(scale.width * scale.per_pixel / step) + 2;
  for (double i = 0; i < count; ++i) {
    for (int part = 0; part < parts; ++part) {
      const double position = (first + i + static_cast<double>(part) / parts) * step;
      if (position < 0 || position > scale.end()) continue;
      RulerTick tick{position, {}};
      if (part == 0 && axis == Axis::kOrder) tick.label = fmt::format("#{:.0f}", position);
      if (part == 0 && axis == Axis::kTime) {
        tick.label = position == 0 ? "0" : trimmed(position / unit.nanoseconds, digits) + " " + unit.name;
      }
      ticks.push_back(std::move(tick));
    }
  }
  return ticks;
}

std::string time_text(std::int64_t time_ns, int digits) {
  if (time_ns == 0) return "0";
  const TimeUnit& unit = unit_for(static_cast<double>(time_ns));
  return trimmed(static_cast<double>(time_ns) / unit.nanoseconds, digits) + " " + unit.name;
}

}  // namespace coutil::tracer
