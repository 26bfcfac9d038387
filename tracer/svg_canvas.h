// Shapes as SVG elements. Knows that format; nothing of traces.
#pragma once

#include <string_view>

#include "tracer/export_output.h"
#include "tracer/theme.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

class SvgCanvas {
 public:
  explicit SvgCanvas(ExportOutput& out) : out_(out) {}

  void begin(float width, float height, std::string_view title);
  void end() { out_.write("</svg>\n"); }
  // What is drawn until end_clip() is cut at a box; each has its own name.
  void begin_clip(const char* name, const Box& box);
  void end_clip() { out_.write("</g>\n"); }

  // With a text that is shown where the mouse rests on it; empty for none.
  // Slanted lines, so far apart, that hatching() takes by their name.
  void pattern(const char* name, Colour colour, float distance, float thickness);
  void hatching(const Box& box, const char* pattern, float radius);

  void box(const Box& box, Colour fill, float radius = 0, std::string_view story = {});
  void outline(const Box& box, Colour colour, float radius = 0);
  void line(float x1, float y1, float x2, float y2, Colour colour, float thickness = 1,
            const char* dashes = nullptr);
  void curve(const ArrowLine& arrow, Colour colour, float thickness);
  void triangle(float x1, float y1, float x2, float y2, float x3, float y3, Colour fill);
  void dot(float x, float y, float radius, Colour fill);
  enum class Font { kNormal, kBold, kSmall };
  // Its left end at x, centred around y.
  void text(float x, float y, Colour colour, std::string_view text, Font font = Font::kNormal);

  // Pixels of a character.
  static constexpr float kWidth = 8.4F, kSmallWidth = 7.2F;

 private:
  ExportOutput& out_;
};

}  // namespace coutil::tracer
