// A table of texts, set in aligned columns. Knows widths of characters, nothing of what the texts say.
#include "tracer/text_table.h"

#include <algorithm>

namespace coutil::tracer {

namespace {
constexpr size_t kGap = 2;
}  // namespace

TextTable::TextTable(std::vector<std::string> titles) {
  for (std::string& title : titles) {
    right_.push_back(title.starts_with('>'));
    if (right_.back()) title.erase(0, 1);
  }
  rows_.push_back({std::move(titles), Style::kDim});
}

void TextTable::add(std::vector<std::string> row, Style first) {
  row.resize(right_.size());
  rows_.push_back({std::move(row), first});
}

std::string TextTable::text(size_t width, bool color) const {
  std::vector<size_t> widths(right_.size(), 0);
  for (const Row& row : rows_) {
    for (size_t i = 0; i < widths.size(); i++) widths[i] = std::max(widths[i], display_width(row.cells[i]));
  }
  size_t used = 0;
  for (size_t& column : widths) {
    column = std::min(column, width - std::min(width, used));
    used += column + kGap;
  }
  std::string out;
  for (size_t r = 0; r < rows_.size(); r++) {
    std::string line;
    for (size_t i = 0; i < widths.size() && widths[i] > 0; i++) {
      const std::string cell = cut_to_width(rows_[r].cells[i], widths[i], "..");
      const std::string space(widths[i] - std::min(widths[i], display_width(cell)), ' ');
      const Style style = r == 0 ? Style::kDim : i == 0 ? rows_[r].first : Style::kPlain;
      const std::string shown = styled(cell, style, color);
      const bool last = i + 1 == widths.size();
      line += (i == 0 ? "" : std::string(kGap, ' ')) + (right_[i] ? space + shown
                                                        : last    ? shown
                                                                  : shown + space);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
  return out;
}

}  // namespace coutil::tracer
