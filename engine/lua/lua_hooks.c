/* The values that Lua, built from source, takes instead of time and addresses, and looks into what
** Lua keeps inside: its collector, a thread, a userdata's head. Who sets the values, and when, is the business of the program that opens the Lua state. */
#include "engine/lua/lua_hooks.h"

#include "lgc.h"
#include "lstate.h"

unsigned int coutil_lua_hash_seed = 0;
unsigned int coutil_lua_sort_pivot = 0;
void (*coutil_lua_thread_freed)(struct lua_State *main_or_running, struct lua_State *thread) = 0;

void *coutil_lua_userdata(struct lua_State *L, int index, const void *metatable) {
  /* A pointer in Lua 5.4.4, a union with one in later ones, as below. */
  const StackValue *value = *(const StackValue *const *)&L->ci->func + index;
  const Udata *userdata;
  if (value >= *(const StackValue *const *)&L->top || !ttisfulluserdata(s2v(value))) return 0;
  userdata = uvalue(s2v(value));
  return userdata->metatable == metatable && metatable != 0 ? getudatamem(userdata) : 0;
}

void coutil_lua_prefetch(const struct lua_State *thread) {
  const CallInfo *call = thread->ci;
  const char *top = *(const char *const *)&thread->top;
  __builtin_prefetch(call);
  __builtin_prefetch((const char *)call + sizeof(CallInfo) - 1);
  __builtin_prefetch(call->previous);
  __builtin_prefetch(top);
  __builtin_prefetch(top - 64);
}

int coutil_lua_thread_is_dead(struct lua_State *thread) { return isdead(G(thread), obj2gco(thread)); }
