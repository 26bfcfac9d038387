// Reading from a file's content: lines, numbers, counts of bytes, all. Follows the rules of Lua's io library.
#include <algorithm>
#include <cctype>
#include <cstring>

#include "sim/sandbox_file.h"

namespace coutil {
namespace {

constexpr std::size_t kMaxNumeralBytes = 200;

struct Content {
  const char* text;
  std::size_t bytes;
  std::size_t& position;

  // A file can be positioned after its end.
  std::size_t left() const noexcept { return position < bytes ? bytes - position : 0; }
  const char* here() const noexcept { return text + std::min(position, bytes); }
  int peek() const noexcept { return left() > 0 ? static_cast<unsigned char>(*here()) : -1; }
};

// Each of these pushes one value and tells whether it read something.

bool read_line(lua_State* state, Content& content, bool keep_end) {
  const bool any = content.left() > 0;
  const char* line = content.here();
  const void* end = any ? std::memchr(line, '\n', content.left()) : nullptr;
  const std::size_t bytes =
      end != nullptr ? static_cast<std::size_t>(static_cast<const char*>(end) - line) : content.left();
  const std::size_t with_end = bytes + (end != nullptr ? 1 : 0);
  lua_pushlstring(state, line, keep_end ? with_end : bytes);
  content.position += with_end;
  return any;
}

bool read_bytes(lua_State* state, Content& content, std::size_t bytes) {
  const bool any = content.left() > 0;
  bytes = std::min(bytes, content.left());
  lua_pushlstring(state, content.here(), bytes);
  content.position += bytes;
  return any;
}

/// Takes the longest start of a numeral, which is not always a number.
class NumeralReader {
 public:
  explicit NumeralReader(Content& content) noexcept : content_(content) {}

  bool read(lua_State* state) {
    while (std::isspace(content_.peek())) ++content_.position;
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
    numeral_[bytes_++] = *content_.here();
    ++content_.position;
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
      read_bytes(state, content, content.left());
      return true;
    default:
      luaL_argerror(state, format_index, "invalid format");
      return false;
  }
}

int refuse_reading(lua_State* state, FileKind kind, const char* function) {
  if (kind != FileKind::kStdin) {
    lua_pushnil(state);
    lua_pushliteral(state, "Bad file descriptor");
    lua_pushinteger(state, 9);
    return 3;
  }
  return luaL_error(state,
                    "%s can't read the standard input, which the simulation does not have; give the script "
                    "arguments or a file in its folder, or use the real backend (coutil run --backend real)",
                    function);
}

}  // namespace

int read_formats(lua_State* state, int file_index, int first, const char* function) {
  auto& file = *static_cast<SandboxFile*>(lua_touserdata(state, file_index));
  if (file.kind != FileKind::kReading) return refuse_reading(state, file.kind, function);
  const int last = lua_gettop(state);
  lua_getiuservalue(state, file_index, 1);
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);  // stays valid: the file keeps it
  lua_pop(state, 1);
  Content content{text, bytes, file.position};
  if (last < first) {
    if (!read_line(state, content, false)) lua_pushnil(state);
    return 1;
  }
  luaL_checkstack(state, last - first + LUA_MINSTACK, "too many arguments");
  bool success = true;
  int results = 0;
  for (int format = first; format <= last && success; ++format, ++results) {
    success = read_format(state, content, format);
  }
  if (!success) {
    lua_pop(state, 1);
    lua_pushnil(state);
  }
  return results;
}

}  // namespace coutil
