// Places: see the header.
#include "engine/places.h"

#include <charconv>
#include <cstring>
#include <new>

#include "engine/lua.h"
#include "engine/names.h"

namespace coutil {
namespace {

char g_functions_key;  // the weak table: function -> { line -> place }

// Leaves the lines' table of the function on top of `L`'s stack in the function's place.
void push_lines(lua_State* L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_functions_key);
  lua_pushvalue(L, -2);
  if (lua_rawget(L, -2) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -3);
    lua_pushvalue(L, -2);
    lua_rawset(L, -4);
  }
  lua_replace(L, -3);
  lua_pop(L, 1);
}

std::string_view file_of(const lua_Debug& info) {
  return info.source[0] == '@' ? std::string_view(info.source + 1, info.srclen - 1)
                               : std::string_view(info.short_src);
}

}  // namespace

void Places::open(lua_State* L) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_functions_key);
}

PlaceId Places::at(lua_State* L, lua_State* thread, int level, PlaceId body) {
  lua_Debug info;
  if (!lua_checkstack(thread, 2) || !lua_getstack(thread, level, &info)) return 0;
  luaL_checkstack(L, 6, "coutil's source positions");
  lua_getinfo(thread, "fl", &info);
  if (thread != L) lua_xmove(thread, L, 1);
  if (info.currentline < 0) {
    lua_pop(L, 1);
    return 0;
  }
  push_lines(L);
  lua_rawgeti(L, -1, info.currentline);
  PlaceId id = lua_tointeger(L, -1);
  lua_pop(L, 1);
  if (id == 0) {
    lua_getinfo(thread, "Sn", &info);
    const char* name = info.name != nullptr ? info.name : *info.what == 'm' ? "main" : nullptr;
    if (name == nullptr && body > 0) name = get(body).function.c_str();
    id = intern(file_of(info), info.currentline, name != nullptr && *name != '\0' ? name : "function");
    lua_pushinteger(L, id);
    lua_rawseti(L, -2, info.currentline);
  }
  lua_pop(L, 1);
  return id;
}

PlaceId Places::nearest(lua_State* L, lua_State* thread, int level, PlaceId body) {
  lua_Debug info;
  for (; lua_getstack(thread, level, &info); ++level) {
    if (PlaceId id = at(L, thread, level, body)) return id;
  }
  return 0;
}

PlaceId Places::definition(lua_State* L, int index, std::string_view name) {
  lua_Debug info;
  lua_pushvalue(L, index);
  lua_getinfo(L, ">S", &info);
  if (*info.what == 'C') return 0;
  return intern(file_of(info), info.linedefined, name);
}

PlaceId Places::body(lua_State* L, lua_State* thread) {
  lua_Debug info;
  int level = 0;
  while (lua_getstack(thread, level, &info)) ++level;
  if (level == 0) {
    // Not started yet: its function lies at the bottom of its stack.
    if (lua_status(thread) != LUA_OK || lua_gettop(thread) == 0 || !lua_isfunction(thread, 1)) return 0;
    if (!lua_checkstack(thread, 1)) return 0;
    lua_pushvalue(thread, 1);
  } else {
    // The outermost that is written in Lua; coutil.spawn runs it inside a function of its own.
    do {
      --level;
      lua_getstack(thread, level, &info);
      lua_getinfo(thread, "S", &info);
    } while (level > 0 && *info.what == 'C');
    if (!lua_checkstack(thread, 1)) return 0;
    lua_getinfo(thread, "f", &info);
  }
  if (thread != L) lua_xmove(thread, L, 1);
  push_value_name(L, lua_gettop(L), L, -1);
  const char* name = lua_tostring(L, -1);
  PlaceId id = definition(L, lua_gettop(L) - 1, name != nullptr ? name : "");
  lua_pop(L, 2);
  return id;
}

PlaceId Places::intern(std::string_view file, int line, std::string_view function) noexcept {
  try {
    std::pmr::string key(memory_);
    char digits[16];
    auto end = std::to_chars(digits, digits + sizeof digits, line).ptr;
    key.append(file).append(1, '\n').append(digits, end).append(1, '\n').append(function);
    auto found = ids_.find(key);
    if (found != ids_.end()) return found->second;
    Place place(memory_);
    place.file = file;
    place.function = function;
    place.line = line;
    places_.push_back(std::move(place));
    ids_.emplace(std::move(key), count());
    places_.back().trace_id = next_trace_id_++;
    return count();
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

}  // namespace coutil
