// The module coutil.spawn: functions called in new coroutines, with a handler for how they end.
#include "engine/modules.h"
#include "engine/names.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// Lua calls no handler when memory runs out, and gives up on a handler that raises errors itself. The first
// is told to the handler here, the second stays an error of the coroutine.
int finish_failed(lua_State* L, int status, int handler, bool with_false) {
  if (status == LUA_ERRMEM) {
    lua_pushvalue(L, handler);
    if (with_false) lua_pushboolean(L, 0);
    lua_pushvalue(L, with_false ? -3 : -2);
    lua_call(L, with_false ? 2 : 1, 0);
    return 0;
  }
  return status == LUA_ERRERR ? lua_error(L) : 0;
}

int finish_catch(lua_State* L, int status, lua_KContext) {
  return status == LUA_OK || status == LUA_YIELD ? 0 : finish_failed(L, status, 1, false);
}

// The body of spawn.catch's coroutine: h, f, ...
int catch_body(lua_State* L) {
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 0, finish_catch);
  return finish_catch(L, status, 0);
}

// Calls the handler, an upvalue, with false and the error message.
int trap_handler(lua_State* L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushboolean(L, 0);
  lua_pushvalue(L, 1);
  lua_call(L, 2, 0);
  lua_settop(L, 1);
  return 1;
}

int end_trap(lua_State*, int, lua_KContext) { return 0; }

int finish_trap(lua_State* L, int status, lua_KContext) {
  if (status != LUA_OK && status != LUA_YIELD) return finish_failed(L, status, 2, true);
  luaL_checkstack(L, 1, "too many results");  // all that f returned
  lua_pushboolean(L, 1);
  lua_insert(L, 3);
  lua_callk(L, lua_gettop(L) - 2, 0, 0, end_trap);
  return 0;
}

// The body of spawn.trap's coroutine: h, f, ...
int trap_body(lua_State* L) {
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, trap_handler, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 3, LUA_MULTRET, 1, 0, finish_trap);
  return finish_trap(L, status, 0);
}

void check_callable(lua_State* L, int index) {
  if (lua_isfunction(L, index)) return;
  if (luaL_getmetafield(L, index, "__call") == LUA_TNIL) luaL_typeerror(L, index, "function");
  lua_pop(L, 1);
}

// Pushes a new coroutine with the body, made by what the program sees as coroutine.create, for whoever
// replaced that (debuggers, coverage) must see this one too.
lua_State* push_coroutine(lua_State* L, lua_CFunction body) {
  luaL_checkstack(L, 6, "coutil's new coroutine");
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, -1, "coroutine") == LUA_TTABLE && lua_getfield(L, -1, "create") == LUA_TFUNCTION) {
    lua_pushcfunction(L, body);
    lua_call(L, 1, 1);
    lua_replace(L, -3);
    lua_pop(L, 1);
    if (lua_isthread(L, -1)) return lua_tothread(L, -1);
    lua_pop(L, 1);
  } else {
    lua_settop(L, lua_gettop(L) - 2);
  }
  lua_State* thread = lua_newthread(L);
  lua_pushcfunction(L, body);
  lua_xmove(L, thread, 1);
  return thread;
}

// Stack: h, f, ... Leaves the coroutine.
int spawn(lua_State* L, lua_CFunction body) {
  Engine& engine = engine_of(L);
  check_callable(L, 1);
  check_callable(L, 2);
  int count = lua_gettop(L);
  engine.spawning = true;
  lua_State* thread = push_coroutine(L, body);
  engine.spawning = false;
  lua_insert(L, 1);
  if (!lua_checkstack(thread, count + 2)) return luaL_error(L, "stack overflow: too many arguments");
  Coroutine* coroutine = engine.coroutines.adopt_for(L, thread);
  push_value_name(L, 3, L, 1);
  const char* name = lua_tostring(L, -1);
  if (lua_isfunction(L, 3)) coroutine->body = engine.places.definition(L, 3, name != nullptr ? name : "");
  if (Tracing* tracing = engine.tracing) {
    engine.current = engine.self(L);
    tracing->knows(L, engine.current, nullptr);
    tracing->knows(L, coroutine, engine.current);
  }
  lua_pop(L, 1);
  lua_xmove(L, thread, count);
  coroutine->involved = true;
  if (engine.resume(L, coroutine, count) == Engine::Resumed::kFailed) return raise_too_deep(L);
  return 1;
}

// spawn.catch (h, f, ...)
int spawn_catch(lua_State* L) { return spawn(L, catch_body); }

// spawn.trap (h, f, ...)
int spawn_trap(lua_State* L) { return spawn(L, trap_body); }

}  // namespace

const luaL_Reg kSpawnFunctions[] = {
    {"catch", spawn_catch},
    {"trap", spawn_trap},
    {nullptr, nullptr},
};

}  // namespace coutil
