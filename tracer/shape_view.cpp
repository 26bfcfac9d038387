// How each state looks: filled, hatched, hollow, dashed or dotted, so that it can be told without its colour.
#include "tracer/shape_view.h"

#include <algorithm>
#include <cmath>

namespace coutil::tracer {
namespace {

constexpr float kLeastRound = 9;  // pixels of the design: the width from which a box has round corners

ImDrawFlags corners(bool open_left, bool open_right) {
  if (open_left && open_right) return ImDrawFlags_RoundCornersNone;
  if (open_left) return ImDrawFlags_RoundCornersRight;
  if (open_right) return ImDrawFlags_RoundCornersLeft;
  return ImDrawFlags_RoundCornersAll;
}

// Fills a box; where it has no end, the last bit fades out.
void paint_fill(const Painter& painter, const Box& box, Colour colour, bool open_left, bool open_right) {
  // Round corners cost twenty times a plain box, and can't be seen on narrow ones.
  const float radius = box.width() < painter.px(kLeastRound) ? 0 : painter.px(4);
  const float fade = open_right ? std::min(painter.px(28), box.width() / 2) : 0;
  if (fade <= 0) {
    painter.list->AddRectFilled(top_left(box), bottom_right(box), colour, radius,
                                corners(open_left, open_right));
    return;
  }
  // Square and on whole pixels, or the two parts would overlap in a seam.
  const Colour clear = faded(colour, 0);
  const float seam = std::round(box.right - fade);
  painter.list->AddRectFilled(top_left(box), {seam, box.bottom}, colour);
  painter.list->AddRectFilledMultiColor({seam, box.top}, bottom_right(box), colour, clear, clear, colour);
}

void paint_outline(const Painter& painter, const Box& box, Colour colour, bool open_right) {
  const float inset = painter.scale / 2;
  const float top = box.top + inset, bottom = box.bottom - inset;
  if (!open_right) {
    const float radius = painter.px(4);
    painter.list->AddRect({box.left + inset, top}, {box.right - inset, bottom}, colour, radius, 0,
                          painter.scale);
    return;
  }
  painter.list->AddLine({box.left, top}, {box.right, top}, colour, painter.scale);
  painter.list->AddLine({box.left, bottom}, {box.right, bottom}, colour, painter.scale);
}

void paint_hollow(const Painter& painter, const Box& box, Colour colour, bool stuck, bool open_left,
                  bool open_right) {
  paint_fill(painter, box, faded(colour, stuck ? 0.22 : 0.14), open_left, open_right);
  if (stuck) paint_hatching(painter, box, faded(colour, 0.20), 9, 2);
  if (box.width() >= painter.px(kLeastRound))
    paint_outline(painter, box, faded(colour, stuck ? 0.9 : 0.45), open_right);
  if (open_left || box.width() < painter.px(4)) return;
  const bool wide = box.width() >= painter.px(2 * kLeastRound);
  painter.list->AddRectFilled(top_left(box), {box.left + painter.px(wide ? 4 : 2), box.bottom}, colour,
                              wide ? painter.px(2) : 0);
}

// A line along the middle, broken into strokes; `stroke` and `gap` are pixels of the design.
void paint_broken_line(const Painter& painter, const Box& box, Colour colour, float stroke, float gap) {
  const float y = std::round(box.middle_y());
  const float thickness = painter.px(2);
  const float step = painter.px(stroke + gap);
  for (float x = box.left; x < box.right; x += step) {
    const float end = std::min(x + painter.px(stroke), box.right);
    painter.list->AddRectFilled({x, y - thickness / 2}, {end, y + thickness / 2}, colour);
  }
  const float post = painter.px(6);
  painter.list->AddRectFilled({box.left, y - post}, {box.left + thickness, y + post}, colour);
}

}  // namespace

void paint_hatching(const Painter& painter, const Box& box, Colour colour, float distance, float thickness) {
  const float step = painter.px(distance);
  const float height = box.height();
  // The strokes lie on a grid of the window, so that neighbouring boxes match.
  for (float x = std::floor((box.left - height) / step) * step; x < box.right; x += step) {
    const float from = std::max(x, box.left), to = std::min(x + height, box.right);
    if (to - from < 1) continue;
    painter.list->AddLine({from, box.bottom - (from - x)}, {to, box.bottom - (to - x)}, colour,
                          painter.px(thickness));
  }
}

void paint_state(const Painter& painter, const Box& box, State state, bool stuck, bool open_left,
                 bool open_right) {
  const Colour colour = stuck ? painter.theme->stuck : colour_of(*painter.theme, state);
  switch (shape_of(state)) {
    case Shape::kSolid:
      return paint_fill(painter, box, colour, open_left, open_right);
    case Shape::kHatched:
      paint_fill(painter, box, faded(colour, 0.14), open_left, open_right);
      if (box.width() > painter.px(6)) paint_hatching(painter, box, faded(colour, 0.55), 6, 1.5F);
      if (box.width() > painter.px(3)) return paint_outline(painter, box, colour, open_right);
      return paint_fill(painter, box, colour, false, false);
    case Shape::kHollow: {
      const float lower = stuck ? 0 : painter.px(3);
      const Box low = {box.left, box.top + lower, box.right, box.bottom - lower};
      return paint_hollow(painter, low, colour, stuck, open_left, open_right);
    }
    case Shape::kThin: {
      const float half = painter.px(3), middle = std::round(box.middle_y());
      return paint_fill(painter, {box.left, middle - half, box.right, middle + half}, faded(colour, 0.55),
                        open_left, open_right);
    }
    case Shape::kDashed:
      return paint_broken_line(painter, box, colour, 9, 5);
    case Shape::kDotted:
      return paint_broken_line(painter, box, colour, 2, 5);
    case Shape::kNone:
      return;
  }
}

void paint_hold(const Painter& painter, const Box& box, bool stuck) {
  const Colour colour = painter.theme->hold;
  const bool open = stuck;
  if (box.height() < painter.px(10)) return paint_fill(painter, box, faded(colour, 0.75), false, open);
  paint_fill(painter, box, faded(colour, 0.16), false, open);
  painter.list->AddRectFilled({box.left, box.top}, {box.left + painter.px(3), box.bottom}, colour,
                              painter.px(1));
}

float text_width(const ImFont* font, std::string_view text) {
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

void paint_text(const Painter& painter, const ImFont* font, float x, float middle_y, Colour colour,
                std::string_view text, const Box* clip) {
  if (text.empty()) return;
  const float y = std::round(middle_y - font->FontSize / 2);
  const ImVec4 edges = clip != nullptr ? ImVec4(clip->left, clip->top, clip->right, clip->bottom) : ImVec4();
  painter.list->AddText(font, font->FontSize, {std::round(x), y}, colour, text.data(),
                        text.data() + text.size(), 0, clip != nullptr ? &edges : nullptr);
}

void paint_arrow_head(const Painter& painter, float x, float y, float direction_x, float direction_y,
                      Colour colour) {
  const float length = painter.px(8), half = painter.px(4);
  const ImVec2 back = {x - direction_x * length, y - direction_y * length};
  painter.list->AddTriangleFilled({x, y}, {back.x - direction_y * half, back.y + direction_x * half},
                                  {back.x + direction_y * half, back.y - direction_x * half}, colour);
}

void paint_arrow(const Painter& painter, const ArrowLine& line, Colour colour, float thickness) {
  const float down = line.to_y > line.from_y ? 1.0F : -1.0F;
  const float neck = line.to_y - down * painter.px(6);
  const float bend = std::min(std::fabs(neck - line.from_y) * 0.5F, painter.px(60));
  painter.list->AddBezierCubic({line.from_x, line.from_y}, {line.from_x, line.from_y + down * bend},
                               {line.to_x, neck - down * bend}, {line.to_x, neck}, colour,
                               painter.px(thickness));
  paint_arrow_head(painter, line.to_x, line.to_y, 0, down, colour);
}

void paint_pin(const Painter& painter, float x, float y, bool pinned, Colour colour, Colour ground) {
  const float radius = painter.px(4);
  painter.list->AddLine({x, y}, {x, y + painter.px(8)}, colour, painter.px(1.5F));
  painter.list->AddCircleFilled({x, y - painter.px(2)}, radius, colour, 16);
  if (!pinned) painter.list->AddCircleFilled({x, y - painter.px(2)}, radius - painter.px(1.5F), ground, 16);
}

void paint_fold(const Painter& painter, float x, float y, bool folded, Colour colour) {
  const float half = painter.px(4);
  if (folded) {
    painter.list->AddTriangleFilled({x - half * 0.6F, y - half}, {x + half, y}, {x - half * 0.6F, y + half},
                                    colour);
  } else {
    painter.list->AddTriangleFilled({x - half, y - half * 0.6F}, {x + half, y - half * 0.6F}, {x, y + half},
                                    colour);
  }
}

}  // namespace coutil::tracer
