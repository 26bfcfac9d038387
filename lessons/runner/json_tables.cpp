// JSON to Lua with simdjson: see the header. No object with a destructor may be alive where Lua raises an
// error, so values are pushed by a protected function, and the parsers outlive it.
#include "lessons/runner/json_tables.h"

#include <simdjson.h>

#include <cstring>
#include <string_view>

#include "engine/lua.h"

namespace coutil::lessons {
namespace {

constexpr int kDeepest = 100;

void push_value(lua_State* L, const simdjson::dom::element& value, int depth);

void push_list(lua_State* L, const simdjson::dom::array& list, int depth) {
  lua_createtable(L, static_cast<int>(list.size()), 0);
  lua_Integer index = 0;
  for (const simdjson::dom::element item : list) {
    push_value(L, item, depth + 1);
    lua_rawseti(L, -2, ++index);
  }
}

void push_object(lua_State* L, const simdjson::dom::object& object, int depth) {
  lua_createtable(L, 0, static_cast<int>(object.size()) + 1);
  for (const auto& [key, item] : object) {
    lua_pushlstring(L, key.data(), key.size());
    push_value(L, item, depth + 1);
    lua_rawset(L, -3);
  }
}

void push_value(lua_State* L, const simdjson::dom::element& value, int depth) {
  luaL_checkstack(L, 6, "JSON is nested too deeply");
  if (depth > kDeepest) luaL_error(L, "JSON is nested too deeply");
  switch (value.type()) {
    case simdjson::dom::element_type::ARRAY:
      return push_list(L, simdjson::dom::array(value), depth);
    case simdjson::dom::element_type::OBJECT:
      return push_object(L, simdjson::dom::object(value), depth);
    case simdjson::dom::element_type::INT64:
      return lua_pushinteger(L, static_cast<lua_Integer>(std::int64_t(value)));
    case simdjson::dom::element_type::UINT64:
      return lua_pushinteger(L, static_cast<lua_Integer>(std::uint64_t(value)));
    case simdjson::dom::element_type::DOUBLE:
      return lua_pushnumber(L, double(value));
    case simdjson::dom::element_type::BOOL:
      return lua_pushboolean(L, bool(value));
    case simdjson::dom::element_type::STRING: {
      const std::string_view text(value);
      lua_pushlstring(L, text.data(), text.size());
      return;
    }
    default:
      return lua_pushnil(L);
  }
}

int push_protected(lua_State* L) {
  push_value(L, *static_cast<const simdjson::dom::element*>(lua_touserdata(L, 1)), 0);
  return 1;
}

// Pushes the value of the text and returns true; or pushes what is wrong with it.
bool push_parsed(lua_State* L, simdjson::dom::parser& parser, const char* text, std::size_t size) {
  simdjson::dom::element value;
  const simdjson::error_code wrong = parser.parse(text, size).get(value);
  if (wrong != simdjson::SUCCESS) {
    lua_pushstring(L, simdjson::error_message(wrong));
    return false;
  }
  lua_pushcfunction(L, push_protected);
  lua_pushlightuserdata(L, &value);
  return lua_pcall(L, 1, 1, 0) == LUA_OK;
}

}  // namespace

int json_decode(lua_State* L) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, 1, &size);
  bool well = false;
  {
    simdjson::dom::parser parser;
    well = push_parsed(L, parser, text, size);
  }
  if (well) return 1;
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

int json_lines(lua_State* L) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, 1, &size);
  lua_newtable(L);
  lua_Integer count = 0;
  lua_Integer wrong = 0;
  {
    simdjson::dom::parser parser;
    const char* const end = text + size;
    while (text < end) {
      const auto* stop =
          static_cast<const char*>(std::memchr(text, '\n', static_cast<std::size_t>(end - text)));
      if (stop == nullptr) break;
      if (push_parsed(L, parser, text, static_cast<std::size_t>(stop - text))) {
        lua_rawseti(L, -2, ++count);
      } else {
        lua_pop(L, 1);
        ++wrong;
      }
      text = stop + 1;
    }
  }
  if (wrong == 0) return 1;
  lua_pushinteger(L, wrong);
  return 2;
}

}  // namespace coutil::lessons
