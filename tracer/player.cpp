// Speeds are 1, 2 or 5 times a power of ten, so that the same presses lead to the same speeds.
#include "tracer/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace coutil::tracer {
namespace {

constexpr double kWantedSeconds = 30;  // for the whole trace
constexpr double kPatienceSeconds = 120;
constexpr double kLeastTimeSpeed = 1e-9, kMostTimeSpeed = 1e4;
constexpr double kLeastOrderSpeed = 0.1, kMostOrderSpeed = 1e8;

// The largest of 1, 2, 5 times a power of ten that is at most `value`.
double rounded_down(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
  for (const double factor : {5.0, 2.0}) {
    if (factor * power <= value * (1 + 1e-9)) return factor * power;
  }
  return power;
}

double limited(Axis axis, double speed) {
  return axis == Axis::kTime ? std::clamp(speed, kLeastTimeSpeed, kMostTimeSpeed)
                             : std::clamp(speed, kLeastOrderSpeed, kMostOrderSpeed);
}

}  // namespace

void Player::choose_speeds(const Lanes& lanes) {
  const double events = std::max(static_cast<double>(lanes.axis_end(Axis::kOrder)), 1.0);
  const auto length_ns = static_cast<double>(lanes.axis_end(Axis::kTime) - lanes.axis_begin(Axis::kTime));
  const double seconds = std::max(length_ns / 1e9, 1e-9);
  const bool at_its_own_pace = seconds >= kWantedSeconds / 10 && seconds <= kPatienceSeconds;
  speeds_ = {limited(Axis::kTime, at_its_own_pace ? 1 : rounded_down(seconds / kWantedSeconds)),
             limited(Axis::kOrder, rounded_down(std::max(events / kWantedSeconds, 5.0)))};
}

void Player::start(Axis axis, double position) {
  running_ = true;
  axis_ = axis;
  position_ = position;
}

void Player::advance(const Lanes& lanes, double seconds) {
  if (!running_) return;
  const double units = axis_ == Axis::kTime ? 1e9 : 1;
  position_ += seconds * units * speed(axis_);
  const auto end = static_cast<double>(lanes.axis_end(axis_));
  if (position_ < end) return;
  position_ = end;
  running_ = false;
}

void Player::change_speed(Axis axis, bool faster) {
  double& speed = speeds_[static_cast<std::size_t>(axis)];
  const double step = rounded_down(speed);
  const double digit = std::round(step / std::pow(10.0, std::floor(std::log10(step) + 1e-9)));
  if (faster) {
    speed = limited(axis, digit == 2 ? step * 2.5 : step * 2);
  } else {
    speed = limited(axis, digit == 5 ? step / 2.5 : step / 2);
  }
}

std::string Player::speed_text(Axis axis) const {
  if (axis == Axis::kTime) return fmt::format("{:g}x", speed(axis));
  return fmt::format("{:g} {}/s", speed(axis), speed(axis) == 1 ? "event" : "events");
}

}  // namespace coutil::tracer
