// Messages, the stretches of faults, and how many bundles stand for or are out of the picture.
#include "tracer/message_view.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "tracer/mark_view.h"
#include "tracer/units.h"

namespace coutil::tracer {

// How many a bundle stands for, in a pill around (x, y).
void paint_count(const Painter& painter, std::uint32_t count, float x, float y) {
  const Theme& theme = *painter.theme;
  ImDrawList& list = *painter.list;
  const std::string text = "×" + format_count(count);
  const float half = text_width(painter.fonts->small, text) / 2, rim = painter.px(4);
  list.AddRectFilled({x - half - rim, y - painter.px(8)}, {x + half + rim, y + painter.px(8)}, theme.raised,
                     painter.px(8));
  paint_text(painter, painter.fonts->small, x - half, y, theme.text, text);
}

// Messages go straight from lane to lane: the slant is the time that they took.
void paint_messages(const Painter& painter, const TimelineFrame& frame, const Hit& hovered) {
  const Theme& theme = *painter.theme;
  ImDrawList& list = *painter.list;
  for (std::size_t i = 0; i < frame.messages.size(); ++i) {
    const MessageLine& line = frame.messages[i];
    const bool is_hovered = hovered.kind == Hit::Kind::kMessage && hovered.index == i;
    const Colour colour = is_hovered ? theme.accent : line.lost ? theme.stuck : theme.outside;
    list.AddLine({line.from_x, line.from_y}, {line.to_x, line.to_y}, faded(colour, is_hovered ? 1 : 0.8),
                 painter.px(line.count > 1 ? 2.2F : 1.4F));
    if (line.lost) {
      paint_cross(painter, line.to_x, line.to_y);
      continue;
    }
    const float dx = line.to_x - line.from_x, dy = line.to_y - line.from_y;
    const float length = std::max(std::hypot(dx, dy), 1.0F);
    paint_arrow_head(painter, line.to_x, line.to_y, dx / length, dy / length, colour);
    if (line.count > 1) paint_count(painter, line.count, line.from_x + dx * 0.5F, line.from_y + dy * 0.5F);
  }
}

// Why messages were lost, over whatever else stands there.
void paint_lost_words(const Painter& painter, const TimelineFrame& frame) {
  const Theme& theme = *painter.theme;
  ImDrawList& list = *painter.list;
  for (const MessageLine& line : frame.messages) {
    if (!line.lost) continue;
    const std::string text = line.why + (line.count > 1 ? " ×" + format_count(line.count) : "");
    const float left = line.to_x + painter.px(8), half = painter.px(7);
    list.AddRectFilled({left - painter.px(2), line.to_y - half},
                       {left + text_width(painter.fonts->small, text) + painter.px(2), line.to_y + half},
                       faded(theme.background, 0.85), painter.px(3));
    paint_text(painter, painter.fonts->small, left, line.to_y, theme.stuck, text);
  }
}

// Over the lanes of a struck host: a tint, hatched where it is down, with its word where there is room.
void paint_faults(const Painter& painter, const TimelineFrame& frame) {
  const Theme& theme = *painter.theme;
  ImDrawList& list = *painter.list;
  for (const FaultBand& band : frame.faults) {
    const bool down = band.kind == FaultKind::kDown;
    const Colour colour = down ? theme.stuck : band.kind == FaultKind::kCut ? theme.outside : theme.suspended;
    list.AddRectFilled(top_left(band.box), bottom_right(band.box), faded(colour, down ? 0.10 : 0.08));
    if (down) paint_hatching(painter, band.box, faded(colour, 0.12), 14, 1.5F);
    list.AddRect(top_left(band.box), bottom_right(band.box), faded(colour, 0.35), 0, 0, painter.scale);
    const char* word = fault_word(band.kind);
    if (text_width(painter.fonts->small, word) + painter.px(8) > band.box.width()) continue;
    paint_text(painter, painter.fonts->small, band.box.left + painter.px(5), band.box.top + painter.px(9),
               colour, word, &band.box);
  }
}

// What there was no room for.
void paint_unseen(const Painter& painter, const TimelineFrame& frame) {
  const Theme& theme = *painter.theme;
  ImDrawList& list = *painter.list;
  std::string text;
  if (frame.unseen_arrows > 0) text = format_count(frame.unseen_arrows) + " more wakes";
  if (frame.unseen_messages > 0) {
    text += (text.empty() ? "" : ", ") + format_count(frame.unseen_messages) + " more messages";
  }
  if (text.empty()) return;
  const float width = text_width(painter.fonts->small, text);
  const float x = frame.lanes_area.right - width - painter.px(16);
  const float y = frame.lanes_area.bottom - painter.px(16);
  list.AddRectFilled({x - painter.px(8), y - painter.px(10)}, {x + width + painter.px(8), y + painter.px(10)},
                     theme.raised, painter.px(10));
  paint_text(painter, painter.fonts->small, x, y, theme.text_dim, text);
}

}  // namespace coutil::tracer
