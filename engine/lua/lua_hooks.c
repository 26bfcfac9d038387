/* The values that Lua, built from source, takes instead of time and addresses, and one look into its collector.
** Who sets the values, and when, is the business of the program that opens the Lua state. */
#include "engine/lua/lua_hooks.h"

#include "lgc.h"
#include "lstate.h"

unsigned int coutil_lua_hash_seed = 0;
unsigned int coutil_lua_sort_pivot = 0;
void (*coutil_lua_thread_freed)(struct lua_State *main_or_running, struct lua_State *thread) = 0;

void coutil_lua_prefetch(const struct lua_State *thread) {
  const CallInfo *call = thread->ci;
  /* A pointer in Lua 5.4.4, a union with one in later ones. */
  const char *top = *(const char *const *)&thread->top;
  __builtin_prefetch(call);
  __builtin_prefetch((const char *)call + sizeof(CallInfo) - 1);
  __builtin_prefetch(call->previous);
  __builtin_prefetch(top);
  __builtin_prefetch(top - 64);
}

int coutil_lua_thread_is_dead(struct lua_State *thread) { return isdead(G(thread), obj2gco(thread)); }
