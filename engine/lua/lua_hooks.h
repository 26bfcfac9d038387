/* Included before every file of Lua's own source (gcc -include), and by whoever sets the values below.
** Takes the places where stock Lua depends on time or addresses, and tells when a coroutine is freed.
** Plain C, usable from C++. Knows nothing of Lua's inside but the macros that Lua leaves open. */
#ifndef COUTIL_ENGINE_LUA_LUA_HOOKS_H_
#define COUTIL_ENGINE_LUA_LUA_HOOKS_H_

#ifdef __cplusplus
extern "C" {
#endif

struct lua_State;

/* Seed of the string hashes of every Lua state opened from now on. Set it before lua_newstate:
** a constant in the simulation, a random number on the real backend. 0 until somebody sets it. */
extern unsigned int coutil_lua_hash_seed;

/* What table.sort uses where a large array has an uneven partition. Stock Lua takes the time of day. */
extern unsigned int coutil_lua_sort_pivot;

/* Called just before a coroutine's memory is freed (by the collector or by lua_close), if not null.
** `main_or_running` is the thread at hand in that state, `thread` the one that dies: only its address and
** its extra space may be used. The function must not call Lua. */
extern void (*coutil_lua_thread_freed)(struct lua_State* main_or_running, struct lua_State* thread);

/* Whether the collector found that nothing reaches the coroutine and only has not freed it yet. Such a one
** must not be pushed on any stack. */
int coutil_lua_thread_is_dead(struct lua_State* thread);

/* The block of the userdata at index `index` (from 1) of the running function, if its metatable is the one at
** that address (see lua_topointer); else null. One step in the place of four of Lua's interface. */
void* coutil_lua_userdata(struct lua_State* L, int index, const void* metatable);

/* Fetches what resuming the suspended coroutine will read into the processor's cache. */
void coutil_lua_prefetch(const struct lua_State* thread);

#ifdef __cplusplus
}
#endif

#define luai_makeseed(L) ((void)(L), coutil_lua_hash_seed)
#define l_randomizePivot() (coutil_lua_sort_pivot)
#define luai_userstatefree(L, L1) \
  ((void)(coutil_lua_thread_freed ? (coutil_lua_thread_freed((L), (L1)), 0) : 0))

/* The cache of C strings is indexed by their addresses; one set of two entries has no index. */
#define STRCACHE_N 1
#define STRCACHE_M 2

#endif
