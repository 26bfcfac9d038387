// What the terminal (or the file in its place) that one prints to can show. Knows the environment, no trace.
#pragma once

#include <cstddef>
#include <cstdio>

namespace coutil::tracer {

// Cells in a line: the terminal's own width, else $COLUMNS, else 80 for a terminal and 100 for a file.
size_t terminal_width(FILE* out);

// A terminal that is not dumb, and $NO_COLOR is not set.
bool terminal_has_color(FILE* out);

// The locale ($LC_ALL, $LC_CTYPE, $LANG) says UTF-8.
bool locale_is_utf8();

}  // namespace coutil::tracer
