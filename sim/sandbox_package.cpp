// Loading code: from the host's file system, under names relative to the script's folder. C modules are
// refused but for those that the caller allowed, which the library's own searchers then load.
#include <cerrno>
#include <climits>
#include <cstring>

#include "sim/sandbox_file.h"

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

constexpr char kOnlyFolder[] = "in the simulation only files in the script's folder can be loaded";

/// Whether a name that was not found might be one of the machine that the simulation runs on.
bool is_elsewhere(const sim::HostPath& path) { return path.outside || path.in_tree(); }

int push_load_error(lua_State* state, const char* what, const char* name, int error, bool elsewhere) {
  lua_pushfstring(state, "cannot %s %s: %s", what, name, std::strerror(error));
  if (elsewhere && error == ENOENT) {
    lua_pushfstring(state, "%s (%s)", lua_tostring(state, -1), kOnlyFolder);
    lua_remove(state, -2);
  }
  return LUA_ERRFILE;
}

/// Loads the rest of the stream.
int load_stream(lua_State* state, sim::FileStream& stream, const char* chunk_name, const char* mode) {
  const std::string_view rest = stream.rest();
  lua_pushlstring(state, rest.data(), rest.size());
  stream.advance(rest.size());
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);
  text = skip_first_line(text, bytes);
  const int status = luaL_loadbufferx(state, text, bytes, chunk_name, mode);
  lua_remove(state, -2);
  return status;
}

/// As luaL_loadfilex. A null name is the standard input; `folder` is where names begin.
int load_file(lua_State* state, Sandbox& sandbox, const char* folder, const char* name, const char* mode) {
  if (sandbox.text_chunks_only) mode = "t";
  sim::HostPath path;
  int error = name != nullptr ? sandbox.files->resolve(folder, name, path) : 0;
  if (error != 0) return push_load_error(state, "open", name, error, is_elsewhere(path));
  if (name == nullptr) {
    sim::FileStream& input = sandbox.standard[0];
    error = input.prepare_reading();
    return error != 0 ? push_load_error(state, "read", "stdin", error, false)
                      : load_stream(state, input, "=stdin", mode);
  }
  error = open_file_at(state, sandbox, path, "r");
  if (error != 0) {
    lua_pop(state, 1);
    return push_load_error(state, "open", name, error, is_elsewhere(path));
  }
  sim::FileStream& stream = *test_file(state, -1)->stream;
  error = stream.prepare_reading();
  const char* chunk_name = lua_pushfstring(state, "@%s", path.text);
  const int status = error != 0 ? push_load_error(state, "read", name, error, false)
                                : load_stream(state, stream, chunk_name, mode);
  stream.close();
  lua_replace(state, -3);
  lua_pop(state, 1);
  return status;
}

int loadfile(lua_State* state) {
  const char* name = luaL_optstring(state, 1, nullptr);
  const char* mode = luaL_optstring(state, 2, nullptr);
  const bool has_environment = !lua_isnone(state, 3);
  Sandbox& sandbox = sandbox_of(state);
  if (load_file(state, sandbox, sandbox.working_folder, name, mode) != LUA_OK) {
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
  lua_settop(state, 1);
  Sandbox& sandbox = sandbox_of(state);
  if (load_file(state, sandbox, sandbox.working_folder, name, nullptr) != LUA_OK) return lua_error(state);
  lua_callk(state, 0, LUA_MULTRET, 0, &finish_dofile);
  return finish_dofile(state, 0, 0);
}

/// Pushes the first name of `path` (with `name` for each '?') that is a file, and returns true; or pushes
/// why there is none.
bool search(lua_State* state, const char* name, const char* path) {
  const char* names = luaL_gsub(state, path, LUA_PATH_MARK, name);
  const Sandbox& sandbox = sandbox_of(state);
  bool elsewhere = false;
  for (const char* rest = names; *rest != '\0'; rest += *rest == ';' ? 1 : 0) {
    const std::size_t bytes = std::strcspn(rest, ";");
    const char* file = lua_pushlstring(state, rest, bytes);
    sim::HostPath found;
    if (sandbox.files->find(sandbox.working_folder, file, found) == 0) {
      lua_remove(state, -2);
      return true;
    }
    elsewhere = elsewhere || is_elsewhere(found);
    lua_pop(state, 1);
    rest += bytes;
  }
  const char* listed = luaL_gsub(state, names, ";", "'\n\tno file '");
  lua_pushfstring(state, elsewhere ? "no file '%s'\n\t(%s)" : "no file '%s'", listed, kOnlyFolder);
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
  Sandbox& sandbox = sandbox_of(state);
  if (load_file(state, sandbox, sandbox.working_folder, file, nullptr) != LUA_OK) {
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
  Sandbox& sandbox = push_sandbox(state);
  lua_pop(state, 1);
  return load_file(state, sandbox, "", file, nullptr);
}

}  // namespace coutil
