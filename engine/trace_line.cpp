// The JSON strings of TraceLine: escaping, and what becomes of bytes that are not UTF-8. Must not know
// what the lines mean.
#include "engine/trace_line.h"

#include <array>

namespace coutil {
namespace {

constexpr std::size_t kShortTextBytes = 512;
constexpr std::size_t kLongestEscapeBytes = 6;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What one byte of text takes at most in the line. 1 means that it is written as it stands.
constexpr std::array<std::uint8_t, 256> make_widths() {
  std::array<std::uint8_t, 256> widths{};
  for (std::size_t byte = 0; byte < widths.size(); ++byte) {
    widths[byte] = byte < 0x20 ? 6 : (byte < 0x80 ? 1 : 3);
  }
  widths['"'] = widths['\\'] = 2;
  return widths;
}

constexpr std::array<std::uint8_t, 256> kWidths = make_widths();

std::uint8_t byte_at(std::string_view text, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(text[index]);
}

struct Sequence {
  std::size_t bytes;  // how many belong to it
  bool valid;         // when not, they stand for one U+FFFD
};

// The sequence that begins at `at` with a byte above 0x7F. The ranges are those of Unicode 15, table 3-7:
// they leave out overlong forms, surrogates and what is above U+10FFFF.
Sequence decode(std::string_view text, std::size_t at) noexcept {
  const std::uint8_t lead = byte_at(text, at);
  std::size_t following = 0;
  std::uint8_t lowest = 0x80;
  std::uint8_t highest = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    following = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    following = 2;
    if (lead == 0xE0) lowest = 0xA0;
    if (lead == 0xED) highest = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    following = 3;
    if (lead == 0xF0) lowest = 0x90;
    if (lead == 0xF4) highest = 0x8F;
  } else {
    return {1, false};
  }
  for (std::size_t index = 1; index <= following; ++index) {
    if (at + index >= text.size()) return {index, false};
    const std::uint8_t byte = byte_at(text, at + index);
    if (byte < lowest || byte > highest) return {index, false};
    lowest = 0x80;
    highest = 0xBF;
  }
  return {following + 1, true};
}

char* write_control(char* out, std::uint8_t byte) noexcept {
  *out++ = '\\';
  switch (byte) {
    case '\b':
      *out++ = 'b';
      return out;
    case '\t':
      *out++ = 't';
      return out;
    case '\n':
      *out++ = 'n';
      return out;
    case '\f':
      *out++ = 'f';
      return out;
    case '\r':
      *out++ = 'r';
      return out;
    default:
      break;
  }
  constexpr char kDigits[] = "0123456789abcdef";
  std::memcpy(out, "u00", 3);
  out[3] = kDigits[byte >> 4];
  out[4] = kDigits[byte & 0xF];
  return out + 5;
}

}  // namespace

std::size_t escaped_bound(std::string_view text) noexcept {
  if (text.size() <= kShortTextBytes) return text.size() * kLongestEscapeBytes + 2;
  std::size_t bound = 2;
  for (std::size_t index = 0; index < text.size(); ++index) bound += kWidths[byte_at(text, index)];
  return bound;
}

char* write_escaped(char* out, std::string_view text) noexcept {
  *out++ = '"';
  std::size_t at = 0;
  while (at < text.size()) {
    const std::uint8_t byte = byte_at(text, at);
    const std::uint8_t width = kWidths[byte];
    if (width == 1) {
      *out++ = static_cast<char>(byte);
      ++at;
    } else if (width == 2) {
      *out++ = '\\';
      *out++ = static_cast<char>(byte);
      ++at;
    } else if (width == 6) {
      out = write_control(out, byte);
      ++at;
    } else {
      const Sequence sequence = decode(text, at);
      const std::string_view bytes = sequence.valid ? text.substr(at, sequence.bytes) : kReplacement;
      std::memcpy(out, bytes.data(), bytes.size());
      out += bytes.size();
      at += sequence.bytes;
    }
  }
  *out++ = '"';
  return out;
}

}  // namespace coutil
