// memory.pack and memory.unpack. pack first looks at the whole format and all values, so that an error finds
// nothing changed, and then writes the items that fit; only the second part touches the bytes.
#include <algorithm>
#include <climits>
#include <cstring>

#include "engine/memory/memory_module.h"
#include "engine/memory/memory_object.h"
#include "engine/memory/pack_format.h"
#include "engine/memory/packed_value.h"

namespace coutil {
namespace {

// Arguments of both functions.
constexpr int kMemory = 1;
constexpr int kFormat = 2;
constexpr int kPosition = 3;

// What pack is going to do.
struct Plan {
  bool all_fit = true;
  int items = 0;               // that fit
  std::size_t end = 0;         // offset after the last of them
  int first_left = 0;          // argument: the first value that does not fit
  int last_value = kPosition;  // argument of the last value
};

// Bytes of the text of an argument. A number stays what it is.
std::size_t text_length(lua_State* L, int argument) {
  if (lua_type(L, argument) != LUA_TNUMBER) return check_bytes(L, argument).size();
  std::size_t length = 0;
  lua_pushvalue(L, argument);
  lua_tolstring(L, -1, &length);
  lua_pop(L, 1);
  return length;
}

// Checks a value against its item, and returns how many bytes the two take.
std::size_t check_text(lua_State* L, int argument, const PackItem& item) {
  const std::size_t length = text_length(L, argument);
  switch (item.kind) {
    case PackKind::kBytes:
      luaL_argcheck(L, length <= item.size, argument, "string longer than given size");
      return item.size;
    case PackKind::kCounted:
      luaL_argcheck(L, fits_unsigned(length, item.size), argument,
                    "string length does not fit in given size");
      return item.size + length;
    default: {
      const bool is_number = lua_type(L, argument) == LUA_TNUMBER;
      const bool has_zero = !is_number && check_bytes(L, argument).find('\0') != std::string_view::npos;
      luaL_argcheck(L, !has_zero, argument, "string contains zeros");
      return length + 1;
    }
  }
}

std::size_t check_value(lua_State* L, int argument, const PackItem& item) {
  switch (item.kind) {
    case PackKind::kSigned:
      luaL_argcheck(L, fits_signed(luaL_checkinteger(L, argument), item.size), argument, "integer overflow");
      return item.size;
    case PackKind::kUnsigned:
      luaL_argcheck(L, fits_unsigned(static_cast<lua_Unsigned>(luaL_checkinteger(L, argument)), item.size),
                    argument, "unsigned overflow");
      return item.size;
    case PackKind::kFloat:
    case PackKind::kDouble:
    case PackKind::kNumber:
      luaL_checknumber(L, argument);
      return item.size;
    default:
      return check_text(L, argument, item);
  }
}

bool is_text(const PackItem& item) {
  return item.kind == PackKind::kBytes || item.kind == PackKind::kCounted ||
         item.kind == PackKind::kZeroEnded;
}

// What is going to be written becomes a string: a memory might be the one that is written to.
void keep_text(lua_State* L, int argument, const PackItem& item) {
  if (!is_text(item) || lua_type(L, argument) == LUA_TSTRING) return;
  const std::string_view bytes = check_bytes(L, argument);
  lua_pushlstring(L, bytes.data(), bytes.size());
  lua_replace(L, argument);
}

// Raises all errors that there are. Changes nothing but the types of values on the stack.
Plan make_plan(lua_State* L, std::size_t offset, std::size_t size) {
  Plan plan;
  plan.end = offset;
  PackFormat format(L, kFormat);
  PackItem item;
  while (format.next(plan.end, item)) {
    if (item.has_value()) ++plan.last_value;
    const std::size_t bytes = item.has_value() ? check_value(L, plan.last_value, item) : item.size;
    if (!plan.all_fit) continue;
    plan.all_fit = item.padding + bytes <= size - plan.end;
    if (plan.all_fit) {
      if (item.has_value()) keep_text(L, plan.last_value, item);
      plan.end += item.padding + bytes;
      ++plan.items;
    } else {
      plan.first_left = item.has_value() ? plan.last_value : plan.last_value + 1;
    }
  }
  return plan;
}

template <typename Number>
void write_float(char* to, Number number, bool little_endian) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  copy_in_order(to, bytes, sizeof number, little_endian);
}

// Returns how many bytes it wrote. The value was checked.
std::size_t write_text(lua_State* L, int argument, const PackItem& item, char* to) {
  std::size_t length = 0;
  const char* text = lua_tolstring(L, argument, &length);
  const std::size_t before = item.kind == PackKind::kCounted ? item.size : 0;
  write_integer(to, before, length, false, item.little_endian);
  std::memcpy(to + before, text, length);
  const std::size_t end = item.kind == PackKind::kBytes       ? item.size
                          : item.kind == PackKind::kZeroEnded ? length + 1
                                                              : before + length;
  std::memset(to + before + length, 0, end - before - length);
  return end;
}

std::size_t write_value(lua_State* L, int argument, const PackItem& item, char* to) {
  switch (item.kind) {
    case PackKind::kSigned:
    case PackKind::kUnsigned: {
      const lua_Integer value = lua_tointeger(L, argument);
      const bool negative = item.kind == PackKind::kSigned && value < 0;
      write_integer(to, item.size, static_cast<lua_Unsigned>(value), negative, item.little_endian);
      return item.size;
    }
    case PackKind::kFloat:
      write_float(to, static_cast<float>(lua_tonumber(L, argument)), item.little_endian);
      return item.size;
    case PackKind::kDouble:
      write_float(to, static_cast<double>(lua_tonumber(L, argument)), item.little_endian);
      return item.size;
    case PackKind::kNumber:
      write_float(to, lua_tonumber(L, argument), item.little_endian);
      return item.size;
    default:
      return write_text(L, argument, item, to);
  }
}

// Nothing here allocates or raises.
void write_items(lua_State* L, const Plan& plan, char* bytes, std::size_t offset) {
  PackFormat format(L, kFormat);
  PackItem item;
  int argument = kPosition;
  for (int count = 0; count < plan.items; ++count) {
    format.next(offset, item);
    std::memset(bytes + offset, 0, item.padding);
    offset += item.padding;
    if (item.has_value()) {
      offset += write_value(L, ++argument, item, bytes + offset);
    } else {
      std::memset(bytes + offset, 0, item.size);
      offset += item.size;
    }
  }
}

template <typename Number>
void push_float(lua_State* L, const char* from, bool little_endian) {
  char bytes[sizeof(Number)];
  Number number = 0;
  copy_in_order(bytes, from, sizeof number, little_endian);
  std::memcpy(&number, bytes, sizeof number);
  lua_pushnumber(L, static_cast<lua_Number>(number));
}

// Pushes the number of an item of which `item.size` bytes are at `from`.
void push_value(lua_State* L, const PackItem& item, const char* from) {
  lua_Integer value = 0;
  switch (item.kind) {
    case PackKind::kFloat:
      return push_float<float>(L, from, item.little_endian);
    case PackKind::kDouble:
      return push_float<double>(L, from, item.little_endian);
    case PackKind::kNumber:
      return push_float<lua_Number>(L, from, item.little_endian);
    default:
      if (!read_integer(from, item.size, item.kind == PackKind::kSigned, item.little_endian, value)) {
        luaL_error(L, "%d-byte integer does not fit into Lua Integer", static_cast<int>(item.size));
      }
      return lua_pushinteger(L, value);
  }
}

// Pushes the text of an item that begins at the beginning of `rest`, and returns how many bytes it takes.
std::size_t push_text(lua_State* L, const PackItem& item, std::string_view rest) {
  std::size_t before = 0;
  std::size_t length = item.size;
  std::size_t after = 0;
  if (item.kind == PackKind::kCounted) {
    lua_Integer value = 0;
    before = item.size;
    const bool is_length = read_integer(rest.data(), before, false, item.little_endian, value);
    length = static_cast<std::size_t>(value);
    luaL_argcheck(L, is_length && length <= rest.size() - before, kMemory, "data string too short");
  } else if (item.kind == PackKind::kZeroEnded) {
    length = rest.find('\0');
    luaL_argcheck(L, length != rest.npos, kMemory, "unfinished string for format 'z'");
    after = 1;
  }
  lua_pushlstring(L, rest.data() + before, length);
  return before + length + after;
}

}  // namespace

int memory_pack(lua_State* L) {
  Memory* memory = check_memory(L, kMemory);
  const lua_Integer position = luaL_checkinteger(L, kPosition);
  Plan plan;
  std::size_t offset = 0;
  std::size_t size = 0;
  // Again, should a finalizer have resized it: by now the values are strings, and nothing is allocated for
  // them.
  do {
    size = memory->size;
    offset = offset_of(position, size);
    luaL_argcheck(L, offset <= size, kPosition, "position out of bounds");
    plan = make_plan(L, offset, size);
  } while (size != memory->size);
  write_items(L, plan, memory->bytes, offset);
  const int left = plan.all_fit ? 0 : std::max(plan.last_value - plan.first_left + 1, 0);
  luaL_checkstack(L, left + 2, "too many values");
  lua_pushboolean(L, plan.all_fit);
  lua_pushinteger(L, static_cast<lua_Integer>(plan.end) + 1);
  for (int k = 0; k < left; ++k) lua_pushvalue(L, plan.first_left + k);
  return left + 2;
}

int memory_unpack(lua_State* L) {
  std::string_view bytes = check_bytes(L, kMemory);
  const Memory* memory = to_memory(L, kMemory);
  const std::size_t size = bytes.size();
  const lua_Integer position = luaL_optinteger(L, kPosition, 1);
  luaL_argcheck(L, position <= static_cast<lua_Integer>(size) + 1, kPosition,
                "initial position out of bounds");
  std::size_t offset = clip_range(position, -1, size).offset;
  lua_settop(L, kPosition);
  PackFormat format(L, kFormat);
  PackItem item;
  while (format.next(offset, item)) {
    luaL_checkstack(L, 4, "too many results");
    if (memory != nullptr) bytes = {memory->bytes, memory->size};  // a finalizer may have resized it
    luaL_argcheck(L, offset <= bytes.size() && item.padding + item.size <= bytes.size() - offset, kMemory,
                  "data string too short");
    offset += item.padding;
    const std::string_view rest = bytes.substr(offset);
    if (is_text(item)) {
      offset += push_text(L, item, rest);
      continue;
    }
    if (item.has_value()) push_value(L, item, rest.data());
    offset += item.size;
  }
  lua_pushinteger(L, static_cast<lua_Integer>(offset) + 1);
  return lua_gettop(L) - kPosition;
}

}  // namespace coutil
