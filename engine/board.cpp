// The board of who waits for what, as a table and as text; coutil.trace.dump and the end of a run show it.
#include "engine/names.h"
#include "engine/objects.h"
#include "engine/operations.h"
#include "engine/report.h"

namespace coutil {
namespace {

const char* state_of(const Coroutine* coroutine) {
  if (coroutine->is_main()) return "running";
  if (coroutine->ended) return "ended";
  int status = lua_status(coroutine->thread);
  lua_Debug info;
  if (status == LUA_OK) {
    if (lua_getstack(coroutine->thread, 0, &info)) return "running";
    return lua_gettop(coroutine->thread) == 0 ? "ended" : "suspended";
  }
  if (status != LUA_YIELD) return "ended";
  if (coroutine->wait == WaitKind::kNothing) return "suspended";
  return coroutine->wait == WaitKind::kTurn || coroutine->expired ? "ready" : "waiting";
}

void set_string(lua_State* L, const char* key, const char* value) {
  lua_pushstring(L, value);
  lua_setfield(L, -2, key);
}

void set_integer(lua_State* L, const char* key, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, key);
}

void push_awaited_entry(lua_State* L, Coroutine* coroutine, std::uint32_t index) {
  lua_State* thread = coroutine->thread;
  const Object* object = coroutine->node(index).object;
  static constexpr const char* kKinds[] = {"event", "mutex", "promise"};
  lua_createtable(L, 0, 2);
  set_string(L, "kind",
             coroutine->wait == WaitKind::kLock ? "mutex" : kKinds[static_cast<int>(object->kind)]);
  if (lua_checkstack(thread, 1)) {
    lua_pushvalue(thread, coroutine->first_object_index + static_cast<int>(index));
    if (thread != L) lua_xmove(thread, L, 1);
    lua_getiuservalue(L, -1, Object::kValue);
    push_value_name(L, lua_gettop(L), thread, 1);
    lua_setfield(L, -4, "name");
    lua_pop(L, 2);
  }
}

const char* scheduled_kind(const Coroutine* coroutine) {
  if (coroutine->wait == WaitKind::kOperation) return object_kind_name(coroutine->operation->object_kind);
  return coroutine->wait == WaitKind::kTimer ? "timer" : "turn";
}

void push_wait_fields(lua_State* L, Engine& engine, Coroutine* coroutine) {
  static constexpr const char* kModes[] = {"one", "all", "any"};
  set_string(L, "mode", kModes[static_cast<int>(coroutine->mode)]);
  set_integer(L, "since", coroutine->since_ns);
  PlaceId at = engine.places.nearest(L, coroutine->thread, 1, coroutine->body);
  if (at > 0) {
    const Place& place = engine.places.get(at);
    lua_pushfstring(L, "%s:%d", place.file.c_str(), place.line);
    lua_setfield(L, -2, "at");
  }
  lua_newtable(L);
  lua_Integer count = 0;
  if (coroutine->scheduled()) {
    lua_createtable(L, 0, 1);
    if (coroutine->wait == WaitKind::kOperation) {
      push_operation_object(L, engine, coroutine);
      lua_setfield(L, -2, "name");
      set_string(L, "op", operation_word(coroutine->operation->kind));
    }
    set_string(L, "kind", scheduled_kind(coroutine));
    if (coroutine->wait == WaitKind::kTimer) set_integer(L, "due", coroutine->due_ns);
    lua_rawseti(L, -2, ++count);
  }
  for (std::uint32_t i = 0; i < coroutine->node_count; ++i) {
    if (!coroutine->node(i).linked()) continue;
    push_awaited_entry(L, coroutine, i);
    lua_rawseti(L, -2, ++count);
  }
  lua_setfield(L, -2, "on");
}

struct Lists {
  Engine* engine;
  lua_Integer mutexes;
  lua_Integer lines;
};

// The list of mutexes lies right below the object.
void add_object(lua_State* L, Object& object, void* context) {
  auto* lists = static_cast<Lists*>(context);
  if (object.anchors != 0 || object.stored != 0) ++lists->lines;
  if (!object.locked()) return;
  int userdata = lua_gettop(L);
  lua_createtable(L, 0, 2);
  lua_getiuservalue(L, userdata, Object::kValue);
  push_value_name(L, lua_gettop(L), L, -1);
  lua_setfield(L, -3, "name");
  lua_pop(L, 1);
  set_integer(L, "owner", object.owner->id);
  push_coroutine_label(L, *lists->engine, object.owner);
  lua_setfield(L, -2, "held_by");
  lua_rawgetp(L, LUA_REGISTRYINDEX, context);
  lua_insert(L, -2);
  lua_rawseti(L, -2, ++lists->mutexes);
  lua_pop(L, 1);
}

}  // namespace

void push_board(lua_State* L, Engine& engine) {
  luaL_checkstack(L, 16, "coutil's board");
  lua_createtable(L, 0, 7);
  set_integer(L, "time", engine.running ? engine.scheduler.instant_ns : engine.backend.clock_ns());
  set_integer(L, "scheduled", engine.scheduler.scheduled());
  set_integer(L, "sockets", engine.open_sockets);
  set_integer(L, "operations", engine.operations.used());
  lua_newtable(L);
  lua_Integer count = 0;
  for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
    const char* state = state_of(coroutine);
    if (*state == 'e') continue;  // ended
    lua_createtable(L, 0, 8);
    set_integer(L, "id", coroutine->id);
    set_string(L, "state", state);
    lua_pushthread(coroutine->thread);
    if (coroutine->thread != L) lua_xmove(coroutine->thread, L, 1);
    lua_setfield(L, -2, "coroutine");
    push_coroutine_name(L, engine, coroutine);
    lua_setfield(L, -2, "name");
    if (can_resume(*coroutine)) push_wait_fields(L, engine, coroutine);
    lua_rawseti(L, -2, ++count);
  }
  lua_setfield(L, -2, "coroutines");
  Lists lists{&engine, 0, 0};
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &lists);
  for_each_object(L, add_object, &lists);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &lists);
  lua_setfield(L, -2, "mutexes");
  set_integer(L, "lines", lists.lines);
}

void push_board_text(lua_State* L, Engine& engine) {
  luaL_checkstack(L, 16, "coutil's board");
  push_time(L, engine.running ? engine.scheduler.instant_ns : engine.backend.clock_ns());
  lua_pushfstring(L, "coutil: who waits for what at %s\n", lua_tostring(L, -1));
  lua_remove(L, -2);
  bool any = false;
  for (CoroutineId last = 0; Coroutine* coroutine = engine.coroutines.next(last);) {
    if (coroutine->ended) continue;
    any = true;
    push_coroutine_label(L, engine, coroutine);
    if (can_resume(*coroutine)) {
      push_wait(L, engine, coroutine);
      if (coroutine->wait == WaitKind::kLock) {
        push_coroutine_label(L, engine, coroutine->first_node.object->owner);
        lua_pushfstring(L, "%s, held by %s", lua_tostring(L, -2), lua_tostring(L, -1));
        lua_replace(L, -3);
        lua_pop(L, 1);
      }
    } else {
      lua_pushfstring(L, "is %s", state_of(coroutine));
    }
    lua_pushfstring(L, "%s  %s %s\n", lua_tostring(L, -3), lua_tostring(L, -2), lua_tostring(L, -1));
    lua_replace(L, -4);
    lua_pop(L, 2);
  }
  if (any) return;
  lua_pushliteral(L, "  nobody\n");
  lua_concat(L, 2);
}

}  // namespace coutil
