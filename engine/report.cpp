// Report: see the header. Labels and sentences; the board is in board.cpp.
#include "engine/report.h"

#include <cstdio>

#include "engine/names.h"
#include "engine/operations.h"
#include "engine/tracing.h"

namespace coutil {
namespace {

char g_handler_key;  // the program's handler, see coutil.trace.onerror

struct Failure {
  Engine* engine;
  Coroutine* coroutine;
  bool counted;  // nobody else gets the error
  bool closes;   // what the coroutine has to close is closed now
  bool closed = false;
  bool traced = false;
};

// Runs the pending to-be-closed variables of the coroutine, as coroutine.close would; the error object that
// it ended with is at `error` of `L`. A new error there is one more. What they do is the coroutine's doing.
void close_variables(lua_State* L, Failure& failure, lua_State* thread, int error) {
  failure.closed = true;
  Engine& engine = *failure.engine;
  Coroutine* before = engine.current;
  engine.current = failure.coroutine;
  lua_resetthread(thread);
  engine.current = before;
  if (!failure.counted || lua_gettop(thread) == 0)
    return;  // who called the wrapped coroutine takes the error
  lua_xmove(thread, L, 1);
  if (!lua_rawequal(L, -1, error)) {
    luaL_tolstring(L, -1, nullptr);
    lua_pushfstring(L, "coutil: error while its variables were closed: %s\n", lua_tostring(L, -1));
    ++engine.errors;
    write_report(L, engine);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

// Pushes the error object's text, as the lua program would print it.
void push_message(lua_State* L, int index) {
  if (luaL_callmeta(L, index, "__tostring") && lua_type(L, -1) == LUA_TSTRING) return;
  if (lua_type(L, index) == LUA_TSTRING || lua_type(L, index) == LUA_TNUMBER) {
    lua_pushvalue(L, index);
    lua_tostring(L, -1);
    return;
  }
  lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, index));
}

int push_message_protected(lua_State* L) {
  push_message(L, 1);
  return 1;
}

}  // namespace

void push_failure(lua_State* L, lua_State* thread, int error) {
  error = lua_absindex(L, error);
  lua_pushcfunction(L, push_message_protected);
  lua_pushvalue(L, error);
  if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
    lua_pop(L, 1);
    lua_pushliteral(L, "(error object whose __tostring raised an error)");
  }
  luaL_traceback(L, thread, lua_tostring(L, -1), 0);
}

namespace {

// Arguments: the failure, the error object, the coroutine.
int handle_failure(lua_State* L) {
  auto& failure = *static_cast<Failure*>(lua_touserdata(L, 1));
  auto& [engine, coroutine, counted, closes, closed, traced] = failure;
  lua_State* thread = lua_tothread(L, 3);
  push_failure(L, thread, 2);  // 4 and 5
  if (closes && !closed) close_variables(L, failure, thread, 2);
  if (engine->tracing != nullptr && !traced) {
    Tracing* tracing = engine->tracing;
    tracing->knows(L, coroutine, nullptr);
    std::size_t length = 0;
    const char* text = lua_tolstring(L, 4, &length);
    const char* traceback = lua_tostring(L, 5);
    tracing->ends_with_error(coroutine, {text, length}, traceback);
    traced = true;
  }
  if (!counted) return 0;
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &g_handler_key) == LUA_TFUNCTION) {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 5);
    lua_pushvalue(L, 3);
    if (lua_pcall(L, 3, 0, 0) == LUA_OK) return 0;
    luaL_tolstring(L, -1, nullptr);
    lua_pushfstring(L, "coutil: the handler given to coutil.trace.onerror raised an error: %s\n",
                    lua_tostring(L, -1));
    write_report(L, *engine);
  }
  lua_settop(L, 5);
  push_coroutine_label(L, *engine, coroutine);
  lua_pushfstring(L, "coutil: error in %s: %s\n", lua_tostring(L, -1), lua_tostring(L, 5));
  write_report(L, *engine);
  return 0;
}

bool handle_on(lua_State* L, Failure& failure) {
  lua_State* thread = failure.coroutine->thread;
  if (!lua_checkstack(L, 6) || !lua_checkstack(thread, 2)) return false;
  lua_pushcfunction(L, handle_failure);
  lua_pushlightuserdata(L, &failure);
  lua_pushvalue(thread, -1);
  lua_pushthread(thread);
  lua_xmove(thread, L, 2);
  if (lua_pcall(L, 3, 0, 0) == LUA_OK) return true;
  lua_pop(L, 1);
  return false;
}

void handle(lua_State* L, Engine& engine, Coroutine* coroutine, bool counted, bool closes) {
  Failure failure{&engine, coroutine, counted, closes};
  // Where calls are nested up to Lua's limit, only a thread of its own has room for the report.
  if (handle_on(L, failure) || handle_on(engine.reporter, failure)) return;
  if (closes && !failure.closed) {
    lua_resetthread(coroutine->thread);
    // With its error object there it would count as one not begun; who wrapped it takes that, though.
    if (counted) lua_settop(coroutine->thread, 0);
  }
  if (engine.tracing != nullptr && !failure.traced) {
    engine.tracing->ends_with_error(coroutine, "not enough memory", "");
  }
  if (counted) std::fputs("coutil: error in a coroutine, and not enough memory to say which\n", stderr);
}

}  // namespace

void set_error_handler(lua_State* L) { lua_rawsetp(L, LUA_REGISTRYINDEX, &g_handler_key); }
void push_error_handler(lua_State* L) { lua_rawgetp(L, LUA_REGISTRYINDEX, &g_handler_key); }

void report_error(lua_State* L, Engine& engine, Coroutine* coroutine) {
  handle(L, engine, coroutine, true, true);
}

void trace_error(lua_State* L, Engine& engine, Coroutine* coroutine, bool closes) {
  handle(L, engine, coroutine, false, closes);
}

void push_coroutine_label(lua_State* L, Engine& engine, Coroutine* coroutine) {
  if (coroutine->is_main()) {
    lua_pushliteral(L, "the main program");
    return;
  }
  push_coroutine_name(L, engine, coroutine);
  const char* name = lua_tostring(L, -1);
  auto id = static_cast<LUAI_UACINT>(coroutine->id);
  if (*name == '\0') {
    lua_pushfstring(L, "coroutine %I", id);
  } else {
    lua_pushfstring(L, "%s (coroutine %I)", name, id);
  }
  lua_remove(L, -2);
}

void push_time(lua_State* L, TimeNs time_ns) {
  static constexpr struct {
    TimeNs ns;
    const char* unit;
  } kUnits[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}};
  for (const auto& unit : kUnits) {
    if (time_ns < unit.ns) continue;
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.6g %s",
                  static_cast<double>(time_ns) / static_cast<double>(unit.ns), unit.unit);
    lua_pushstring(L, digits);
    return;
  }
  lua_pushfstring(L, "%I ns", static_cast<LUAI_UACINT>(time_ns));
}

namespace {

// Pushes what kind of thing is waited for and its name: `mutex "fork 4"`.
void push_awaited(lua_State* L, Engine&, Coroutine* coroutine, std::uint32_t index) {
  lua_State* thread = coroutine->thread;
  const Object* object = coroutine->node(index).object;
  lua_pushvalue(thread, coroutine->first_object_index + static_cast<int>(index));
  if (thread != L) lua_xmove(thread, L, 1);
  lua_getiuservalue(L, -1, Object::kValue);
  push_value_name(L, lua_gettop(L), thread, 1);
  static constexpr const char* kKinds[] = {"event", "mutex", "promise"};
  const char* kind = coroutine->wait == WaitKind::kLock ? "mutex" : kKinds[static_cast<int>(object->kind)];
  const char* name = lua_tostring(L, -1);
  if (name != nullptr) {
    lua_pushfstring(L, "%s %s", kind, name);
  } else {
    lua_pushfstring(L, "%s (a %s)", kind, luaL_typename(L, -2));
  }
  lua_replace(L, -4);
  lua_pop(L, 2);
}

}  // namespace

void push_wait(lua_State* L, Engine& engine, Coroutine* coroutine) {
  luaL_checkstack(L, 12, "coutil's report");
  push_time(L, coroutine->since_ns);
  PlaceId at = engine.places.nearest(L, coroutine->thread, 1, coroutine->body);
  if (at > 0) {
    const Place& place = engine.places.get(at);
    lua_pushfstring(L, " at %s:%d", place.file.c_str(), place.line);
  } else {
    lua_pushliteral(L, "");
  }
  if (coroutine->wait == WaitKind::kTimer) {
    push_time(L, coroutine->due_ns);
    lua_pushfstring(L, "the time %s", lua_tostring(L, -1));
    lua_remove(L, -2);
  } else if (coroutine->wait == WaitKind::kTurn) {
    lua_pushliteral(L, "its turn");
  } else if (coroutine->wait == WaitKind::kOperation) {
    push_operation_wait(L, engine, coroutine);
  } else {
    const char* joint = coroutine->mode == WaitMode::kAll ? " and " : " or ";
    lua_pushliteral(L, "");
    bool first = true;
    for (std::uint32_t i = 0; i < coroutine->node_count; ++i) {
      if (!coroutine->node(i).linked()) continue;
      push_awaited(L, engine, coroutine, i);
      lua_pushfstring(L, "%s%s%s", lua_tostring(L, -2), first ? "" : joint, lua_tostring(L, -1));
      lua_replace(L, -3);
      lua_pop(L, 1);
      first = false;
    }
  }
  lua_pushfstring(L, "waits since %s%s for %s", lua_tostring(L, -3), lua_tostring(L, -2),
                  lua_tostring(L, -1));
  lua_replace(L, -4);
  lua_pop(L, 2);
}

void write_report(lua_State* L, Engine& engine) {
  std::size_t length = 0;
  const char* text = lua_tolstring(L, -1, &length);
  if (engine.report != nullptr) {
    engine.report(engine.report_context, {text, length});
  } else {
    std::fwrite(text, 1, length, stderr);
  }
  lua_pop(L, 1);
}

int call_with_list(lua_State* L, Engine& engine, lua_CFunction function, void* context, int results) {
  if (!lua_checkstack(L, 6)) return LUA_ERRMEM;
  bool collecting = lua_gc(L, LUA_GCISRUNNING) != 0;
  lua_gc(L, LUA_GCSTOP);  // no coroutine goes and no finalizer runs meanwhile
  engine.coroutines.list(L);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, context);
  int status = lua_pcall(L, 1, results, 0);
  if (collecting) lua_gc(L, LUA_GCRESTART);
  return status;
}

void call_protected(lua_State* L, Engine& engine, lua_CFunction function, void* context) {
  if (call_with_list(L, engine, function, context, 0) == LUA_OK) return;
  auto say = [&engine](const char* text) {
    if (engine.report != nullptr) {
      engine.report(engine.report_context, text);
    } else {
      std::fputs(text, stderr);
    }
  };
  const char* message = lua_tostring(L, -1);
  say("coutil: a report failed: ");
  say(message != nullptr ? message : "not enough memory");
  say("\n");
  lua_settop(L, lua_gettop(L) - 1);
}

}  // namespace coutil
