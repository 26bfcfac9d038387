// For programs that nobody vouches for: closes, on top of the sandbox, what can reach under Lua's own safety.
// The debug library can change the sandbox's values, and a compiled chunk that was tampered with can do
// anything. Nothing here allocates, so that a program that keeps away from it has the same addresses without.
#include "sim/sandbox.h"

namespace coutil {
namespace {

lua_CFunction g_load;  // Lua's own

int refuse(lua_State* state) {
  lua_Debug info;
  const bool is_known = lua_getstack(state, 0, &info) != 0 && lua_getinfo(state, "n", &info) != 0;
  return luaL_error(
      state, "debug.%s is refused for programs under limits; debug.traceback and debug.getinfo are there",
      is_known && info.name != nullptr ? info.name : "...");
}

// load (chunk [, name [, mode [, env]]]), of text only.
int load_text(lua_State* state) {
  if (lua_type(state, 1) == LUA_TSTRING) {
    if (*lua_tostring(state, 1) == LUA_SIGNATURE[0])
      return luaL_error(state, "compiled chunks are refused for programs under limits; load text");
    return g_load(state);
  }
  const bool has_environment = lua_gettop(state) >= 4;
  lua_settop(state, has_environment ? 4 : 3);
  lua_pushliteral(state, "t");
  lua_replace(state, 3);
  return g_load(state);
}

}  // namespace

void confine(lua_State* state) {
  lua_getglobal(state, LUA_DBLIBNAME);
  // Not debug.debug, which is refused already: its refusal would be collected, and change addresses.
  for (const char* name : {"gethook", "getlocal", "getmetatable", "getregistry", "getupvalue", "getuservalue",
                           "sethook", "setlocal", "setmetatable", "setupvalue", "setuservalue", "upvalueid",
                           "upvaluejoin", "setcstacklimit"}) {
    if (lua_getfield(state, -1, name) == LUA_TFUNCTION) {
      lua_pushcfunction(state, &refuse);
      lua_setfield(state, -3, name);
    }
    lua_pop(state, 1);
  }
  lua_pop(state, 1);
  lua_getglobal(state, "load");
  g_load = lua_tocfunction(state, -1);
  lua_pushcfunction(state, &load_text);
  lua_setglobal(state, "load");
  lua_pop(state, 1);
}

}  // namespace coutil
