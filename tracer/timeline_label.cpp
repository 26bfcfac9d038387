// Counting and cutting UTF-8. Knows no ImGui.
#include "tracer/timeline_label.h"

#include <algorithm>

namespace coutil::tracer {
namespace {

constexpr std::size_t kLeast = 3;  // fewer characters of a name say nothing

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

}  // namespace

std::size_t text_length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& byte : line) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  }
  return line;
}

std::string elided(std::string_view text, std::size_t characters) {
  if (text_length(text) <= characters) return std::string(text);
  if (characters < kLeast + 1) return {};
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if (begins_character(text[end]) && ++seen == characters) break;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string fitting(std::initializer_list<std::string_view> candidates, std::size_t characters) {
  std::string_view last;
  for (const std::string_view candidate : candidates) {
    if (text_length(candidate) <= characters) return std::string(candidate);
    last = candidate;
  }
  return elided(last, characters);
}

}  // namespace coutil::tracer
