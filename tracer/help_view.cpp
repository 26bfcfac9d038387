// The help sheet: two columns, the keys and what they do.
#include "tracer/help_view.h"

#include <algorithm>
#include <array>

namespace coutil::tracer {
namespace {

struct HelpLine {
  const char* keys;  // empty: a heading
  const char* text;
};

constexpr std::array<HelpLine, 28> kHelp = {{
    {"", "Moving"},
    {"wheel", "zoom at the cursor"},
    {"shift + wheel", "scroll the lanes (also over their names)"},
    {"drag", "move the picture"},
    {"W  S", "zoom in, zoom out"},
    {"A  D  left  right", "move along the axis"},
    {"up  down  page keys", "scroll the lanes"},
    {"Home  F", "show all"},
    {"", "Reading"},
    {"hover", "who, in which state, since when, from which line"},
    {"click", "select: the whole story stands below"},
    {"N", "go to what went wrong, then to the next"},
    {"T", "axis by order of events, or by time"},
    {"L", "dark or light"},
    {"Esc", "select nothing"},
    {"P", "save a picture of the window"},
    {"Ctrl Q", "close the window"},
    {"H  F1", "this sheet"},
    {"", "Signs"},
    {"filled dot", "an emit that somebody heard, or that was kept"},
    {"ring", "an emit that nobody heard"},
    {"small triangle", "a note or a line that the program printed"},
    {"bar, cross, square", "ended; ended with an error; closed or lost"},
    {"arrow into a lane", "bytes that it received (at the box's bottom)"},
    {"arrow out of a lane", "bytes that it sent"},
    {"diamond", "hollow: a socket is opened; filled: it is closed"},
    {"flag above", "a signal that the program waited for"},
    {"triangle, square above", "a process starts; it ends (red: badly)"},
}};

}  // namespace

void paint_help(const Painter& painter, const Box& area) {
  const Theme& theme = *painter.theme;
  const float line = painter.px(25), padding = painter.px(28);
  float keys_width = 0, text_part = 0;
  for (const HelpLine& entry : kHelp) {
    keys_width = std::max(keys_width, text_width(painter.fonts->normal, entry.keys));
    text_part = std::max(text_part, text_width(painter.fonts->normal, entry.text));
  }
  const float width = keys_width + text_part + painter.px(28) + 2 * padding;
  const float height = line * static_cast<float>(kHelp.size() + 1) + 2 * padding;
  const float left = area.left + (area.width() - width) / 2;
  const float top = std::max(area.top + (area.height() - height) / 2, area.top);
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, faded(theme.background, 0.7));
  painter.list->AddRectFilled({left, top}, {left + width, top + height}, theme.raised, painter.px(10));
  painter.list->AddRect({left, top}, {left + width, top + height}, theme.line, painter.px(10), 0,
                        painter.scale);
  float y = top + padding;
  for (const HelpLine& entry : kHelp) {
    const bool heading = *entry.keys == '\0';
    if (heading && y > top + padding) y += line / 2;
    const float middle = y + line / 2;
    if (heading) {
      paint_text(painter, painter.fonts->bold, left + padding, middle, theme.text, entry.text);
    } else {
      paint_text(painter, painter.fonts->normal, left + padding, middle, theme.accent, entry.keys);
      paint_text(painter, painter.fonts->normal, left + padding + keys_width + painter.px(28), middle,
                 theme.text, entry.text);
    }
    y += line;
  }
}

}  // namespace coutil::tracer
