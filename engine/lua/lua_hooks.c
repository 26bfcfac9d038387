/* The values that Lua, built from source, takes instead of time and addresses, and one look into its collector.
** Who sets the values, and when, is the business of the program that opens the Lua state. */
#include "engine/lua/lua_hooks.h"

#include "lgc.h"
#include "lstate.h"

unsigned int coutil_lua_hash_seed = 0;
unsigned int coutil_lua_sort_pivot = 0;
void (*coutil_lua_thread_freed)(struct lua_State *main_or_running, struct lua_State *thread) = 0;

int coutil_lua_thread_is_dead(struct lua_State *thread) { return isdead(G(thread), obj2gco(thread)); }
