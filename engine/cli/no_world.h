// What `require "coutil.sim"` finds where there is no simulated world.
#pragma once

#include "engine/lua.h"

namespace coutil {

inline int refuse_sim(lua_State* L) {
  return luaL_error(L, "coutil.sim is for simulated worlds only: use coutil run --backend sim");
}

}  // namespace coutil
