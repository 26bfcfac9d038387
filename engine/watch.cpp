// The program's coroutine.create, resume, wrap and close, watched: they behave as Lua's own and tell the
// engine who runs, so that it is known who resumed whom, and when an owner of a mutex ended.
#include <cstring>

#include "engine/modules.h"
#include "engine/names.h"
#include "engine/report.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

enum : int { kOriginalUpvalue = 2, kWrappedUpvalue = 2 };

Engine* engine_or_null(lua_State* L) {
  return static_cast<EngineBox*>(lua_touserdata(L, lua_upvalueindex(kBoxUpvalue)))->engine;
}

bool can_be_resumed(lua_State* thread, int arguments) {
  if (lua_status(thread) == LUA_YIELD) return true;
  lua_Debug info;
  return lua_status(thread) == LUA_OK && !lua_getstack(thread, 0, &info) && lua_gettop(thread) > arguments;
}

bool has_close_handler(lua_State* thread, int index) {
  if (luaL_getmetafield(thread, index, "__close") == LUA_TNIL) return false;
  lua_pop(thread, 1);
  return true;
}

// Whether it failed with variables left that coroutine.close may have to close. Which variables are to be
// closed Lua does not tell: any with a handler is taken for one.
bool has_left_to_close(lua_State* thread) {
  if (!lua_checkstack(thread, 3)) return true;
  lua_Debug frame;
  for (int level = 0; lua_getstack(thread, level, &frame); ++level) {
    const char* name = lua_getlocal(thread, &frame, 1);
    for (int local = 1; name != nullptr; name = lua_getlocal(thread, &frame, ++local)) {
      const bool left = std::strcmp(name, "(temporary)") != 0 && has_close_handler(thread, -1);
      lua_pop(thread, 1);
      if (left) return true;
    }
  }
  return false;
}

// As lua_resume; the arguments lie on the thread's stack. A `wrapped` coroutine that fails is closed at once.
int watched_resume(lua_State* L, lua_State* thread, int arguments, bool wrapped, int* results) {
  Engine* engine = engine_or_null(L);
  if (engine == nullptr) return lua_resume(thread, L, arguments, results);
  Coroutine* coroutine = nullptr;
  Coroutine* before = engine->current;
  bool traced = engine->tracing != nullptr && can_be_resumed(thread, arguments);
  if (traced) {
    coroutine = engine->coroutines.adopt_for(L, thread);
    Tracing* tracing = engine->tracing;
    if (tracing != nullptr && before != nullptr) tracing->knows(L, before, nullptr);
    if (tracing != nullptr) tracing->knows(L, coroutine, before);
    if (tracing != nullptr && coroutine->wait == WaitKind::kNothing) tracing->runs(coroutine, before);
  } else {
    coroutine = engine->coroutines.find_for(L, thread);
  }
  if (coroutine != nullptr) engine->stamp(*coroutine);
  Coroutine* resumer = engine->resumer;
  engine->resumer = before;
  engine->current = coroutine;
  int status = lua_resume(thread, L, arguments, results);
  engine->current = before;
  engine->resumer = resumer;
  if (coroutine == nullptr) coroutine = engine->coroutines.find_for(L, thread);
  if (coroutine == nullptr) return status;
  bool ended = status == LUA_OK ||
               (status != LUA_YIELD && lua_status(thread) != LUA_OK && lua_status(thread) != LUA_YIELD);
  coroutine->unclosed = ended && status != LUA_OK && !wrapped && has_left_to_close(thread);
  if (traced && engine->tracing != nullptr) {
    if (status == LUA_OK) {
      engine->tracing->ends(coroutine);
    } else if (coroutine->unclosed) {
      engine->tracing->yields(L, coroutine);
    } else if (ended) {
      trace_error(L, *engine, coroutine, wrapped);
    } else if (coroutine->wait == WaitKind::kNothing) {
      engine->tracing->yields(L, coroutine);
    }
  }
  if (ended && !coroutine->ended && !coroutine->unclosed) engine->note_end(coroutine);
  return status;
}

// Moves the arguments, resumes, and leaves the results or the error object on `L`. Returns the number of
// results, -1 for an error.
int resume_with_arguments(lua_State* L, lua_State* thread, int arguments, bool wrapped) {
  if (!lua_checkstack(thread, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lua_xmove(L, thread, arguments);
  int results = 0;
  int status = watched_resume(L, thread, arguments, wrapped, &results);
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_xmove(thread, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(thread, results);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  lua_xmove(thread, L, results);
  return results;
}

lua_State* check_thread(lua_State* L) {
  lua_State* thread = lua_tothread(L, 1);
  if (thread == nullptr) luaL_typeerror(L, 1, "coroutine");
  return thread;
}

// coroutine.resume (co, ...)
int watched_coroutine_resume(lua_State* L) {
  lua_State* thread = check_thread(L);
  int results = resume_with_arguments(L, thread, lua_gettop(L) - 1, false);
  int values = results < 0 ? 1 : results;
  lua_pushboolean(L, results >= 0);
  lua_insert(L, -values - 1);
  return values + 1;
}

// coroutine.create (f)
int watched_coroutine_create(lua_State* L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State* thread = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, thread, 1);
  Engine* engine = engine_or_null(L);
  if (engine == nullptr) return 1;
  Coroutine* coroutine = engine->coroutines.adopt_for(L, thread);  // the board knows all
  if (engine->tracing == nullptr || engine->spawning) return 1;
  push_value_name(L, 1, L, 1);
  const char* name = lua_tostring(L, -1);
  coroutine->body = engine->places.definition(L, 1, name != nullptr ? name : "");
  if (engine->tracing != nullptr) engine->tracing->knows(L, coroutine, engine->current);
  lua_pop(L, 1);
  return 1;
}

// The function that coroutine.wrap returned.
int call_wrapped(lua_State* L) {
  lua_State* thread = lua_tothread(L, lua_upvalueindex(kWrappedUpvalue));
  int results = resume_with_arguments(L, thread, lua_gettop(L), true);
  if (results >= 0) return results;
  int status = lua_status(thread);
  if (status != LUA_OK && status != LUA_YIELD) {
    // The error is the caller's now; what the coroutine was to close is closed first.
    lua_pushvalue(L, -1);
    lua_xmove(L, thread, 1);
    status = lua_resetthread(thread);
    lua_xmove(thread, L, 1);
  }
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

// coroutine.wrap (f)
int watched_coroutine_wrap(lua_State* L) {
  watched_coroutine_create(L);
  lua_pushvalue(L, lua_upvalueindex(kBoxUpvalue));
  lua_insert(L, -2);
  lua_pushcclosure(L, call_wrapped, kWrappedUpvalue);
  return 1;
}

// What it has to close runs in the coroutine; the trace shows that only where it does something.
void begin_closing(Engine& engine, Coroutine* coroutine) {
  coroutine->waited = coroutine->wait != WaitKind::kNothing;
  if (coroutine->waited) leave(engine, coroutine);
  coroutine->closing = true;
  engine.resumer = engine.current;
  engine.current = coroutine;
}

// The trace of a coroutine that was closed by `closer`; of one that failed before with the texts at 1 and 2.
void trace_closed(lua_State* L, Engine& engine, Coroutine* coroutine, Coroutine* closer, bool failed) {
  Tracing& tracing = *engine.tracing;
  if (failed) {
    tracing.knows(L, coroutine, nullptr);
    std::size_t length = 0;
    const char* message = lua_tolstring(L, 1, &length);
    tracing.ends_with_error(coroutine, {message, length}, lua_tostring(L, 2));
  } else if (coroutine->closing) {
    tracing.closed(coroutine, closer);
  } else {
    tracing.ends(coroutine);
  }
}

// coroutine.close (co)
int watched_coroutine_close(lua_State* L) {
  lua_State* thread = check_thread(L);
  Engine* engine = engine_or_null(L);
  Coroutine* coroutine = engine != nullptr ? engine->coroutines.find_for(L, thread) : nullptr;
  const bool failed = coroutine != nullptr && coroutine->unclosed;
  if (coroutine == nullptr || (lua_status(thread) != LUA_YIELD && !failed)) {
    lua_pushvalue(L, lua_upvalueindex(kOriginalUpvalue));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
  }
  lua_settop(L, 1);
  if (failed) {
    luaL_checkstack(thread, 1, "an error object");
    lua_pushvalue(thread, -1);
    lua_xmove(thread, L, 1);
    push_failure(L, thread, -1);
    lua_remove(L, 2);
    lua_rotate(L, 1, 2);  // below: the message and the traceback
  }
  const int below = lua_gettop(L) - 1;
  lua_pushvalue(L, lua_upvalueindex(kOriginalUpvalue));
  lua_insert(L, -2);
  Coroutine* closer = engine->current;
  Coroutine* resumer = engine->resumer;
  begin_closing(*engine, coroutine);
  lua_call(L, 1, LUA_MULTRET);
  if (engine->tracing != nullptr) trace_closed(L, *engine, coroutine, closer, failed);
  engine->current = closer;
  engine->resumer = resumer;
  coroutine->closing = coroutine->unclosed = false;
  engine->note_end(coroutine);
  return lua_gettop(L) - below;
}

// In the library's table on top of the stack.
void replace(lua_State* L, const luaL_Reg& function) {
  push_engine_box(L);
  lua_getfield(L, -2, function.name);
  lua_pushcclosure(L, function.func, kOriginalUpvalue);
  lua_setfield(L, -2, function.name);
}

}  // namespace

void watch_close(lua_State* L) {
  if (lua_getglobal(L, "coroutine") == LUA_TTABLE) replace(L, {"close", watched_coroutine_close});
  lua_pop(L, 1);
}

void watch_coroutine_library(lua_State* L) {
  Engine* engine = engine_in_registry(L);
  if (engine->watching) return;
  luaL_checkstack(L, 6, "coutil's coroutine functions");
  if (lua_getglobal(L, "coroutine") == LUA_TTABLE) {
    replace(L, {"create", watched_coroutine_create});
    replace(L, {"resume", watched_coroutine_resume});
    replace(L, {"wrap", watched_coroutine_wrap});
    engine->watching = true;
  }
  lua_pop(L, 1);
}

}  // namespace coutil
