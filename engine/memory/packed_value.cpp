// See the header.
#include "engine/memory/packed_value.h"

#include <algorithm>
#include <bit>
#include <climits>

namespace coutil {
namespace {

constexpr std::size_t kIntegerBytes = sizeof(lua_Integer);

// Where the byte of the given weight is.
std::size_t place_of(std::size_t weight, std::size_t size, bool little_endian) {
  return little_endian ? weight : size - 1 - weight;
}

}  // namespace

bool fits_signed(lua_Integer value, std::size_t size) {
  if (size >= kIntegerBytes) return true;
  const lua_Integer limit = lua_Integer{1} << (size * CHAR_BIT - 1);
  return -limit <= value && value < limit;
}

bool fits_unsigned(lua_Unsigned value, std::size_t size) {
  return size >= kIntegerBytes || value >> (size * CHAR_BIT) == 0;
}

void write_integer(char* to, std::size_t size, lua_Unsigned value, bool negative, bool little_endian) {
  for (std::size_t weight = 0; weight < size; ++weight) {
    const bool is_beyond = weight >= kIntegerBytes;
    to[place_of(weight, size, little_endian)] = static_cast<char>(is_beyond ? (negative ? -1 : 0) : value);
    value >>= CHAR_BIT;
  }
}

bool read_integer(const char* from, std::size_t size, bool is_signed, bool little_endian,
                  lua_Integer& value) {
  lua_Unsigned bits = 0;
  for (std::size_t weight = std::min(size, kIntegerBytes); weight-- > 0;) {
    bits = bits << CHAR_BIT | static_cast<unsigned char>(from[place_of(weight, size, little_endian)]);
  }
  if (size < kIntegerBytes && is_signed) {
    const lua_Unsigned sign = lua_Unsigned{1} << (size * CHAR_BIT - 1);
    bits = (bits ^ sign) - sign;
  }
  value = static_cast<lua_Integer>(bits);
  const char beyond = is_signed && value < 0 ? -1 : 0;
  for (std::size_t weight = kIntegerBytes; weight < size; ++weight) {
    if (from[place_of(weight, size, little_endian)] != beyond) return false;
  }
  return true;
}

void copy_in_order(char* to, const char* from, std::size_t size, bool little_endian) {
  if (little_endian == (std::endian::native == std::endian::little)) {
    std::copy_n(from, size, to);
  } else {
    std::reverse_copy(from, from + size, to);
  }
}

}  // namespace coutil
