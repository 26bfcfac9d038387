// A Lua state whose bytes all lie in an arena and whose hash seed is the simulation's constant. Only for
// programs that link the toolkit's own Lua; a stock host makes its own state.
#pragma once

#include <cstddef>

struct lua_State;

namespace coutil {

class Arena;

/// As luaL_newstate with the standard libraries opened (LUA_PATH and its like are not read), or nullptr when
/// the arena is full. The collector
/// is Lua's own until a StepCollector takes over.
lua_State* new_lua_in_arena(Arena& arena);

/// The same with the memory that a `lua_Alloc` gives.
lua_State* new_lua_in(void* (*allocate)(void* data, void* block, std::size_t old_bytes,
                                        std::size_t new_bytes),
                      void* data);

}  // namespace coutil
