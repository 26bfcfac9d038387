// Names: see the header. Variables are searched in the order in which a reader would look: locals, upvalues,
// globals, then the fields of tables among them ("forks[3]").
#include "engine/names.h"

#include <cstring>

namespace coutil {
namespace {

char g_names_key;

constexpr int kFieldsToSearch = 256;  // of one table

// Pushes "prefix.key" or "prefix[key]" for the field of the table at `table` that holds the value at `index`,
// the least such key, so that the order of the table does not matter. Pushes nothing when there is none.
bool push_field_name(lua_State* L, int table, int index, const char* prefix) {
  int searched = 0;
  bool found = false;
  lua_pushnil(L);  // the best key so far
  lua_pushnil(L);
  while (lua_next(L, table)) {
    bool usable = lua_rawequal(L, -1, index) && (lua_type(L, -2) == LUA_TSTRING || lua_isinteger(L, -2));
    lua_pop(L, 1);
    if (usable && (!found || (lua_type(L, -1) == lua_type(L, -2) && lua_compare(L, -1, -2, LUA_OPLT)))) {
      lua_pushvalue(L, -1);
      lua_replace(L, -3);
      found = true;
    }
    if (++searched == kFieldsToSearch) {
      lua_pop(L, 1);
      break;
    }
  }
  if (!found) {
    lua_pop(L, 1);
  } else if (lua_isinteger(L, -1)) {
    lua_pushfstring(L, "%s[%I]", prefix, static_cast<LUAI_UACINT>(lua_tointeger(L, -1)));
    lua_remove(L, -2);
  } else {
    lua_pushfstring(L, *prefix != '\0' ? "%s.%s" : "%s%s", prefix, lua_tostring(L, -1));
    lua_remove(L, -2);
  }
  return found;
}

// Tries the variable whose value lies on top; leaves its name, or pops the value.
bool match_variable(lua_State* L, int index, const char* name, bool fields) {
  if (name[0] == '(' || std::strcmp(name, "_ENV") == 0) {
    lua_pop(L, 1);
    return false;
  }
  bool same = false;
  if (!fields) {
    same = lua_rawequal(L, -1, index);
    if (same) lua_pushstring(L, name);
  } else if (lua_istable(L, -1)) {
    same = push_field_name(L, lua_gettop(L), index, name);
  }
  if (same) {
    lua_remove(L, -2);
  } else {
    lua_pop(L, 1);
  }
  return same;
}

bool push_variable_name(lua_State* L, int index, lua_State* thread, int level, bool fields) {
  lua_Debug info;
  if (level < 0 || !lua_checkstack(thread, 2) || !lua_getstack(thread, level, &info)) return false;
  for (int i = 1;; ++i) {
    const char* name = lua_getlocal(thread, &info, i);
    if (name == nullptr) break;
    if (thread != L) lua_xmove(thread, L, 1);
    if (match_variable(L, index, name, fields)) return true;
  }
  lua_getinfo(thread, "f", &info);
  if (thread != L) lua_xmove(thread, L, 1);
  int function = lua_gettop(L);
  for (int i = 1;; ++i) {
    const char* name = lua_getupvalue(L, function, i);
    if (name == nullptr) break;
    if (*name == '\0') {  // of a C function
      lua_pop(L, 1);
      continue;
    }
    if (match_variable(L, index, name, fields)) {
      lua_remove(L, function);
      return true;
    }
  }
  lua_pop(L, 1);
  return false;
}

}  // namespace

void open_names(lua_State* L) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_names_key);
}

void set_name(lua_State* L, int index, int name_index) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_names_key);
  lua_pushvalue(L, index);
  lua_pushvalue(L, name_index);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

void push_given_name(lua_State* L, int index) {
  lua_pushvalue(L, index);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_names_key);
  lua_insert(L, -2);
  lua_rawget(L, -2);
  lua_remove(L, -2);
}

void push_value_name(lua_State* L, int index, lua_State* thread, int level) {
  luaL_checkstack(L, 12, "coutil's names");
  push_given_name(L, index);
  if (!lua_isnil(L, -1)) return;
  lua_pop(L, 1);
  int type = lua_type(L, index);
  if (type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN) {
    luaL_tolstring(L, index, nullptr);
    return;
  }
  if (push_variable_name(L, index, thread, level, false)) return;
  lua_pushglobaltable(L);
  bool global = push_field_name(L, lua_gettop(L), index, "");
  if (global) {
    lua_remove(L, -2);
    return;
  }
  lua_pop(L, 1);
  if (push_variable_name(L, index, thread, level, true)) return;
  lua_pushnil(L);
}

void push_coroutine_name(lua_State* L, Engine& engine, Coroutine* coroutine) {
  luaL_checkstack(L, 4, "coutil's names");
  if (coroutine->is_main()) {
    lua_pushliteral(L, "main");
    return;
  }
  if (coroutine->thread == nullptr || !lua_checkstack(coroutine->thread, 2)) {
    lua_pushliteral(L, "");
    return;
  }
  lua_pushthread(coroutine->thread);
  if (coroutine->thread != L) lua_xmove(coroutine->thread, L, 1);
  push_given_name(L, lua_gettop(L));
  lua_remove(L, -2);
  if (lua_type(L, -1) == LUA_TSTRING) return;
  lua_pop(L, 1);
  if (coroutine->body == 0) coroutine->body = engine.places.body(L, coroutine->thread);
  if (coroutine->body <= 0) {
    lua_pushliteral(L, "");
    return;
  }
  const Place& place = engine.places.get(coroutine->body);
  if (!place.function.empty()) {
    lua_pushlstring(L, place.function.data(), place.function.size());
  } else {
    lua_pushfstring(L, "%s:%d", place.file.c_str(), place.line);
  }
}

}  // namespace coutil
