// Reads the formats of string.pack: see the header.
#include "engine/memory/pack_format.h"

#include <algorithm>
#include <bit>
#include <climits>
#include <cstdlib>

namespace coutil {
namespace {

// What Lua's own values need at most is what "!" without a number means.
struct Aligned {
  char before;
  union {
    LUAI_MAXALIGN;
  } largest;
};

constexpr bool kNativeLittle = std::endian::native == std::endian::little;
constexpr std::size_t kMaxBytes = INT_MAX;  // as in string.pack

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

PackFormat::PackFormat(lua_State* L, int argument)
    : L_(L), argument_(argument), rest_(luaL_checkstring(L, argument)), little_endian_(kNativeLittle) {}

bool PackFormat::next(std::size_t offset, PackItem& item) {
  if (*rest_ == '\0') return false;
  const bool aligns_only = *rest_ == 'X';
  std::size_t alignment = 0;
  if (aligns_only) {
    ++rest_;
    item = {PackKind::kNothing, 0, 0, little_endian_};
    alignment = alignment_of_next();
  } else {
    read_option(item);
    alignment = item.kind == PackKind::kBytes ? 0 : item.size;
  }
  if (alignment <= 1) return true;
  alignment = std::min(alignment, max_alignment_);
  if (!std::has_single_bit(alignment)) raise("format asks for an alignment that is no power of 2");
  item.padding = (alignment - offset % alignment) % alignment;
  return true;
}

std::size_t PackFormat::alignment_of_next() {
  PackItem item{PackKind::kNothing, 0, 0, false};
  if (*rest_ != '\0' && *rest_ != 'X') read_option(item);
  if (item.size == 0 || item.kind == PackKind::kBytes) raise("invalid next option for option 'X'");
  return item.size;
}

void PackFormat::read_option(PackItem& item) {
  struct Plain {
    char option;
    PackKind kind;
    std::size_t size;
  };
  static constexpr Plain kPlain[] = {
      {'b', PackKind::kSigned, sizeof(char)},
      {'B', PackKind::kUnsigned, sizeof(char)},
      {'h', PackKind::kSigned, sizeof(short)},
      {'H', PackKind::kUnsigned, sizeof(short)},
      {'l', PackKind::kSigned, sizeof(long)},
      {'L', PackKind::kUnsigned, sizeof(long)},
      {'j', PackKind::kSigned, sizeof(lua_Integer)},
      {'J', PackKind::kUnsigned, sizeof(lua_Integer)},
      {'T', PackKind::kUnsigned, sizeof(std::size_t)},
      {'f', PackKind::kFloat, sizeof(float)},
      {'d', PackKind::kDouble, sizeof(double)},
      {'n', PackKind::kNumber, sizeof(lua_Number)},
      {'z', PackKind::kZeroEnded, 0},
      {'x', PackKind::kPadding, 1},
      {' ', PackKind::kNothing, 0},
  };
  const char option = *rest_++;
  item = {PackKind::kNothing, 0, 0, little_endian_};
  for (const Plain& plain : kPlain) {
    if (plain.option != option) continue;
    item.kind = plain.kind;
    item.size = plain.size;
    return;
  }
  read_other_option(option, item);
}

// Those that have a number, or set what holds for the items after them.
void PackFormat::read_other_option(char option, PackItem& item) {
  switch (option) {
    case 'i':
    case 'I':
      item.kind = option == 'i' ? PackKind::kSigned : PackKind::kUnsigned;
      item.size = read_size(sizeof(int));
      break;
    case 's':
      item.kind = PackKind::kCounted;
      item.size = read_size(sizeof(std::size_t));
      break;
    case 'c':
      item.kind = PackKind::kBytes;
      if (!read_digits(item.size)) raise("missing size for format option 'c'");
      break;
    case '<':
    case '>':
      little_endian_ = option == '<';
      break;
    case '=':
      little_endian_ = kNativeLittle;
      break;
    case '!':
      max_alignment_ = read_size(offsetof(Aligned, largest));
      break;
    default:
      luaL_argerror(L_, argument_, lua_pushfstring(L_, "invalid format option '%c'", option));
  }
}

bool PackFormat::read_digits(std::size_t& number) {
  if (!is_digit(*rest_)) return false;
  number = 0;
  for (; is_digit(*rest_); ++rest_) {
    number = number * 10 + static_cast<std::size_t>(*rest_ - '0');
    if (number > kMaxBytes) raise("a size in the format is too large");
  }
  return true;
}

// The size of an integer: what the format says, or the usual one.
std::size_t PackFormat::read_size(std::size_t usual_size) {
  std::size_t size = usual_size;
  read_digits(size);
  if (size < 1 || size > kMaxIntegerBytes) {
    luaL_argerror(L_, argument_,
                  lua_pushfstring(L_, "integral size (%I) out of limits [1,%d]",
                                  static_cast<LUAI_UACINT>(size), static_cast<int>(kMaxIntegerBytes)));
  }
  return size;
}

void PackFormat::raise(const char* message) {
  luaL_argerror(L_, argument_, message);
  std::abort();  // not reached
}

}  // namespace coutil
