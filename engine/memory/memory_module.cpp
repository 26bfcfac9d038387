// The module `memory`: its table, and all its functions but pack and unpack. They raise before they change
// anything; and they look at a memory's bytes last, since whatever allocates may run a finalizer that resizes
// it.
#include "engine/memory/memory_module.h"

#include <algorithm>
#include <climits>
#include <cstring>

#include "engine/memory/byte_search.h"
#include "engine/memory/memory_object.h"

namespace coutil {
namespace {

// The part of `bytes` that arguments `first` (of which the default is given) and `first` + 1 name.
ByteRange range_of(lua_State* L, int first, lua_Integer last_default, std::size_t size) {
  const lua_Integer i = luaL_optinteger(L, first, 1);
  return clip_range(i, luaL_optinteger(L, first + 1, last_default), size);
}

std::string_view part_of(std::string_view bytes, ByteRange range) {
  return {bytes.data() + range.offset, range.length};
}

// A byte's value.
char check_byte(lua_State* L, int argument) {
  const lua_Integer value = luaL_checkinteger(L, argument);
  luaL_argcheck(L, value >= 0 && value <= UCHAR_MAX, argument, "value out of range, 0 to 255 expected");
  return static_cast<char>(value);
}

// What fill writes and find looks for: a byte by its number, or a string or memory from a position on.
// `byte` is where the byte goes.
std::string_view check_pattern(lua_State* L, int argument, int position, char& byte) {
  const lua_Integer from = luaL_optinteger(L, position, 1);
  if (lua_type(L, argument) == LUA_TNUMBER) {
    byte = check_byte(L, argument);
    return {&byte, 1};
  }
  const std::string_view bytes = check_bytes(L, argument);
  return part_of(bytes, clip_range(from, -1, bytes.size()));
}

int memory_create(lua_State* L) {
  if (lua_isnoneornil(L, 1)) {
    push_resizable_memory(L);
    return 1;
  }
  if (lua_type(L, 1) == LUA_TNUMBER) {
    const std::size_t size = check_size(L, 1);
    Memory* memory = push_fixed_memory(L, size);
    std::memset(memory->bytes, 0, size);
    return 1;
  }
  if (lua_type(L, 1) != LUA_TSTRING && to_memory(L, 1) == nullptr) {
    return luaL_typeerror(L, 1, "number, string or memory");
  }
  const ByteRange range = range_of(L, 2, -1, check_bytes(L, 1).size());
  Memory* memory = push_fixed_memory(L, range.length);
  // It may have become shorter.
  std::string_view source = check_bytes(L, 1);
  source.remove_prefix(std::min(range.offset, source.size()));
  source = source.substr(0, range.length);
  std::memcpy(memory->bytes, source.data(), source.size());
  std::memset(memory->bytes + source.size(), 0, range.length - source.size());
  return 1;
}

int memory_resize(lua_State* L) {
  Memory* memory = check_memory(L, 1);
  luaL_argcheck(L, memory->kind == MemoryKind::kResizable, 1, "resizable memory expected");
  const std::size_t size = check_size(L, 2);
  const bool has_filler = !lua_isnoneornil(L, 3);
  lua_settop(L, 3);  // there is no position
  char byte = 0;
  if (has_filler) check_pattern(L, 3, 4, byte);
  check_unpinned(L, 1, memory);
  reserve(L, 1, size);
  const std::string_view filler = has_filler ? check_pattern(L, 3, 4, byte) : std::string_view();
  if (size > memory->size) {
    char* added = memory->bytes + memory->size;
    const std::size_t count = size - memory->size;
    if (filler.empty()) {
      std::memset(added, 0, count);
    } else {
      fill_bytes(added, count, filler);
    }
  }
  memory->size = size;
  trim(L, 1);
  return 0;
}

int memory_type(lua_State* L) {
  luaL_checkany(L, 1);
  const Memory* memory = to_memory(L, 1);
  if (memory == nullptr) {
    lua_pushnil(L);
  } else {
    static constexpr const char* kNames[] = {"fixed", "resizable", "other"};
    lua_pushstring(L, kNames[static_cast<int>(memory->kind)]);
  }
  return 1;
}

int memory_get(lua_State* L) {
  std::string_view bytes = check_bytes(L, 1);
  const lua_Integer i = luaL_optinteger(L, 2, 1);
  const std::size_t size = bytes.size();
  const ByteRange range = clip_range(i, luaL_optinteger(L, 3, i), size);
  if (range.length >= INT_MAX || !lua_checkstack(L, static_cast<int>(range.length))) {
    return luaL_error(L, "too many values for the stack; get them in smaller parts");
  }
  bytes = part_of(check_bytes(L, 1), range);
  for (const char byte : bytes) lua_pushinteger(L, static_cast<unsigned char>(byte));
  return static_cast<int>(range.length);
}

int memory_set(lua_State* L) {
  Memory* memory = check_memory(L, 1);
  const std::size_t offset = offset_of(luaL_checkinteger(L, 2), memory->size);
  luaL_argcheck(L, offset < memory->size, 2, "position out of bounds");
  constexpr int kFirst = 3;
  std::size_t count = static_cast<std::size_t>(lua_gettop(L) - kFirst + 1);
  if (count > memory->size - offset) count = memory->size - offset;
  for (std::size_t k = 0; k < count; ++k) check_byte(L, kFirst + static_cast<int>(k));
  for (std::size_t k = 0; k < count; ++k) {
    memory->bytes[offset + k] = static_cast<char>(lua_tointeger(L, kFirst + static_cast<int>(k)));
  }
  return 0;
}

int memory_fill(lua_State* L) {
  Memory* memory = check_memory(L, 1);
  char byte = 0;
  const std::string_view filler = check_pattern(L, 2, 5, byte);
  const ByteRange range = range_of(L, 3, -1, memory->size);
  if (range.length == 0) return 0;
  luaL_argcheck(L, !filler.empty(), 2, "filler is empty");
  fill_bytes(memory->bytes + range.offset, range.length, filler);
  return 0;
}

int memory_find(lua_State* L) {
  check_bytes(L, 1);  // a number becomes a string now
  char byte = 0;
  const std::string_view wanted = check_pattern(L, 2, 5, byte);
  const std::string_view bytes = check_bytes(L, 1);
  const ByteRange range = range_of(L, 3, -1, bytes.size());
  const bool is_outside = luaL_optinteger(L, 3, 1) > static_cast<lua_Integer>(bytes.size()) + 1;
  const std::size_t found = is_outside ? bytes.npos : find_bytes(part_of(bytes, range), wanted);
  if (found == bytes.npos) {
    lua_pushnil(L);
  } else {
    lua_pushinteger(L, static_cast<lua_Integer>(range.offset + found + 1));
  }
  return 1;
}

int memory_diff(lua_State* L) {
  check_bytes(L, 1);
  check_bytes(L, 2);
  const std::string_view a = check_bytes(L, 1);
  const std::string_view b = check_bytes(L, 2);
  const std::size_t place = first_difference(a, b);
  if (place == a.npos) {
    lua_pushnil(L);
  } else {
    lua_pushinteger(L, static_cast<lua_Integer>(place) + 1);
  }
  lua_pushboolean(L, place != a.npos && a.substr(place) < b.substr(place));
  return 2;
}

const luaL_Reg kFunctions[] = {
    {"create", memory_create}, {"resize", memory_resize}, {"type", memory_type},
    {"len", memory_len},       {"get", memory_get},       {"set", memory_set},
    {"fill", memory_fill},     {"find", memory_find},     {"diff", memory_diff},
    {"pack", memory_pack},     {"unpack", memory_unpack}, {"tostring", memory_tostring},
    {nullptr, nullptr},
};

}  // namespace

int memory_len(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(check_bytes(L, 1).size()));
  return 1;
}

int memory_tostring(lua_State* L) {
  const std::string_view bytes = check_bytes(L, 1);
  const std::string_view part = part_of(bytes, range_of(L, 2, -1, bytes.size()));
  lua_pushlstring(L, part.data(), part.size());
  return 1;
}

int open_memory(lua_State* L) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, kMemoryMetatable);
  // The table is complete, or an error of memory was in the way and it is made anew.
  if (lua_getfield(L, -1, "__index") == LUA_TTABLE) return 1;
  lua_pop(L, 1);
  set_memory_operators(L);
  luaL_newlib(L, kFunctions);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "__index");
  return 1;
}

}  // namespace coutil
