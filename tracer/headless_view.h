// The tracer's frame with no display: an ImGui context without a backend, whose draw lists our rasteriser
// paints. The window's tests use it as well, by writing ImGui's io before a frame.
#pragma once

#include <functional>

#include "tracer/font_view.h"
#include "tracer/raster.h"
#include "tracer/tracer_view.h"

struct ImGuiContext;

namespace coutil::tracer {

// Owns an ImGui context, makes it the current one, and has one frame at a time.
class HeadlessScreen {
 public:
  // Pixels; `scale` is 1 for an ordinary display, 2 for a dense one.
  HeadlessScreen(int width, int height, float scale);
  ~HeadlessScreen();
  HeadlessScreen(const HeadlessScreen&) = delete;
  HeadlessScreen& operator=(const HeadlessScreen&) = delete;

  void resize(int width, int height);
  const Fonts& fonts() const { return fonts_; }
  float scale() const { return scale_; }

  // One frame of the view, as if a sixtieth of a second had passed.
  void show(TracerView& view);
  // The same for whatever paints a frame.
  void show(const std::function<void(const Fonts& fonts, float scale)>& paint);
  // What the last frame looks like.
  Raster picture(Colour background) const;

 private:
  ImGuiContext* context_;
  Fonts fonts_;
  float scale_;
};

}  // namespace coutil::tracer
