// Paints two timelines and what stands around them; what is said there was put together before.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "tracer/compare_view.h"
#include "tracer/cursor_view.h"
#include "tracer/panel_view.h"
#include "tracer/stretch_totals.h"
#include "tracer/timeline_label.h"
#include "tracer/timeline_view.h"

namespace coutil::tracer {

void CompareView::paint_side(const Ui& ui, std::size_t side, const Hit& hovered) const {
  ViewState state = state_;
  if (state.selection && side != side_) {
    const Selection other = partner_of(*state.selection);
    state.selection.reset();
    if (other.lane != kNone) state.selection = other;
  }
  const Side& shown = sides_[side];
  paint_timeline(ui.painter, shown.input, shown.frame, state, hovered);
  if (state.stretch) {
    const auto from = static_cast<std::int64_t>(std::ceil(state.stretch->low));
    const auto to = static_cast<std::int64_t>(std::ceil(state.stretch->high));
    const auto totals = stretch_totals(shown.facts->lanes, shown.facts->rows, shown.input.axis, from, to);
    paint_stretch(ui, shown.input, shown.frame, *state.stretch, stretch_text(totals));
  }
  if (parts()) paint_parting(ui.painter, side);
  // One clock, so one place in both: that of the row in its own trace.
  const bool plays = state.player.running();
  if (plays || state.cursor != parting_row_) paint_cursor(ui, sides_[side_].input, shown.frame, state);
}

void CompareView::paint_parting(const Painter& painter, std::size_t side) const {
  const TimelineFrame& frame = sides_[side].frame;
  const float x = parting_x(side);
  if (x < frame.lanes_area.left || x > frame.lanes_area.right) return;
  const Colour colour = painter.theme->accent;
  painter.list->AddLine({x, frame.ruler.top}, {x, frame.lanes_area.bottom}, colour, painter.px(2));
  const char* text = "they part here";
  const float width = text_width(painter.fonts->bold, text) + painter.px(14);
  const bool turned = x + width > frame.lanes_area.right;
  const float left = turned ? x - width : x, bottom = frame.ruler.bottom, top = bottom - painter.px(21);
  painter.list->AddRectFilled({left, top}, {left + width, bottom}, colour, painter.px(3));
  paint_text(painter, painter.fonts->bold, left + painter.px(7), (top + bottom) / 2,
             painter.theme->background, text);
}

// The upper one has the buttons of both.
void CompareView::paint_title(const Ui& ui, std::size_t side, const Box& area) {
  const Painter& painter = ui.painter;
  const Theme& theme = *painter.theme;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, theme.panel);
  painter.list->AddLine({area.left, area.top}, {area.right, area.top}, theme.line);
  float right = area.right - painter.px(kMargin);
  if (side == 0) {
    const HeaderClicks clicks = paint_choices(painter, right, area.middle_y(), state_);
    const bool parting =
        parts() && paint_choice(painter, right, area.middle_y(), {"where they part"}, -1, "N");
    const bool takes_clicks = !state_.help_open;
    if (takes_clicks && clicks.axis) run(Command::kAxis);
    if (takes_clicks && clicks.theme) run(Command::kTheme);
    if (takes_clicks && clicks.help) run(Command::kHelp);
    if (takes_clicks && parting) run(Command::kNextFinding);
  }
  const float x = area.left + painter.px(kMargin);
  const Box texts = {area.left, area.top, right, area.bottom};
  const std::string name = elided(one_line(sides_[side].name), 60);
  paint_text(painter, painter.fonts->bold, x, area.middle_y(), theme.text, name, &texts);
  const float behind = x + text_width(painter.fonts->bold, name) + painter.px(22);
  paint_text(painter, painter.fonts->small, behind, area.middle_y(), theme.text_dim,
             run_figures(lanes(side).model(), status_[side]), &texts);
}

void CompareView::paint_panel(const Painter& painter, const Box& area) const {
  const Theme& theme = *painter.theme;
  painter.list->PushClipRect({area.left, area.top}, {area.right, area.bottom});
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom},
                              parts() ? theme.warning_panel : theme.panel);
  painter.list->AddLine({area.left, area.top}, {area.right, area.top}, theme.line);
  const float left = area.left + painter.px(kMargin), line = painter.px(kLineHeight);
  const float end = area.right - painter.px(kMargin);
  float y = area.top + painter.px(10) + line / 2;
  const auto write = [&](const ImFont* font, float x, float right, Colour colour, const std::string& text) {
    const auto fits = static_cast<std::size_t>(std::max((right - x) / text_width(font, "m"), 0.0F));
    paint_text(painter, font, x, y, colour, elided(text, fits));
  };
  write(painter.fonts->bold, left, end, parts() ? theme.warning : theme.text, panel_.heading);
  const float behind = left + text_width(painter.fonts->bold, panel_.heading) + painter.px(22);
  write(painter.fonts->small, behind, end, theme.text_dim, panel_.headers);
  for (const std::string& text : panel_.common) {
    y += line;
    write(painter.fonts->normal, left, end, theme.text_dim, text);
  }
  y += line * 1.3F;
  const float first_y = y, middle = (area.left + area.right) / 2;
  for (std::size_t side = 0; side < 2; side++) {
    if (lines_[side].empty()) continue;
    const float x = side == 0 ? left : middle + painter.px(kMargin);
    const float right = side == 0 ? middle : end;
    y = first_y;
    write(painter.fonts->bold, x, right, theme.text, one_line(sides_[side].name));
    for (const std::string& text : lines_[side]) {
      y += line;
      write(painter.fonts->normal, x, right, theme.text, text);
    }
  }
  painter.list->PopClipRect();
}

}  // namespace coutil::tracer
