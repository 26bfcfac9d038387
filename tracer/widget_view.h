// The few widgets that the panels share: buttons, a list that scrolls, a field for a text. Painted like all
// the rest, so that they look alike in every theme.
#pragma once

#include <string>
#include <string_view>

#include "tracer/shape_view.h"

namespace coutil::tracer {

// What the mouse does in this frame, for whoever it belongs to.
struct Mouse {
  float x = -1e9F, y = -1e9F;
  float wheel = 0;
  bool clicked = false, doubled = false, down = false;
};
Mouse read_mouse();

// What a panel is given: where to paint, and its mouse (far away where another one has it).
struct Ui {
  const Painter& painter;
  Mouse mouse;

  const Theme& theme() const { return *painter.theme; }
  float px(float design) const { return painter.px(design); }
  bool over(const Box& box) const { return box.contains(mouse.x, mouse.y); }
  bool clicked(const Box& box) const { return mouse.clicked && over(box); }
};

void fill(const Ui& ui, const Box& box, Colour colour, float radius = 0);
void outline(const Ui& ui, const Box& box, Colour colour, float radius = 0);

// A word in a box; returns whether it was clicked. `lit` marks the one that is on.
bool word_button(const Ui& ui, const Box& box, std::string_view word, bool lit);
float word_button_width(const Painter& painter, std::string_view word);

enum class Icon { kPlay, kPause, kNext, kPrevious, kMore, kLess, kClose, kBelow, kBeside };
bool icon_button(const Ui& ui, const Box& box, Icon icon, bool enabled = true);

// Where a list stands. The wheel and the bar at its right edge move it.
struct Scroller {
  float offset = 0;  // pixels above the visible part
  bool held = false;
  float grab = 0;
};
inline constexpr float kScrollBarWidth = 10;  // pixels of the design
void scroll(const Ui& ui, const Box& box, float content_height, Scroller& scroller);

// A field for one line of text, with what `hint` says while it is empty. `focus` gives it the keyboard.
struct FieldResult {
  bool changed = false, entered = false;
};
FieldResult text_field(const Ui& ui, const Box& box, const char* name, std::string& text, const char* hint,
                       bool focus);

}  // namespace coutil::tracer
