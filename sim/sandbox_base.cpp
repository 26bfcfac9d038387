// print, warn, math.randomseed and debug.debug: what they write goes to the program's standard streams, and
// what they draw comes from the seed.
#include "sim/sandbox.h"

namespace coutil {
namespace {

int print(lua_State* state) {
  const int count = lua_gettop(state);
  luaL_Buffer line;
  luaL_buffinit(state, &line);
  for (int i = 1; i <= count; ++i) {
    if (i > 1) luaL_addchar(&line, '\t');
    luaL_tolstring(state, i, nullptr);
    luaL_addvalue(&line);
  }
  luaL_addchar(&line, '\n');
  luaL_pushresult(&line);
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);
  sim::FileStream& output = sandbox_of(state).standard[1];
  output.write({text, bytes});
  return 0;
}

/// The library's own rules: "@on" and "@off" are orders, other messages may come in pieces.
void warn(void* data, const char* message, int continues) {
  auto& sandbox = *static_cast<Sandbox*>(data);
  const std::string_view text(message);
  const bool first = !sandbox.warning_continues;
  sandbox.warning_continues = continues != 0;
  if (first && continues == 0 && text.starts_with('@')) {
    if (text == "@on") sandbox.warnings_on = true;
    if (text == "@off") sandbox.warnings_on = false;
    return;
  }
  if (!sandbox.warnings_on) return;
  sim::FileStream& errors = sandbox.standard[2];
  if (first) errors.write("Lua warning: ");
  errors.write(text);
  if (continues == 0) errors.write("\n");
}

/// Draws a new seed; the library's own would take the time and an address.
void push_seed(lua_State* state, RandomStream& seeds) {
  lua_pushinteger(state, static_cast<lua_Integer>(seeds.next()));
  lua_pushinteger(state, static_cast<lua_Integer>(seeds.next()));
}

/// The second upvalue is the library's function, which gets all the work but that of finding a seed.
int randomseed(lua_State* state) {
  if (lua_gettop(state) > 0) {
    luaL_checknumber(state, 1);
    luaL_optinteger(state, 2, 0);
  }
  lua_pushvalue(state, lua_upvalueindex(2));
  lua_insert(state, 1);
  if (lua_gettop(state) == 1) push_seed(state, sandbox_of(state).seeds);
  lua_call(state, lua_gettop(state) - 1, LUA_MULTRET);
  return lua_gettop(state);
}

constexpr luaL_Reg kBase[] = {{"print", &print}, {nullptr, nullptr}};
constexpr Refusal kDebug[] = {
    {"debug",
     "debug.debug is refused in the simulation, which has no terminal to read from; print what you "
     "want to see, or use the real backend (coutil run --backend real)"}};

}  // namespace

void close_base(lua_State* state) {
  lua_pushglobaltable(state);
  set_functions(state, kBase);
  lua_getfield(state, -1, LUA_DBLIBNAME);
  set_refusals(state, kDebug, 1);
  lua_setwarnf(state, &warn, &push_sandbox(state));
  lua_pop(state, 3);
}

void close_math(lua_State* state, RandomStream& seeds) {
  lua_getglobal(state, LUA_MATHLIBNAME);
  push_sandbox(state);
  lua_getfield(state, -2, "randomseed");
  lua_pushvalue(state, -1);
  push_seed(state, seeds);
  lua_call(state, 2, 0);
  lua_pushcclosure(state, &randomseed, 2);
  lua_setfield(state, -2, "randomseed");
  lua_pop(state, 1);
}

}  // namespace coutil
