// The formats of string.pack, read one item at a time. Knows what an item is and how it is aligned, nothing
// of values or of where they go.
#pragma once

#include <cstddef>

#include "engine/lua.h"

namespace coutil {

enum class PackKind {
  kSigned,     // b h i l j
  kUnsigned,   // B H I L J T
  kFloat,      // f
  kDouble,     // d
  kNumber,     // n
  kBytes,      // c: as many as it says
  kCounted,    // s: behind their number
  kZeroEnded,  // z
  kPadding,    // x
  kNothing,    // X, the byte order and the rest
};

struct PackItem {
  PackKind kind;
  std::size_t size;     // in bytes; of a counted one its number's; 0 for a zero ended one
  std::size_t padding;  // bytes before it
  bool little_endian;

  bool has_value() const { return kind != PackKind::kPadding && kind != PackKind::kNothing; }
};

/// Reads the format at an argument of the running function; it has nothing to destroy.
class PackFormat final {
 public:
  /// Raises an argument error when it is no string.
  PackFormat(lua_State* L, int argument);

  /// The next item, for the given offset from the beginning of the bytes; false at the end. Raises an
  /// argument error when the format is wrong.
  bool next(std::size_t offset, PackItem& item);

 private:
  void read_option(PackItem& item);
  void read_other_option(char option, PackItem& item);
  bool read_digits(std::size_t& number);
  std::size_t read_size(std::size_t usual_size);
  std::size_t alignment_of_next();
  [[noreturn]] void raise(const char* message);

  lua_State* L_;
  int argument_;
  const char* rest_;
  std::size_t max_alignment_ = 1;
  bool little_endian_;
};

/// The largest integer item.
inline constexpr std::size_t kMaxIntegerBytes = 16;

}  // namespace coutil
