// Plays a trace: where it stands on the axis and how fast it goes there. A plain value; knows no picture.
#pragma once

#include <array>
#include <string>

#include "tracer/lane.h"

namespace coutil::tracer {

class Player {
 public:
  // Speeds with which the trace takes half a minute or so; 1x where that does not take too long.
  void choose_speeds(const Lanes& lanes);

  bool running() const { return running_; }
  double position() const { return position_; }  // on the axis that it was started on
  Axis axis() const { return axis_; }

  // Begins at a position of an axis.
  void start(Axis axis, double position);
  void stop() { running_ = false; }
  // Moves on by so many seconds of the person who looks; stops at the end of the trace.
  void advance(const Lanes& lanes, double seconds);

  // Trace seconds a second, or events a second.
  double speed(Axis axis) const { return speeds_[static_cast<std::size_t>(axis)]; }
  // The next one of 1, 2, 5, 10, 20, ...
  void change_speed(Axis axis, bool faster);
  // "0.1x", "50 events/s".
  std::string speed_text(Axis axis) const;

 private:
  bool running_ = false;
  Axis axis_ = Axis::kOrder;
  double position_ = 0;
  std::array<double, 2> speeds_{1, 10};  // by Axis
};

}  // namespace coutil::tracer
