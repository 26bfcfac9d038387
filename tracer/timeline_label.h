// Texts that fit: widths are counted in characters, as the font is as wide everywhere. Knows no ImGui.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace coutil::tracer {

// Characters of a UTF-8 text.
std::size_t text_length(std::string_view text);

// Control characters and line ends as blanks, so that a name stays on its line.
std::string one_line(std::string_view text);

// The text cut to `characters` with "…" at its end; empty if fewer than 3 would be left.
std::string elided(std::string_view text, std::size_t characters);

// The first of `candidates` (longest first) that fits into `characters`, else the last of them, elided.
std::string fitting(std::initializer_list<std::string_view> candidates, std::size_t characters);

}  // namespace coutil::tracer
