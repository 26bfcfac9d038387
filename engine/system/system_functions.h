// The functions of coutil.system that are not in system.cpp: each file of this folder has its own.
#pragma once

#include "engine/lua.h"

namespace coutil {

int system_awaitsig(lua_State* L);
int system_execute(lua_State* L);
int system_findaddr(lua_State* L);

/// Makes the metatables that these need (lookups), in the registry.
void open_lookups(lua_State* L);

/// The manual's word for a signal ("interrupt"), or the UNIX name ("SIGKILL"); null for a number that is no
/// signal's.
const char* signal_name(int number);

}  // namespace coutil
