// Painting the shapes that stand for states, and arrows and texts: used by the timeline and by its legend
// alike, so that the two can't differ.
#pragma once

#include <imgui.h>

#include <string_view>

#include "tracer/font_view.h"
#include "tracer/theme.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

struct Painter {
  ImDrawList* list;
  const Theme* theme;
  const Fonts* fonts;
  float scale;  // pixels of the display to one of the design

  float px(float design) const { return design * scale; }
};

// Between the edge of a panel and what is in it, in pixels of the design.
inline constexpr float kMargin = 16;

inline ImVec2 top_left(const Box& box) { return {box.left, box.top}; }
inline ImVec2 bottom_right(const Box& box) { return {box.right, box.bottom}; }

// The box of a span: its state's shape and colour. A stuck wait is hatched in the colour of trouble.
void paint_state(const Painter& painter, const Box& box, State state, bool stuck, bool open_left,
                 bool open_right);
void paint_hold(const Painter& painter, const Box& box, bool stuck);
void paint_hatching(const Painter& painter, const Box& box, Colour colour, float distance, float thickness);

// A text whose left end is at x, centred around y and cut at `clip`'s edges.
void paint_text(const Painter& painter, const ImFont* font, float x, float middle_y, Colour colour,
                std::string_view text, const Box* clip = nullptr);
float text_width(const ImFont* font, std::string_view text);

// A curved arrow; its head points up or down into the box at its end.
void paint_arrow(const Painter& painter, const ArrowLine& line, Colour colour, float thickness);
void paint_arrow_head(const Painter& painter, float x, float y, float direction_x, float direction_y,
                      Colour colour);

// Beside names: a pin, filled where the lane is pinned; a triangle that points down, or right where a group
// is folded. Both around (x, y).
void paint_pin(const Painter& painter, float x, float y, bool pinned, Colour colour, Colour ground);
void paint_fold(const Painter& painter, float x, float y, bool folded, Colour colour);

}  // namespace coutil::tracer
