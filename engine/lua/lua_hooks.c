/* The values that Lua, built from source, takes instead of time and addresses.
** Only data: who sets it, and when, is the business of the program that opens the Lua state. */
#include "engine/lua/lua_hooks.h"

unsigned int coutil_lua_hash_seed = 0;
unsigned int coutil_lua_sort_pivot = 0;
void (*coutil_lua_thread_freed)(struct lua_State *main_or_running, struct lua_State *thread) = 0;
