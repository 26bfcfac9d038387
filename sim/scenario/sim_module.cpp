// Opens the module coutil.sim in a Lua state: see the header.
#include "sim/scenario/sim_module.h"

#include "sim/scenario/module.h"

namespace coutil::sim {

namespace {

// Into the table on top, with the side as upvalue.
void set_functions(lua_State* L, LuaSide& side, const luaL_Reg* functions) {
  lua_pushlightuserdata(L, &side);
  luaL_setfuncs(L, functions, 1);
}

void make_host_type(lua_State* L, LuaSide& side) {
  luaL_newmetatable(L, kHostType);
  set_functions(L, side, kHostMethods);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pushliteral(L, "host");
  lua_setfield(L, -2, "__name");
  lua_pop(L, 1);
}

void set_script(lua_State* L, const Scenario& scenario) {
  lua_pushlstring(L, scenario.script().data(), scenario.script().size());
  lua_setfield(L, -2, "script");
  lua_newtable(L);
  lua_Integer count = 0;
  for (const std::pmr::string& argument : scenario.arguments()) {
    lua_pushlstring(L, argument.data(), argument.size());
    lua_rawseti(L, -2, ++count);
  }
  lua_setfield(L, -2, "args");
}

}  // namespace

int open_sim_module(lua_State* L, Scenario& scenario, Process* process) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  lua_State* main = lua_tothread(L, -1);
  lua_pop(L, 1);
  LuaSide* side = nullptr;
  in_memory(L, [&] { side = &scenario.add_side(main, process); });
  make_host_type(L, *side);
  lua_newtable(L);
  for (const luaL_Reg* functions : {kHostFunctions, kLinkFunctions, kTimeFunctions, kProgramFunctions}) {
    set_functions(L, *side, functions);
  }
  set_script(L, scenario);
  return 1;
}

}  // namespace coutil::sim
