// The help sheet flows in as many columns as there is room for, group after group.
#include "tracer/help_view.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace coutil::tracer {
namespace {

struct Sheet {
  const ImFont* font;
  float line, keys_width, column_width;
  std::size_t columns;
  float height;  // of the highest column
};

constexpr float kPadding = 26, kKeyGap = 18, kColumnGap = 34, kGroupGap = 0.6F;  // the last in lines

HelpGroup mouse_group() {
  return {"Mouse",
          {{"wheel", "zoom at the mouse"},
           {"Shift+wheel", "scroll the lanes (also over their names)"},
           {"Ctrl+wheel", "move along the axis"},
           {"drag", "move the picture"},
           {"drag on the ruler", "mark a stretch: its length and totals"},
           {"click on the ruler", "put the cursor there: who runs then, who is ready"},
           {"click", "select: its whole story"},
           {"double click", "zoom to a span, or to all of a lane"},
           {"hover", "who, in which state, since when, from which line"}}};
}

HelpGroup sign_group() {
  return {"Signs",
          {{"filled dot", "an emit that somebody heard, or that was kept"},
           {"ring", "an emit that nobody heard"},
           {"small triangle", "a note or a line that the program printed"},
           {"bar, cross, square", "ended; ended with an error; closed or lost"},
           {"arrow into a lane", "bytes that it received (at the box's bottom)"},
           {"arrow out of a lane", "bytes that it sent"},
           {"diamond", "hollow: a socket is opened; filled: it is closed"},
           {"flag above", "a signal that the program waited for"},
           {"triangle, square above", "a process starts; it ends (red: badly)"}}};
}

float lines_of(const HelpGroup& group) { return static_cast<float>(group.lines.size()) + 1 + kGroupGap; }

// How high the highest of `columns` columns gets when the groups flow into them; the columns' first groups.
float flow(const std::vector<HelpGroup>& groups, std::size_t columns, std::vector<std::size_t>& column_of) {
  float all = 0;
  for (const HelpGroup& group : groups) all += lines_of(group);
  const float share = all / static_cast<float>(columns);
  std::vector<float> heights(columns, 0);
  std::size_t column = 0;
  column_of.clear();
  for (const HelpGroup& group : groups) {
    const bool is_full = heights[column] > 0 && heights[column] + lines_of(group) / 2 > share;
    if (is_full && column + 1 < columns) ++column;
    heights[column] += lines_of(group);
    column_of.push_back(column);
  }
  return *std::max_element(heights.begin(), heights.end());
}

Sheet measure(const Ui& ui, const std::vector<HelpGroup>& groups, const ImFont* font, std::size_t columns) {
  Sheet sheet{font, std::round(font->FontSize * 1.5F), 0, 0, columns, 0};
  float text = 0;
  for (const HelpGroup& group : groups) {
    for (const HelpLine& line : group.lines) {
      sheet.keys_width = std::max(sheet.keys_width, text_width(font, line.keys));
      text = std::max(text, text_width(font, line.text));
    }
  }
  sheet.column_width = sheet.keys_width + ui.px(kKeyGap) + text;
  std::vector<std::size_t> column_of;
  sheet.height = flow(groups, columns, column_of) * sheet.line;
  return sheet;
}

// The largest font with which all fits; else the small one in as many columns as fit beside each other.
Sheet choose_sheet(const Ui& ui, const Box& area, const std::vector<HelpGroup>& groups) {
  const auto width = [&](const Sheet& sheet) {
    const auto columns = static_cast<float>(sheet.columns);
    return columns * sheet.column_width + (columns - 1) * ui.px(kColumnGap) + 2 * ui.px(kPadding);
  };
  Sheet best = measure(ui, groups, ui.painter.fonts->small, 1);
  for (const ImFont* font : {ui.painter.fonts->normal, ui.painter.fonts->small}) {
    for (const std::size_t columns : {2, 3}) {
      const Sheet sheet = measure(ui, groups, font, columns);
      if (width(sheet) > area.width()) continue;
      if (sheet.height + 2 * ui.px(kPadding) <= area.height()) return sheet;
      if (font == ui.painter.fonts->small) best = sheet;
    }
  }
  return best;
}

void paint_group(const Ui& ui, const Sheet& sheet, const HelpGroup& group, float x, float y) {
  const Painter& painter = ui.painter;
  paint_text(painter, painter.fonts->bold, x, y + sheet.line / 2, ui.theme().text, group.title);
  for (const HelpLine& line : group.lines) {
    y += sheet.line;
    paint_text(painter, sheet.font, x, y + sheet.line / 2, ui.theme().accent, line.keys);
    paint_text(painter, sheet.font, x + sheet.keys_width + ui.px(kKeyGap), y + sheet.line / 2,
               ui.theme().text, line.text);
  }
}

}  // namespace

std::vector<HelpGroup> help_groups() {
  return help_groups([](Command) { return true; });
}

std::vector<HelpGroup> help_groups(bool (*has)(Command)) {
  std::vector<HelpGroup> groups;
  for (const CommandEntry& entry : command_table()) {
    if (!has(entry.command)) continue;
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const HelpGroup& known) { return known.title == entry.group; });
    if (group == groups.end()) group = groups.insert(groups.end(), {entry.group, {}});
    group->lines.push_back({chords_text(entry), entry.text});
  }
  groups.push_back(mouse_group());
  groups.push_back(sign_group());
  return groups;
}

void paint_help(const Ui& ui, const Box& area, const std::vector<HelpGroup>& groups, Scroller& scroller) {
  const Sheet sheet = choose_sheet(ui, area, groups);
  const auto columns = static_cast<float>(sheet.columns);
  const float padding = ui.px(kPadding);
  const float step = sheet.column_width + ui.px(kColumnGap);
  const float width = std::min(columns * step - ui.px(kColumnGap) + 2 * padding, area.width());
  const float height = std::min(sheet.height + 2 * padding, area.height());
  const float left = area.left + (area.width() - width) / 2, top = area.top + (area.height() - height) / 2;
  const Box box = {left, top, left + width, top + height};
  fill(ui, area, faded(ui.theme().background, 0.7));
  fill(ui, box, ui.theme().raised, 10);
  outline(ui, box, ui.theme().line, 10);
  ui.painter.list->PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
  scroll(ui, box, sheet.height + 2 * padding, scroller);
  std::vector<std::size_t> column_of;
  flow(groups, sheet.columns, column_of);
  float y = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i == 0 || column_of[i] != column_of[i - 1]) y = box.top + padding - scroller.offset;
    paint_group(ui, sheet, groups[i], box.left + padding + static_cast<float>(column_of[i]) * step, y);
    y += lines_of(groups[i]) * sheet.line;
  }
  ui.painter.list->PopClipRect();
}

}  // namespace coutil::tracer
