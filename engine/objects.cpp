// The table of objects: see the header. The list of by-value objects is looked through when it has doubled
// since the last time, which keeps the cost for each new name constant.
#include "engine/objects.h"

#include <algorithm>
#include <new>
#include <utility>

#include "engine/waiting.h"

namespace coutil {
namespace {

char g_objects_key;
char g_by_value_key;

// Strings and numbers, and C functions without upvalues: no object that the collector could take.
bool is_by_value(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TUSERDATA:
    case LUA_TTHREAD:
      return false;
    case LUA_TFUNCTION:
      if (!lua_iscfunction(L, index)) return false;
      if (lua_getupvalue(L, index, 1) == nullptr) return true;
      lua_pop(L, 1);
      return false;
    default:
      return true;
  }
}

}  // namespace

void open_objects(lua_State* L) {
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_objects_key);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_by_value_key);
}

void push_objects_table(lua_State* L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &g_objects_key); }

Object* find_object(lua_State* L, int index) {
  lua_pushvalue(L, index);
  lua_rawget(L, lua_upvalueindex(kObjectsUpvalue));
  auto* object = static_cast<Object*>(lua_touserdata(L, -1));
  lua_pop(L, 1);
  return object;
}

Object* push_object(lua_State* L, Engine& engine, int index) {
  lua_pushvalue(L, index);
  lua_rawget(L, lua_upvalueindex(kObjectsUpvalue));
  if (auto* known = static_cast<Object*>(lua_touserdata(L, -1))) return known;
  luaL_checkstack(L, 4, "coutil's object of an event");
  lua_pop(L, 1);
  auto* object = new (lua_newuserdatauv(L, sizeof(Object), Object::kUserValues)) Object;
  object->waiters.make_empty();
  object->created = engine.next_object++;
  object->by_value = is_by_value(L, index);
  lua_pushvalue(L, index);
  lua_setiuservalue(L, -2, Object::kValue);
  if (object->by_value) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &g_by_value_key);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, engine.by_value_objects + 1);
    lua_pop(L, 1);
    ++engine.by_value_objects;
  }
  lua_pushvalue(L, index);
  lua_pushvalue(L, -2);
  lua_rawset(L, lua_upvalueindex(kObjectsUpvalue));
  return object;
}

void give_back_idle_objects(lua_State* L, Engine& engine) {
  luaL_checkstack(L, 6, "coutil's objects");
  push_objects_table(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_by_value_key);
  std::uint32_t kept = 0;
  for (std::uint32_t i = 1; i <= engine.by_value_objects; ++i) {
    lua_rawgeti(L, -1, i);
    if (static_cast<Object*>(lua_touserdata(L, -1))->idle()) {
      lua_getiuservalue(L, -1, Object::kValue);
      lua_pushnil(L);
      lua_rawset(L, -5);
      lua_pop(L, 1);
    } else {
      lua_rawseti(L, -2, ++kept);
    }
  }
  for (std::uint32_t i = engine.by_value_objects; i > kept; --i) {
    lua_pushnil(L);
    lua_rawseti(L, -2, i);
  }
  lua_pop(L, 2);
  engine.by_value_objects = kept;
  engine.by_value_limit = std::max<std::uint32_t>(64, 2 * kept);
}

void for_each_object(lua_State* L, void (*visit)(lua_State* L, Object& object, void* context),
                     void* context) {
  luaL_checkstack(L, 8, "coutil's objects");
  lua_newtable(L);
  push_objects_table(L);
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2)) lua_rawseti(L, -4, ++count);
  lua_pop(L, 1);
  // A table's own order means nothing.
  using Entry = std::pair<std::uint64_t, lua_Integer>;
  auto* order = static_cast<Entry*>(lua_newuserdatauv(L, (count + 1) * sizeof(Entry), 0));
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, -2, i);
    order[i - 1] = {static_cast<Object*>(lua_touserdata(L, -1))->created, i};
    lua_pop(L, 1);
  }
  std::sort(order, order + count);
  for (lua_Integer i = 0; i < count; ++i) {
    lua_rawgeti(L, -2, order[i].second);
    visit(L, *static_cast<Object*>(lua_touserdata(L, -1)), context);
    lua_pop(L, 1);
  }
  lua_pop(L, 2);
}

}  // namespace coutil
