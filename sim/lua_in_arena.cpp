// Opens the toolkit's own Lua in an arena. The hash seed is a constant, so that table order repeats; the
// seed of a run decides other things.
#include "sim/lua_in_arena.h"

#include <cstring>

#include "engine/lua/lua_hooks.h"
#include "sim/arena.h"
#include "sim/lua_api.h"

namespace coutil {
namespace {

constexpr unsigned int kHashSeed = 0x5eed5eed;

int open_libraries(lua_State* state) {
  // As lua -E: even where the sandbox replaces what LUA_PATH says, its length would move what is allocated.
  lua_pushboolean(state, 1);
  lua_setfield(state, LUA_REGISTRYINDEX, "LUA_NOENV");
  luaL_openlibs(state);
  return 0;
}

}  // namespace

lua_State* new_lua_in_arena(Arena& arena) { return new_lua_in(&Arena::lua_alloc, &arena); }

lua_State* new_lua_in(void* (*allocate)(void* data, void* block, std::size_t old_bytes,
                                        std::size_t new_bytes),
                      void* data) {
  coutil_lua_hash_seed = kHashSeed;
  coutil_lua_sort_pivot = kHashSeed;
  lua_State* state = lua_newstate(allocate, data);
  if (state == nullptr) return nullptr;
  // Each thread begins with a copy of it, and an engine's hook reads it, also where there is no engine.
  std::memset(lua_getextraspace(state), 0, LUA_EXTRASPACE);
  lua_pushcfunction(state, &open_libraries);
  if (lua_pcall(state, 0, 0, 0) == LUA_OK) return state;
  lua_close(state);
  return nullptr;
}

}  // namespace coutil
