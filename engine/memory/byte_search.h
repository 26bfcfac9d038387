// What is done with plain bytes: fill, search, compare. Knows neither Lua nor memories; nothing here
// allocates.
#pragma once

#include <cstddef>
#include <string_view>

namespace coutil {

/// Writes `pattern` (not empty) again and again into the `length` bytes at `to`, the last time as far as it
/// fits. The pattern may lie in those bytes: what counts is how it was before.
void fill_bytes(char* to, std::size_t length, std::string_view pattern);

/// Offset of the first `wanted` in `bytes`, or npos. An empty one is found at 0.
std::size_t find_bytes(std::string_view bytes, std::string_view wanted);

/// Offset of the first byte that differs; where one is the beginning of the other, the shorter one's length;
/// npos when both are the same.
std::size_t first_difference(std::string_view a, std::string_view b);

}  // namespace coutil
