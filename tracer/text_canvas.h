// A rectangle of character cells with a style each, and how it becomes lines for a terminal.
// Knows colours and widths of characters; knows nothing of traces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coutil::tracer {

enum class Style : uint8_t {
  kPlain,
  kDim,
  kBold,
  kRunning,
  kReady,
  kWaiting,
  kSuspended,
  kArrow,
  kNote,
  kGood,
  kBad
};

// The cells that a text takes in a terminal (East Asian wide characters take two, marks that combine none).
size_t display_width(std::string_view text);

// The text cut to at most `width` cells, ending in `ellipsis` where something was cut.
std::string cut_to_width(std::string_view text, size_t width, std::string_view ellipsis);

// The text, wrapped between words to lines of at most `width` cells; lines after the first begin with
// `indent` spaces.
std::string wrap(std::string_view text, size_t width, size_t indent);

// With colour: the text in its style's escape sequence.
std::string styled(std::string_view text, Style style, bool color);

class TextCanvas {
 public:
  TextCanvas(size_t rows, size_t columns) : columns_(columns), cells_(rows * columns) {}

  size_t rows() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  size_t columns() const { return columns_; }

  // One character (of one cell) at a place; outside of the canvas it is dropped.
  void put(size_t row, size_t column, std::string_view glyph, Style style);
  // Character after character to the right.
  void write(size_t row, size_t column, std::string_view text, Style style);
  void restyle(size_t row, size_t column, Style style);
  bool is_blank(size_t row, size_t column) const;
  Style style(size_t row, size_t column) const { return cells_[row * columns_ + column].style; }

  // A row without blanks at its end and without a newline.
  std::string line(size_t row, bool color) const;

 private:
  struct Cell {
    std::string glyph;  // "" is a blank
    Style style = Style::kPlain;
  };
  size_t columns_;
  std::vector<Cell> cells_;
};

}  // namespace coutil::tracer
