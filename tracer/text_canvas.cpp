// A rectangle of character cells, and how it becomes lines for a terminal. Knows nothing of traces.
#include "tracer/text_canvas.h"

#include <algorithm>
#include <array>

namespace coutil::tracer {

namespace {

// By Style: what goes between ESC[ and m.
constexpr std::array<const char*, 11> kCodes = {"",   "2",    "1",    "32",   "33",  "36",
                                                "35", "1;37", "1;33", "1;32", "1;31"};

// Cuts the first character off; bytes that are no UTF-8 count as one character each.
std::string_view take_character(std::string_view& text, uint32_t& code) {
  const auto first = static_cast<unsigned char>(text[0]);
  size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  length = std::min(length, text.size());
  code = length == 1 ? first : first & (0xffU >> (length + 1));
  for (size_t i = 1; i < length; i++) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  const std::string_view character = text.substr(0, length);
  text.remove_prefix(length);
  return character;
}

size_t width_of(uint32_t code) {
  if ((code >= 0x300 && code <= 0x36f) || code == 0x200b || code == 0x200d ||
      (code >= 0xfe00 && code <= 0xfe0f)) {
    return 0;
  }
  const bool wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                    (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                    (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                    (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

bool is_control(uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

}  // namespace

size_t display_width(std::string_view text) {
  size_t width = 0;
  uint32_t code = 0;
  while (!text.empty()) {
    take_character(text, code);
    width += width_of(code);
  }
  return width;
}

std::string cut_to_width(std::string_view text, size_t width, std::string_view ellipsis) {
  if (display_width(text) <= width) return std::string(text);
  const size_t room = width - std::min(width, display_width(ellipsis));
  std::string out;
  size_t used = 0;
  uint32_t code = 0;
  while (!text.empty()) {
    const std::string_view character = take_character(text, code);
    used += width_of(code);
    if (used > room) break;
    out += character;
  }
  return out + std::string(display_width(ellipsis) <= width ? ellipsis : "");
}

std::string wrap(std::string_view text, size_t width, size_t indent) {
  std::string out;
  size_t used = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" \n\t"), text.size());
    const std::string_view word = text.substr(0, end);
    const size_t wide = display_width(word);
    if (used > 0 && used + 1 + wide > width) {
      out += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (!out.empty()) {
      out += ' ';
      used++;
    }
    // No escape sequence of a hostile trace reaches the terminal.
    for (const char byte : word) out += static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f ? '?' : byte;
    used += wide;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string styled(std::string_view text, Style style, bool color) {
  const char* code = kCodes[static_cast<size_t>(style)];
  if (!color || *code == '\0') return std::string(text);
  return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

void TextCanvas::put(size_t row, size_t column, std::string_view glyph, Style style) {
  if (row >= rows() || column >= columns_) return;
  cells_[row * columns_ + column] = {std::string(glyph == " " ? "" : glyph), style};
}

void TextCanvas::write(size_t row, size_t column, std::string_view text, Style style) {
  uint32_t code = 0;
  while (!text.empty()) {
    const std::string_view character = take_character(text, code);
    if (width_of(code) != 1 || is_control(code)) {
      put(row, column++, "?", style);  // a cell holds one plain character
    } else {
      put(row, column++, character, style);
    }
  }
}

void TextCanvas::restyle(size_t row, size_t column, Style style) {
  if (row < rows() && column < columns_) cells_[row * columns_ + column].style = style;
}

bool TextCanvas::is_blank(size_t row, size_t column) const {
  return row >= rows() || column >= columns_ || cells_[row * columns_ + column].glyph.empty();
}

std::string TextCanvas::line(size_t row, bool color) const {
  size_t end = columns_;
  while (end > 0 && cells_[row * columns_ + end - 1].glyph.empty()) end--;
  std::string out, run;
  Style style = Style::kPlain;
  for (size_t column = 0; column < end; column++) {
    const Cell& cell = cells_[row * columns_ + column];
    const Style now = cell.glyph.empty() ? style : cell.style;
    if (now != style) {
      out += styled(run, style, color);
      run.clear();
      style = now;
    }
    run += cell.glyph.empty() ? " " : cell.glyph;
  }
  return out + styled(run, style, color);
}

}  // namespace coutil::tracer
