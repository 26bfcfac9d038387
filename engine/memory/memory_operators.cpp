// What the operators do with memories: as strings are compared and joined, byte by byte.
#include "engine/memory/memory_module.h"
#include "engine/memory/memory_object.h"

namespace coutil {
namespace {

const char* type_name(lua_State* L, int index) {
  return to_memory(L, index) != nullptr ? "memory" : luaL_typename(L, index);
}

bool has_bytes(lua_State* L, int index) {
  return lua_type(L, index) == LUA_TSTRING || to_memory(L, index) != nullptr;
}

// Raises what Lua raises where two values have no order.
void check_order(lua_State* L) {
  if (has_bytes(L, 1) && has_bytes(L, 2)) return;
  luaL_error(L, "attempt to compare %s with %s", type_name(L, 1), type_name(L, 2));
}

// Lua asks only for two userdata, of which one is a memory.
int equal(lua_State* L) {
  const bool comparable = has_bytes(L, 1) && has_bytes(L, 2);
  lua_pushboolean(L, comparable && check_bytes(L, 1) == check_bytes(L, 2));
  return 1;
}

int less(lua_State* L) {
  check_order(L);
  lua_pushboolean(L, check_bytes(L, 1) < check_bytes(L, 2));
  return 1;
}

int less_or_equal(lua_State* L) {
  check_order(L);
  lua_pushboolean(L, check_bytes(L, 1) <= check_bytes(L, 2));
  return 1;
}

int concatenate(lua_State* L) {
  lua_settop(L, 2);
  for (int index = 1; index <= 2; ++index) {
    if (!has_bytes(L, index) && lua_type(L, index) != LUA_TNUMBER) {
      return luaL_error(L, "attempt to concatenate a %s value", luaL_typename(L, index));
    }
    const std::string_view bytes = check_bytes(L, index);
    lua_pushlstring(L, bytes.data(), bytes.size());
  }
  lua_concat(L, 2);
  return 1;
}

// The end of a to-be-closed variable: gives back what a resizable one holds, unless an operation uses it.
int close(lua_State* L) {
  Memory* memory = check_memory(L, 1);
  if (memory->kind != MemoryKind::kResizable || memory->pins > 0) return 0;
  memory->size = 0;
  trim(L, 1);
  return 0;
}

const luaL_Reg kOperators[] = {
    {"__eq", equal},    {"__lt", less},        {"__le", less_or_equal},         {"__concat", concatenate},
    {"__close", close}, {"__len", memory_len}, {"__tostring", memory_tostring}, {nullptr, nullptr},
};

}  // namespace

void set_memory_operators(lua_State* L) {
  lua_pushliteral(L, "memory");
  lua_setfield(L, -2, "__name");
  luaL_setfuncs(L, kOperators, 0);
}

}  // namespace coutil
