// Plain writes to the io of ImGui's current context, which is the screen's.
#include "tests/tracer_view/driver.h"

#include <imgui.h>

namespace coutil::tracer::test {

Driver::Driver(const std::string& lines, int width, int height, float scale)
    : trace(lines), screen(width, height, scale), view(trace.lanes) {
  show();
}

void Driver::show(int frames) {
  for (int i = 0; i < frames; ++i) screen.show(view);
}

void Driver::move(float x, float y) {
  ImGui::GetIO().MousePos = {x, y};
  show();
}

void Driver::wheel(float notches) {
  ImGui::GetIO().MouseWheel = notches;
  show();
}

void Driver::button(bool down) {
  ImGui::GetIO().MouseDown[0] = down;
  show();
}

void Driver::click(float x, float y) {
  move(x, y);
  button(true);
  button(false);
  show(30);  // long enough that the next one makes no double click
}

void Driver::double_click(float x, float y) {
  move(x, y);
  for (const bool down : {true, false, true, false}) button(down);
  show(30);
}

void Driver::drag(float from_x, float from_y, float to_x, float to_y) {
  move(from_x, from_y);
  button(true);
  move((from_x + to_x) / 2, (from_y + to_y) / 2);
  move(to_x, to_y);
  button(false);
}

void Driver::press(int key, bool ctrl, bool shift) {
  ImGuiIO& io = ImGui::GetIO();
  io.KeyCtrl = ctrl;
  io.KeyShift = shift;
  io.KeysDown[key] = true;
  show();
  io.KeysDown[key] = io.KeyCtrl = io.KeyShift = false;
  show();
}

void Driver::type(const std::string& text) {
  for (const char character : text) {
    ImGui::GetIO().AddInputCharacter(static_cast<unsigned char>(character));
    show();
  }
  show();
}

const SpanBox* Driver::find(std::uint32_t lane, State state) const {
  for (const SpanBox& box : view.timeline().spans) {
    if (box.lane == lane && box.state == state) return &box;
  }
  return nullptr;
}

}  // namespace coutil::tracer::test
