// The window's frame with no display: writes into ImGui's io what a mouse and a keyboard would, and shows a
// frame after each.
#pragma once

#include <string>

#include "tests/tracer_view/trace_file.h"
#include "tracer/headless_view.h"

namespace coutil::tracer::test {

class Driver {
 public:
  explicit Driver(const std::string& lines, int width = 1200, int height = 700, float scale = 1);

  void show(int frames = 1);
  void move(float x, float y);
  void wheel(float notches);
  void button(bool down);
  void click(float x, float y);
  void click(const Box& box) { click((box.left + box.right) / 2, box.middle_y()); }
  void double_click(float x, float y);
  void drag(float from_x, float from_y, float to_x, float to_y);
  void press(int key, bool ctrl = false, bool shift = false);
  // Types a text, a character a frame.
  void type(const std::string& text);

  const SpanBox* find(std::uint32_t lane, State state) const;
  const TimelineScale& scale() const { return view.input().scale; }
  ViewState& state() { return view.state(); }

  LoadedTrace trace;
  HeadlessScreen screen;
  TracerView view;
};

}  // namespace coutil::tracer::test
