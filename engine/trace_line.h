// TraceLine: a cursor that writes one line of JSON into room that somebody reserved. No allocation, no
// formatting library: an event line has to cost well under 100 ns. It must not know what the lines mean
// nor where the room is; who uses it reserves enough (the k...Bytes constants and escaped_bound).
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace coutil {

/// Upper bounds, in bytes: an integer with its sign; all literal text and the newline of any one line.
inline constexpr std::size_t kTraceNumberBytes = 20;
inline constexpr std::size_t kTraceLiteralBytes = 160;

/// At least as many bytes as `text` takes as a JSON string, quotes included. Short texts are not looked at.
std::size_t escaped_bound(std::string_view text) noexcept;

/// Writes `text` as a JSON string with its quotes and returns the end. Control characters are escaped; of
/// bytes that are not UTF-8 each maximal part becomes one U+FFFD (Unicode 15, section 3.9, "best
/// practice"), so the result is always valid UTF-8 and has no NUL byte.
char* write_escaped(char* out, std::string_view text) noexcept;

class TraceLine final {
 public:
  /// `room` is nullptr when there is none: then nothing but `empty` may be called.
  explicit TraceLine(char* room) noexcept : start_(room), cursor_(room) {}

  bool empty() const noexcept { return start_ == nullptr; }
  std::size_t size() const noexcept { return static_cast<std::size_t>(cursor_ - start_); }

  /// A string literal, as it stands.
  template <std::size_t kSize>
  void raw(const char (&literal)[kSize]) noexcept {
    std::memcpy(cursor_, literal, kSize - 1);
    cursor_ += kSize - 1;
  }

  void raw(std::string_view text) noexcept {
    std::memcpy(cursor_, text.data(), text.size());
    cursor_ += text.size();
  }

  template <std::integral Integer>
  void number(Integer value) noexcept {
    if (value >= 0 && value < 10) {
      *cursor_++ = static_cast<char>('0' + value);
      return;
    }
    cursor_ = std::to_chars(cursor_, cursor_ + kTraceNumberBytes, value).ptr;
  }

  void numbers(std::span<const std::int64_t> values) noexcept {
    *cursor_++ = '[';
    for (std::size_t index = 0; index < values.size(); ++index) {
      if (index != 0) *cursor_++ = ',';
      number(values[index]);
    }
    *cursor_++ = ']';
  }

  void string(std::string_view text) noexcept { cursor_ = write_escaped(cursor_, text); }

  /// The newline. It is stored after all other bytes of the line (the fence keeps the compiler from moving
  /// it), so that a line that was cut off by SIGKILL never looks like a whole one.
  void newline() noexcept {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    *static_cast<volatile char*>(cursor_) = '\n';
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    ++cursor_;
  }

 private:
  char* start_;
  char* cursor_;
};

}  // namespace coutil
