// Numbers as the bytes of a packed item, both ways. Plain bytes: knows neither Lua's stack nor memories.
#pragma once

#include <cstddef>

#include "engine/lua.h"

namespace coutil {

/// Whether an integer fits into `size` bytes, with a sign or without.
bool fits_signed(lua_Integer value, std::size_t size);
bool fits_unsigned(lua_Unsigned value, std::size_t size);

/// Writes `size` bytes; those beyond Lua's integers are all ones where `negative`, else zeros.
void write_integer(char* to, std::size_t size, lua_Unsigned value, bool negative, bool little_endian);

/// Reads `size` bytes; false where the number is none of Lua's integers.
bool read_integer(const char* from, std::size_t size, bool is_signed, bool little_endian, lua_Integer& value);

/// Copies `size` bytes of a floating-point number between the machine's order and the given one.
void copy_in_order(char* to, const char* from, std::size_t size, bool little_endian);

}  // namespace coutil
