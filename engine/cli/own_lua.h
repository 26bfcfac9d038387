// The Lua that the program itself is linked with, as the engine wants to know it.
#pragma once

#include "engine/coroutine_table.h"
#include "engine/lua/lua_hooks.h"

namespace coutil {

inline constexpr OwnLua kOwnLua{&coutil_lua_thread_freed, &coutil_lua_thread_is_dead, &coutil_lua_prefetch,
                                &coutil_lua_userdata};

}  // namespace coutil
