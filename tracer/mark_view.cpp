// Each kind of mark has a shape of its own, so that it can be told without its colour.
#include "tracer/mark_view.h"

namespace coutil::tracer {
namespace {

// An arrow of a message, upright: it goes up into the box, or down out of it.
void paint_message(const Painter& painter, float x, float y, bool up) {
  const Theme& theme = *painter.theme;
  const float tip = up ? y - painter.px(5) : y + painter.px(7),
              tail = up ? y + painter.px(7) : y - painter.px(5);
  const float back = up ? tip + painter.px(6) : tip - painter.px(6), half = painter.px(4);
  const float rim = painter.px(1.5F), toward = up ? -rim : rim;
  // A rim in the colour of the ground sets it off from any box.
  painter.list->AddLine({x, tail - toward}, {x, back}, theme.background, painter.px(2) + 2 * rim);
  painter.list->AddTriangleFilled({x, tip + 1.5F * toward}, {x - half - 1.5F * rim, back - toward},
                                  {x + half + 1.5F * rim, back - toward}, theme.background);
  painter.list->AddLine({x, tail}, {x, back}, theme.outside, painter.px(2));
  painter.list->AddTriangleFilled({x, tip}, {x - half, back}, {x + half, back}, theme.outside);
}

void paint_diamond(const Painter& painter, float x, float y, bool filled) {
  const Theme& theme = *painter.theme;
  const auto diamond = [&](float half, Colour colour) {
    painter.list->AddQuadFilled({x, y - half}, {x + half, y}, {x, y + half}, {x - half, y}, colour);
  };
  diamond(painter.px(6.5F), theme.background);
  diamond(painter.px(5), theme.outside);
  if (!filled) diamond(painter.px(2.6F), theme.background);
}

void paint_flag(const Painter& painter, float x, float y) {
  const Colour colour = painter.theme->outside;
  painter.list->AddLine({x, y - painter.px(7)}, {x, y + painter.px(7)}, colour, painter.px(1.5F));
  painter.list->AddTriangleFilled({x, y - painter.px(7)}, {x + painter.px(8), y - painter.px(3)},
                                  {x, y + painter.px(1)}, colour);
}

void paint_process(const Painter& painter, const MarkGlyph& mark) {
  const Theme& theme = *painter.theme;
  const float x = mark.x, y = mark.y, half = painter.px(4.5F);
  if (mark.what == What::kStart) {
    painter.list->AddTriangleFilled({x - half, y - painter.px(5)}, {x + half + painter.px(1), y},
                                    {x - half, y + painter.px(5)}, theme.outside);
  } else {
    painter.list->AddRectFilled({x - half, y - half}, {x + half, y + half},
                                mark.bad ? theme.stuck : theme.outside, painter.px(1));
  }
}

// A note, a line that was printed, a fault.
void paint_triangle(const Painter& painter, const MarkGlyph& mark) {
  const float size = painter.px(5);
  const Colour colour = mark.mark.kind == MarkKind::kPrint ? painter.theme->text_dim : painter.theme->accent;
  painter.list->AddTriangleFilled({mark.x - size, mark.y - size}, {mark.x + size, mark.y - size},
                                  {mark.x, mark.y + size * 0.6F}, colour);
}

}  // namespace

void paint_cross(const Painter& painter, float x, float y) {
  const float half = painter.px(4);
  painter.list->AddLine({x - half, y - half}, {x + half, y + half}, painter.theme->stuck, painter.px(2));
  painter.list->AddLine({x - half, y + half}, {x + half, y - half}, painter.theme->stuck, painter.px(2));
}

void paint_mark(const Painter& painter, const MarkGlyph& mark) {
  switch (mark.mark.kind) {
    case MarkKind::kSend:
    case MarkKind::kDeliver: {
      const bool up = mark.mark.kind == MarkKind::kDeliver;
      if (!mark.both) return paint_message(painter, mark.x, mark.y, up);
      const float apart = painter.px(4.5F);
      paint_message(painter, mark.x - apart, mark.y, up);
      return paint_message(painter, mark.x + apart, mark.y, !up);
    }
    case MarkKind::kOpen:
    case MarkKind::kClose:
      return paint_diamond(painter, mark.x, mark.y, mark.mark.kind == MarkKind::kClose);
    case MarkKind::kDrop:
      return paint_cross(painter, mark.x, mark.y);
    case MarkKind::kSignal:
      return paint_flag(painter, mark.x, mark.y);
    case MarkKind::kProcess:
      return paint_process(painter, mark);
    default:
      return paint_triangle(painter, mark);
  }
}

void paint_halo(const Painter& painter, const MarkGlyph& mark) {
  painter.list->AddCircleFilled({mark.x, mark.y}, painter.px(11), faded(painter.theme->selection, 0.25), 24);
}

}  // namespace coutil::tracer
