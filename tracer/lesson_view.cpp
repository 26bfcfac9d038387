// The lesson's column: see the header. Text that wraps, and a wheel.
#include "tracer/lesson_view.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace coutil::tracer {
namespace {

constexpr float kWidth = 380, kLeastTimeline = 560, kCardMargin = 18, kGap = 14;
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

// Text of which some bytes are code, which stands between two `.
struct MarkedText {
  std::string text;           // without the marks
  std::vector<bool> is_code;  // for each byte
};

MarkedText marked(std::string_view line) {
  MarkedText out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = line[at] == '`' ? line.find('`', at + 1) : std::string_view::npos;
    const bool is_code = end != std::string_view::npos && end > at + 1;
    const std::string_view part = is_code ? line.substr(at + 1, end - at - 1) : line.substr(at, 1);
    out.text += part;
    out.is_code.resize(out.text.size(), is_code);
    at += is_code ? part.size() + 2 : 1;
  }
  return out;
}

// Goes down the column; where nothing is to be painted it only measures.
class Pen {
 public:
  Pen(const Painter& painter, const Box& area, float y, bool paints)
      : painter_(painter),
        left_(area.left + painter.px(kCardMargin)),
        wrap_(area.right - painter.px(kCardMargin) - left_),
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
    const float indent = width_of(font, line.substr(0, mark));
    if (mark > 0) paragraph(font, colour, line.substr(0, mark));
    y_ = top;
    const MarkedText text = marked(line.substr(mark));
    if (paints_) paint_code(font, text, indent);
    paragraph(font, colour, text.text, indent);
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
  static float width_of(const ImFont* font, std::string_view text) {
    return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
  }

  // What is behind the code of a paragraph that will be painted here.
  void paint_code(const ImFont* font, const MarkedText& text, float indent) {
    const std::string broken = break_at_spaces(font, text.text, wrap_ - indent);
    const std::string_view whole = broken;
    float top = y_;
    std::size_t line = 0;
    for (std::size_t at = 0; at < broken.size(); ++at) {
      if (broken[at] == '\n') {
        line = at + 1;
        top += font->FontSize;
      }
      if (!text.is_code[at] || broken[at] == '\n') continue;
      std::size_t end = at;
      while (end < broken.size() && text.is_code[end] && broken[end] != '\n') ++end;
      const float x = left_ + indent + width_of(font, whole.substr(line, at - line));
      const float right = x + width_of(font, whole.substr(at, end - at));
      painter_.list->AddRectFilled({std::round(x - painter_.px(2)), std::round(top)},
                                   {std::round(right + painter_.px(2)), std::round(top + font->FontSize)},
                                   painter_.theme->raised, painter_.px(3));
      at = end - 1;
    }
  }

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
  Pen pen(painter, area, top + painter.px(kCardMargin), paints);
  pen.paragraph(painter.fonts->bold, theme.text, card.title);
  for (const LessonCard::Part& part : card.parts) {
    pen.skip(painter.px(kGap));
    const float begin = pen.y();
    const Colour tone = colour_of_tone(theme, part.tone);
    pen.paragraph(painter.fonts->bold, tone, part.heading);
    pen.skip(painter.px(kBelowHeading));
    pen.lines(part.text, theme.text, theme.text_dim);
    if (paints && part.tone != LessonCard::Part::Tone::kPlain) {
      const float x = area.left + painter.px(kCardMargin * 0.45F);
      painter.list->AddRectFilled({x, begin}, {x + painter.px(kBar), pen.y()}, tone);
    }
  }
  return pen.y() + painter.px(kCardMargin);
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
