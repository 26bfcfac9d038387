// Reading from a file's content: lines, numbers, counts of bytes, all. Follows the rules of Lua's io library.
#include <algorithm>
#include <cctype>
#include <cstring>

#include "sim/sandbox_file.h"

namespace coutil {
namespace {

constexpr std::size_t kMaxNumeralBytes = 200;

/// What is left to be read. It is looked up anew each time, for a finalizer may write or close in between.
class Content {
 public:
  /// `stream`: null reads as one at its end.
  explicit Content(sim::FileStream* stream) noexcept : stream_(stream) {}
  std::string_view rest() const noexcept { return stream_ != nullptr ? stream_->rest() : std::string_view(); }
  void advance(std::size_t bytes) noexcept {
    if (stream_ != nullptr) stream_->advance(bytes);
  }
  int peek() const noexcept { return rest().empty() ? -1 : static_cast<unsigned char>(rest().front()); }

 private:
  sim::FileStream* stream_;
};

// Each of these pushes one value and tells whether it read something.

bool read_line(lua_State* state, Content& content, bool keep_end) {
  const std::string_view rest = content.rest();
  const std::size_t line_end = rest.find('\n');
  const bool has_end = line_end != std::string_view::npos;
  const std::size_t bytes = has_end ? line_end : rest.size();
  const std::size_t with_end = bytes + (has_end ? 1 : 0);
  const bool any = !rest.empty();
  content.advance(with_end);
  lua_pushlstring(state, rest.data(), keep_end ? with_end : bytes);
  return any;
}

bool read_bytes(lua_State* state, Content& content, std::size_t bytes) {
  const std::string_view rest = content.rest();
  const bool any = !rest.empty();
  bytes = std::min(bytes, rest.size());
  content.advance(bytes);
  lua_pushlstring(state, rest.data(), bytes);
  return any;
}

/// Takes the longest start of a numeral, which is not always a number.
class NumeralReader {
 public:
  explicit NumeralReader(Content& content) noexcept : content_(content) {}

  bool read(lua_State* state) {
    while (std::isspace(content_.peek())) content_.advance(1);
    take_one_of("-+");
    int digits = 0;
    bool hexadecimal = false;
    if (take_one_of("0")) {
      hexadecimal = take_one_of("xX");
      digits = hexadecimal ? 0 : 1;
    }
    digits += take_digits(hexadecimal);
    if (take_one_of(".")) digits += take_digits(hexadecimal);
    if (digits > 0 && take_one_of(hexadecimal ? "pP" : "eE")) {
      take_one_of("-+");
      take_digits(false);
    }
    numeral_[bytes_] = '\0';
    if (!too_long_ && lua_stringtonumber(state, numeral_) != 0) return true;
    lua_pushnil(state);
    return false;
  }

 private:
  bool take() noexcept {
    if (bytes_ == kMaxNumeralBytes) {
      too_long_ = true;
      return false;
    }
    numeral_[bytes_++] = static_cast<char>(content_.peek());
    content_.advance(1);
    return true;
  }

  bool take_one_of(const char* letters) noexcept {
    const int next = content_.peek();
    return next > 0 && std::strchr(letters, next) != nullptr && take();
  }

  int take_digits(bool hexadecimal) noexcept {
    int count = 0;
    while ((hexadecimal ? std::isxdigit(content_.peek()) : std::isdigit(content_.peek())) && take()) ++count;
    return count;
  }

  Content& content_;
  char numeral_[kMaxNumeralBytes + 1];
  std::size_t bytes_ = 0;
  bool too_long_ = false;
};

bool read_format(lua_State* state, Content& content, int format_index) {
  if (lua_type(state, format_index) == LUA_TNUMBER) {
    const auto bytes = static_cast<std::size_t>(luaL_checkinteger(state, format_index));
    return read_bytes(state, content, bytes);
  }
  const char* format = luaL_checkstring(state, format_index);
  if (*format == '*') ++format;
  switch (*format) {
    case 'n':
      return NumeralReader(content).read(state);
    case 'l':
      return read_line(state, content, false);
    case 'L':
      return read_line(state, content, true);
    case 'a':
      read_bytes(state, content, content.rest().size());
      return true;
    default:
      luaL_argerror(state, format_index, "invalid format");
      return false;
  }
}

}  // namespace

int read_formats(lua_State* state, int file_index, int first) {
  sim::FileStream* stream = static_cast<SandboxFile*>(lua_touserdata(state, file_index))->stream;
  const int error = stream->prepare_reading();
  Content content(error == 0 ? stream : nullptr);
  const int last = lua_gettop(state);
  bool success = true;
  int results = 0;
  if (last < first) {
    success = read_line(state, content, false);
    results = 1;
  } else {
    luaL_checkstack(state, last - first + LUA_MINSTACK, "too many arguments");
  }
  for (int format = first; format <= last && success; ++format, ++results) {
    success = read_format(state, content, format);
  }
  if (error != 0) return push_result(state, error);
  if (!success) {
    lua_pop(state, 1);
    lua_pushnil(state);
  }
  return results;
}

}  // namespace coutil
