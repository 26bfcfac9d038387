// A table of texts, set in aligned columns. Knows widths of characters, nothing of what the texts say.
#pragma once

#include <string>
#include <vector>

#include "tracer/text_canvas.h"

namespace coutil::tracer {

class TextTable {
 public:
  // A title a column; titles that begin with '>' are for columns that are set to the right.
  explicit TextTable(std::vector<std::string> titles);

  void add(std::vector<std::string> row, Style first = Style::kPlain);

  // Lines with a newline each, none wider than `width`: the last column is cut, then those before it.
  std::string text(size_t width, bool color) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Style first;
  };
  std::vector<bool> right_;
  std::vector<Row> rows_;
};

}  // namespace coutil::tracer
