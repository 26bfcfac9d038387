// Thin lines through all lanes, with a handle on the ruler.
#include "tracer/cursor_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/units.h"

namespace coutil::tracer {
namespace {

float x_of(const TimelineInput& input, double position) {
  return static_cast<float>(std::clamp(input.scale.to_pixel(position), -1e6, 1e6));
}

// By order a row is as wide as its place: its middle.
double position_of(const TimelineInput& input, std::uint32_t row) {
  return static_cast<double>(input.lanes->position(input.axis, row));
}

bool in_sight(const TimelineFrame& frame, float x) {
  return x >= frame.lanes_area.left - 1 && x <= frame.lanes_area.right;
}

}  // namespace

void paint_cursor(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                  const ViewState& state) {
  const bool plays = state.player.running() && state.player.axis() == input.axis;
  if (!plays && state.cursor == kNone) return;
  const float x = std::round(x_of(input, plays ? state.player.position() : position_of(input, state.cursor)));
  if (!in_sight(frame, x)) return;
  const Colour colour = ui.theme().accent;
  ui.painter.list->AddLine({x, frame.ruler.bottom}, {x, frame.lanes_area.bottom}, faded(colour, 0.8),
                           ui.px(1.5F));
  const float half = ui.px(6), y = frame.ruler.bottom;
  ui.painter.list->AddTriangleFilled({x - half, y - ui.px(9)}, {x + half, y - ui.px(9)}, {x, y}, colour);
}

void paint_bookmarks(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                     const Bookmarks& bookmarks) {
  for (const Bookmark& bookmark : bookmarks.list()) {
    if (bookmark.event >= input.lanes->model().event_count()) break;
    const float x = std::round(x_of(input, position_of(input, bookmark.event)));
    if (!in_sight(frame, x)) continue;
    const Colour colour = ui.theme().hold;
    const float bottom = frame.ruler.bottom, top = bottom - ui.px(15);
    ui.painter.list->AddLine({x, top}, {x, frame.lanes_area.bottom}, faded(colour, 0.45), ui.painter.scale);
    const ImVec2 ribbon[] = {{x, top},
                             {x + ui.px(8), top},
                             {x + ui.px(8), top + ui.px(12)},
                             {x + ui.px(4), top + ui.px(8)},
                             {x, top + ui.px(12)}};
    ui.painter.list->AddTriangleFilled(ribbon[0], ribbon[1], ribbon[3], colour);
    ui.painter.list->AddTriangleFilled(ribbon[0], ribbon[3], ribbon[4], colour);
    ui.painter.list->AddTriangleFilled(ribbon[1], ribbon[2], ribbon[3], colour);
  }
}

void paint_stretch(const Ui& ui, const TimelineInput& input, const TimelineFrame& frame,
                   const AxisRange& stretch, const std::string& totals) {
  const Theme& theme = ui.theme();
  const Box& lanes = frame.lanes_area;
  const float left = std::clamp(x_of(input, stretch.low), lanes.left, lanes.right);
  const float right = std::clamp(x_of(input, stretch.high), lanes.left, lanes.right);
  ImDrawList& list = *ui.painter.list;
  // What lies beside it steps back.
  for (const auto& [from, to] : {std::pair{lanes.left, left}, std::pair{right, lanes.right}}) {
    list.AddRectFilled({from, lanes.top}, {to, lanes.bottom}, faded(theme.background, 0.45));
  }
  for (const float x : {left, right})
    list.AddLine({x, frame.ruler.top}, {x, lanes.bottom}, theme.accent, ui.px(1.5F));
  list.AddRectFilled({left, frame.ruler.top}, {right, frame.ruler.bottom}, faded(theme.accent, 0.18));
  const float width = text_width(ui.painter.fonts->small, totals) + ui.px(20);
  const float middle = std::clamp((left + right) / 2, lanes.left + width / 2,
                                  std::max(lanes.right - width / 2, lanes.left + width / 2));
  const Box box = {middle - width / 2, lanes.top + ui.px(6), middle + width / 2, lanes.top + ui.px(30)};
  fill(ui, box, theme.raised, 5);
  outline(ui, box, theme.accent, 5);
  paint_text(ui.painter, ui.painter.fonts->small, box.left + ui.px(10), box.middle_y(), theme.text, totals);
}

}  // namespace coutil::tracer
