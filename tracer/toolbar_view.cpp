// Buttons from left to right, as far as there is room beside the field.
#include "tracer/toolbar_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr float kButton = 28, kGap = 4;

std::string cursor_text(const TimelineInput& input, const ViewState& state) {
  const TraceModel& model = input.lanes->model();
  if (state.cursor == kNone || state.cursor >= model.event_count()) return "at the end";
  return fmt::format("#{}  at {}", state.cursor, time_text(model.time_ns(state.cursor), 6));
}

std::string result_text(const Search& search) {
  if (search.text().empty()) return {};
  if (search.results().empty()) return "nothing";
  return fmt::format("{} of {}{}", search.chosen() + 1, format_count(search.results().size()),
                     search.has_more() ? "+" : "");
}

// The field while nobody types: what was searched for, or how to begin.
void paint_idle_field(const Ui& ui, const Box& box, const Search& search) {
  const Theme& theme = ui.theme();
  const ImFont* font = ui.painter.fonts->small;
  fill(ui, box, theme.background, 5);
  outline(ui, box, ui.over(box) ? theme.text_faint : theme.line, 5);
  const bool is_empty = search.text().empty();
  const Box inner = {box.left + ui.px(9), box.top, box.right - ui.px(9), box.bottom};
  paint_text(ui.painter, font, inner.left, box.middle_y(), is_empty ? theme.text_faint : theme.text,
             is_empty ? "search" : search.text(), &inner);
  const std::string right = is_empty ? "/" : result_text(search);
  const float width = text_width(font, right);
  if (!is_empty) {
    fill(ui,
         {inner.right - width - ui.px(6), box.top + ui.px(2), box.right - ui.px(2), box.bottom - ui.px(2)},
         theme.background);
  }
  paint_text(ui.painter, font, inner.right - width, box.middle_y(), theme.text_faint, right);
}

}  // namespace

float toolbar_height(const Painter& painter) { return painter.px(38); }

Box search_box(const Painter& painter, const Box& toolbar) {
  const float width = std::clamp(toolbar.width() * 0.28F, painter.px(150), painter.px(340));
  const float half = painter.px(13), right = toolbar.right - painter.px(kMargin);
  return {std::round(right - width), toolbar.middle_y() - half, right, toolbar.middle_y() + half};
}

std::vector<Command> paint_toolbar(const Ui& ui, const Box& area, const TimelineInput& input,
                                   const ViewState& state) {
  const Theme& theme = ui.theme();
  const Painter& painter = ui.painter;
  fill(ui, area, theme.panel);
  painter.list->AddLine({area.left, area.bottom}, {area.right, area.bottom}, theme.line);
  const Box field = search_box(painter, area);
  std::vector<Command> commands;
  float x = area.left + ui.px(kMargin) - ui.px(4);
  const float half = ui.px(13);
  const auto next_box = [&](float width) {
    const Box box = {x, area.middle_y() - half, x + width, area.middle_y() + half};
    x = box.right + ui.px(kGap);
    return box;
  };
  const auto button = [&](Icon icon, Command command) {
    if (icon_button(ui, next_box(ui.px(kButton)), icon)) commands.push_back(command);
  };
  button(Icon::kPrevious, Command::kStepBack);
  button(state.player.running() ? Icon::kPause : Icon::kPlay, Command::kPlay);
  button(Icon::kNext, Command::kStepForward);
  x += ui.px(10);
  button(Icon::kLess, Command::kSlower);
  const std::string speed = state.player.speed_text(state.axis);
  const float widest =
      std::max(text_width(painter.fonts->small, "1000 events/s"), text_width(painter.fonts->small, speed));
  const Box speed_box = next_box(widest);
  paint_text(painter, painter.fonts->small,
             (speed_box.left + speed_box.right - text_width(painter.fonts->small, speed)) / 2,
             area.middle_y(), theme.text_dim, speed);
  button(Icon::kMore, Command::kFaster);
  x += ui.px(16);
  const Box rest = {x, area.top, field.left - ui.px(kMargin), area.bottom};
  const std::string text = state.notice.empty() ? cursor_text(input, state) : state.notice;
  if (rest.width() > ui.px(60)) {
    paint_text(painter, painter.fonts->small, x, area.middle_y(),
               state.notice.empty() ? theme.text_dim : theme.warning, text, &rest);
  }
  if (state.prompt != Prompt::kSearch) {
    paint_idle_field(ui, field, state.search);
    if (ui.clicked(field)) commands.push_back(Command::kSearch);
  }
  return commands;
}

}  // namespace coutil::tracer
