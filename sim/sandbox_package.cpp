// Loading code: from the script's folder only, under names relative to it. C modules are refused but for
// those that the caller allowed, which the library's own searchers then load.
#include <cerrno>
#include <climits>
#include <cstring>

#include "sim/sandbox.h"

namespace coutil {
namespace {

constexpr char kPath[] = "./?.lua;./?/init.lua";

/// Skips what luaL_loadfilex skips: a byte order mark, and a first line that begins with '#' (its end
/// stays, for the line numbers).
const char* skip_first_line(const char* text, std::size_t& bytes) {
  const char* end = text + bytes;
  if (bytes >= 3 && std::memcmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3;
  if (text < end && *text == '#') {
    const void* line_end = std::memchr(text, '\n', static_cast<std::size_t>(end - text));
    text = line_end != nullptr ? static_cast<const char*>(line_end) : end;
    // A compiled chunk begins right after the line.
    if (end - text > 1 && text[1] == LUA_SIGNATURE[0]) ++text;
  }
  bytes = static_cast<std::size_t>(end - text);
  return text;
}

int push_load_error(lua_State* state, const char* name, const char* reason) {
  lua_pushfstring(state, "cannot open %s: %s", name, reason);
  return LUA_ERRFILE;
}

int load_found(lua_State* state, const FoundFile& found, const char* mode) {
  if (!push_content(state, found)) {
    return push_load_error(state, found.relative_name(), std::strerror(errno));
  }
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);
  text = skip_first_line(text, bytes);
  const char* chunk_name = lua_pushfstring(state, "@%s", found.relative_name());
  const int status = luaL_loadbufferx(state, text, bytes, chunk_name, mode);
  lua_insert(state, -3);
  lua_pop(state, 2);
  return status;
}

/// As luaL_loadfilex, from the folder.
int load_file(lua_State* state, const Sandbox& sandbox, const char* name, const char* mode) {
  FoundFile found;
  sandbox.folder.look_up(name, found);
  switch (found.status) {
    case LookupStatus::kFound:
      return load_found(state, found, mode);
    case LookupStatus::kMissing:
      return push_load_error(state, name, std::strerror(found.error));
    case LookupStatus::kNotRegular:
      return push_load_error(state, name,
                             found.error != 0 ? std::strerror(found.error) : "not a regular file");
    case LookupStatus::kOutside:
      break;
  }
  return push_load_error(state, name,
                         "it is not in the script's folder, all that a program can read in the simulation");
}

int raise_no_input(lua_State* state, const char* function) {
  return luaL_error(state,
                    "%s needs the name of a file in the simulation, which has no standard input to read from",
                    function);
}

int loadfile(lua_State* state) {
  const char* name = luaL_optstring(state, 1, nullptr);
  const char* mode = luaL_optstring(state, 2, nullptr);
  const bool has_environment = !lua_isnone(state, 3);
  if (name == nullptr) return raise_no_input(state, "loadfile");
  if (load_file(state, sandbox_of(state), name, mode) != LUA_OK) {
    lua_pushnil(state);
    lua_insert(state, -2);
    return 2;
  }
  if (has_environment) {
    lua_pushvalue(state, 3);
    if (lua_setupvalue(state, -2, 1) == nullptr) lua_pop(state, 1);
  }
  return 1;
}

int finish_dofile(lua_State* state, int, lua_KContext) { return lua_gettop(state) - 1; }

int dofile(lua_State* state) {
  const char* name = luaL_optstring(state, 1, nullptr);
  if (name == nullptr) return raise_no_input(state, "dofile");
  lua_settop(state, 1);
  if (load_file(state, sandbox_of(state), name, nullptr) != LUA_OK) return lua_error(state);
  lua_callk(state, 0, LUA_MULTRET, 0, &finish_dofile);
  return finish_dofile(state, 0, 0);
}

/// Pushes the first name of `path` (with `name` for each '?') that is a file, and returns true; or pushes
/// why there is none.
bool search(lua_State* state, const char* name, const char* path) {
  const char* names = luaL_gsub(state, path, LUA_PATH_MARK, name);
  bool outside = false;
  for (const char* rest = names; *rest != '\0'; rest += *rest == ';' ? 1 : 0) {
    const std::size_t bytes = std::strcspn(rest, ";");
    const char* file = lua_pushlstring(state, rest, bytes);
    FoundFile found;
    sandbox_of(state).folder.look_up(file, found);
    if (found.status == LookupStatus::kFound) {
      lua_remove(state, -2);
      return true;
    }
    outside = outside || found.status == LookupStatus::kOutside;
    lua_pop(state, 1);
    rest += bytes;
  }
  const char* listed = luaL_gsub(state, names, ";", "'\n\tno file '");
  lua_pushfstring(state, "no file '%s'%s", listed,
                  outside ? "\n\t(in the simulation only files in the script's folder can be loaded)" : "");
  lua_insert(state, -3);
  lua_pop(state, 2);
  return false;
}

int searchpath(lua_State* state) {
  const char* name = luaL_checkstring(state, 1);
  const char* path = luaL_checkstring(state, 2);
  const char* separator = luaL_optstring(state, 3, ".");
  const char* replacement = luaL_optstring(state, 4, "/");
  if (*separator != '\0') name = luaL_gsub(state, name, separator, replacement);
  if (search(state, name, path)) return 1;
  lua_pushnil(state);
  lua_insert(state, -2);
  return 2;
}

/// The second upvalue is the package table.
int search_lua_module(lua_State* state) {
  const char* name = luaL_gsub(state, luaL_checkstring(state, 1), ".", "/");
  lua_getfield(state, lua_upvalueindex(2), "path");
  const char* path = lua_tostring(state, -1);
  if (path == nullptr) return luaL_error(state, "'package.path' must be a string");
  if (!search(state, name, path)) return 1;
  const char* file = lua_tostring(state, -1);
  if (load_file(state, sandbox_of(state), file, nullptr) != LUA_OK) {
    return luaL_error(state, "error loading module '%s' from file '%s':\n\t%s", lua_tostring(state, 1), file,
                      lua_tostring(state, -1));
  }
  lua_insert(state, -2);
  return 2;
}

bool is_allowed(lua_State* state, const char* name) {
  lua_getiuservalue(state, lua_upvalueindex(1), kAllowedModules);
  lua_pushstring(state, name);
  lua_pushlstring(state, name, std::strcspn(name, "."));
  const bool allowed = lua_rawget(state, -3) != LUA_TNIL;
  lua_insert(state, -2);
  const bool allowed_whole = lua_rawget(state, -3) != LUA_TNIL;
  lua_pop(state, 3);
  return allowed || allowed_whole;
}

/// The second upvalue is the package table, the third and fourth the library's searchers of C modules.
/// They read package.cpath, which is empty for the program.
int search_c_module(lua_State* state) {
  const char* name = luaL_checkstring(state, 1);
  if (!is_allowed(state, name)) {
    lua_pushfstring(
        state,
        "no C module '%s': the simulation refuses them, because what they do can't be repeated; use "
        "a module in Lua, or the real backend (coutil run --backend real), or allow it all the same "
        "(--allow-c-module %s)",
        name, name);
    return 1;
  }
  lua_pushstring(state, sandbox_of(state).c_module_path);
  lua_setfield(state, lua_upvalueindex(2), "cpath");
  lua_settop(state, 1);
  int status = LUA_OK;
  bool found = false;
  for (int searcher = 3; searcher <= 4 && status == LUA_OK && !found; ++searcher) {
    lua_pushvalue(state, lua_upvalueindex(searcher));
    lua_pushvalue(state, 1);
    status = lua_pcall(state, 1, 2, 0);  // a loader and its file, or a text that says why there is none
    found = status == LUA_OK && lua_isfunction(state, -2);
  }
  lua_pushstring(state, "");
  lua_setfield(state, lua_upvalueindex(2), "cpath");
  if (status != LUA_OK) return lua_error(state);
  if (found) return 2;
  lua_settop(state, 2);
  return 1;
}

int loadlib(lua_State* state) {
  luaL_checkstring(state, 1);
  luaL_checkstring(state, 2);
  lua_pushnil(state);
  lua_pushliteral(state,
                  "package.loadlib is refused in the simulation: what C code does can't be repeated; use a "
                  "module in Lua, or the real backend (coutil run --backend real)");
  lua_pushliteral(state, "absent");
  return 3;
}

/// The package table is at the top.
void replace_searchers(lua_State* state) {
  lua_getfield(state, -1, "searchers");
  push_sandbox(state);
  lua_pushvalue(state, -3);
  lua_pushcclosure(state, &search_lua_module, 2);
  lua_rawseti(state, -2, 2);
  push_sandbox(state);
  lua_pushvalue(state, -3);
  lua_rawgeti(state, -3, 3);
  lua_rawgeti(state, -4, 4);
  lua_pushcclosure(state, &search_c_module, 4);
  lua_rawseti(state, -2, 3);
  lua_pushnil(state);
  lua_rawseti(state, -2, 4);
  lua_pop(state, 1);
}

constexpr luaL_Reg kGlobals[] = {{"loadfile", &loadfile}, {"dofile", &dofile}, {nullptr, nullptr}};
constexpr luaL_Reg kPackage[] = {{"searchpath", &searchpath}, {"loadlib", &loadlib}, {nullptr, nullptr}};

}  // namespace

void close_package(lua_State* state) {
  lua_pushglobaltable(state);
  set_functions(state, kGlobals);
  lua_getfield(state, -1, LUA_LOADLIBNAME);
  set_functions(state, kPackage);
  lua_pushstring(state, kPath);
  lua_setfield(state, -2, "path");
  lua_pushliteral(state, "");
  lua_setfield(state, -2, "cpath");
  replace_searchers(state);
  lua_pop(state, 2);
}

int load_script(lua_State* state, const char* file) {
  const Sandbox& sandbox = push_sandbox(state);
  lua_pop(state, 1);
  return load_file(state, sandbox, file, nullptr);
}

}  // namespace coutil
