// The lesson's column: see the header. Text that wraps, and a wheel.
#include "tracer/lesson_view.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>
#include <string_view>

namespace coutil::tracer {
namespace {

constexpr float kWidth = 380, kLeastTimeline = 560, kMargin = 18, kGap = 14;
constexpr float kBelowHeading = 5, kBar = 3;
constexpr std::string_view kCode = "    ";

// How many bytes at the beginning are "- " or "12. ".
std::size_t list_mark(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ")) return 2;
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  return digits > 0 && line.substr(digits).starts_with(". ") ? digits + 2 : 0;
}

// Breaks lines at spaces, and nowhere in "harness.lua" or "Nobody.)"; only a word that is wider than all of
// the column is left to ImGui.
std::string break_at_spaces(const ImFont* font, std::string_view text, float width) {
  std::string broken(text);
  float line = 0;
  std::size_t space = std::string::npos;
  for (std::size_t begin = 0; begin < broken.size();) {
    const std::size_t end = std::min(broken.find(' ', begin), broken.size());
    const char* word = broken.data() + begin;
    const float word_width = font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, word, broken.data() + end).x;
    if (space != std::string::npos && line + word_width > width) {
      broken[space] = '\n';
      line = 0;
    }
    line += word_width + font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, " ").x;
    space = end;
    begin = end + 1;
  }
  return broken;
}

// Goes down the column; where nothing is to be painted it only measures.
class Pen {
 public:
  Pen(const Painter& painter, const Box& area, float y, bool paints)
      : painter_(painter),
        left_(area.left + painter.px(kMargin)),
        wrap_(area.right - painter.px(kMargin) - left_),
        y_(y),
        paints_(paints) {}

  float y() const { return y_; }
  void skip(float pixels) { y_ += pixels; }

  void paragraph(const ImFont* font, Colour colour, std::string_view text, float indent = 0) {
    const float width = wrap_ - indent;
    const std::string broken = break_at_spaces(font, text, width);
    const char* end = broken.data() + broken.size();
    if (paints_ && !text.empty()) {
      painter_.list->AddText(font, font->FontSize, {std::round(left_ + indent), std::round(y_)}, colour,
                             broken.data(), end, width);
    }
    const float height = text.empty()
                             ? font->FontSize * 0.6F
                             : font->CalcTextSizeA(font->FontSize, FLT_MAX, width, broken.data(), end).y;
    y_ += height + painter_.px(2);
  }

  /// A line whose first bytes, the mark of a list, stand alone at the left of the others.
  void item(Colour colour, std::string_view line, std::size_t mark) {
    const ImFont* font = painter_.fonts->normal;
    const float top = y_;
    const char* begin = line.data();
    const float indent = font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, begin, begin + mark).x;
    if (mark > 0) paragraph(font, colour, line.substr(0, mark));
    y_ = top;
    paragraph(font, colour, line.substr(mark), indent);
  }

  void lines(std::string_view text, Colour colour, Colour code_colour) {
    while (!text.empty()) {
      const std::size_t stop = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, stop);
      if (line.starts_with(kCode)) {
        const ImFont* font = painter_.fonts->small;
        const std::size_t text_begin = std::min(line.find_first_not_of(' '), line.size());
        const float space = font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, " ").x;
        const float indent = static_cast<float>(text_begin - kCode.size()) * space;
        paragraph(font, code_colour, line.substr(text_begin), painter_.px(12) + indent);
      } else {
        item(colour, line, list_mark(line));
      }
      text.remove_prefix(std::min(stop + 1, text.size()));
    }
  }

 private:
  const Painter& painter_;
  float left_, wrap_;
  float y_;
  bool paints_;
};

Colour colour_of_tone(const Theme& theme, LessonCard::Part::Tone tone) {
  switch (tone) {
    case LessonCard::Part::Tone::kGood:
      return theme.running;
    case LessonCard::Part::Tone::kBad:
      return theme.stuck;
    default:
      return theme.accent;
  }
}

// Returns where the text ends.
float go_through(const Painter& painter, const Box& area, const LessonCard& card, float top, bool paints) {
  const Theme& theme = *painter.theme;
  Pen pen(painter, area, top + painter.px(kMargin), paints);
  pen.paragraph(painter.fonts->bold, theme.text, card.title);
  for (const LessonCard::Part& part : card.parts) {
    pen.skip(painter.px(kGap));
    const float begin = pen.y();
    const Colour tone = colour_of_tone(theme, part.tone);
    pen.paragraph(painter.fonts->bold, tone, part.heading);
    pen.skip(painter.px(kBelowHeading));
    pen.lines(part.text, theme.text, theme.text_dim);
    if (paints && part.tone != LessonCard::Part::Tone::kPlain) {
      const float x = area.left + painter.px(kMargin * 0.45F);
      painter.list->AddRectFilled({x, begin}, {x + painter.px(kBar), pen.y()}, tone);
    }
  }
  return pen.y() + painter.px(kMargin);
}

}  // namespace

float lesson_width(const Painter& painter, float window_width, const LessonCard* card) {
  if (card == nullptr || window_width < painter.px(kWidth + kLeastTimeline)) return 0;
  return std::round(painter.px(kWidth));
}

void paint_lesson(const Painter& painter, const Box& area, const LessonCard& card, float& scroll) {
  const ImGuiIO& io = ImGui::GetIO();
  const Theme& theme = *painter.theme;
  const bool is_over = io.MousePos.x >= area.left && io.MousePos.x < area.right &&
                       io.MousePos.y >= area.top && io.MousePos.y < area.bottom;
  if (is_over) scroll -= io.MouseWheel * painter.px(48);
  const float height = go_through(painter, area, card, 0, false);
  scroll = std::clamp(scroll, 0.0F, std::max(0.0F, height - area.height()));
  ImDrawList* list = painter.list;
  list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, theme.panel);
  list->AddLine({area.left, area.top}, {area.left, area.bottom}, theme.line);
  list->PushClipRect({area.left, area.top}, {area.right, area.bottom}, true);
  go_through(painter, area, card, area.top - scroll, true);
  list->PopClipRect();
  if (height > area.height()) {  // how much of it is in sight
    const float part = area.height() / height;
    const float top = area.top + area.height() * (scroll / height);
    list->AddRectFilled({area.right - painter.px(5), top},
                        {area.right - painter.px(2), top + area.height() * part}, theme.line);
  }
}

}  // namespace coutil::tracer
