// Script: see the header.
#include "engine/cli/script.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/lua.h"
#include "engine/sha256.h"

namespace coutil {
namespace {

// As the program's own text, whatever kind of value it is.
int add_traceback(lua_State* L) {
  const char* message = lua_tostring(L, 1);
  if (message == nullptr) {
    if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING) {
      message = lua_tostring(L, -1);
    } else {
      message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
    }
  }
  luaL_traceback(L, L, message, 1);
  return 1;
}

}  // namespace

std::string Script::digest(const std::string& scenario) const {
  return "sha256:" + sha256_hex(text + scenario);
}

std::string Script::folder() const {
  std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

std::string Script::file_name() const { return std::filesystem::path(path).filename().string(); }

std::string read_script(Script& script) {
  std::error_code error;
  if (std::filesystem::is_directory(script.path, error)) {
    return "can't read " + script.path + ": it is a directory; name a Lua file";
  }
  std::FILE* file = std::fopen(script.path.c_str(), "rb");
  if (file == nullptr) return "can't read " + script.path + ": " + std::strerror(errno);
  char buffer[1 << 16];
  std::size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0) script.text.append(buffer, count);
  bool failed = std::ferror(file) != 0;
  std::fclose(file);
  return failed ? "can't read " + script.path + ": " + std::strerror(errno) : "";
}

void push_arguments(lua_State* L, const Script& script, const char* name) {
  lua_createtable(L, static_cast<int>(script.arguments.size()), 1);
  lua_pushstring(L, name);
  lua_rawseti(L, -2, 0);
  lua_Integer index = 0;
  for (const std::string& argument : script.arguments) {
    lua_pushlstring(L, argument.data(), argument.size());
    lua_rawseti(L, -2, ++index);
  }
  lua_setglobal(L, "arg");
}

bool call_main_chunk(lua_State* L, const Script& script) {
  int count = static_cast<int>(script.arguments.size());
  luaL_checkstack(L, count + 4, "too many arguments for the script");
  for (const std::string& argument : script.arguments) lua_pushlstring(L, argument.data(), argument.size());
  return call_main_chunk(L, count, 0);
}

bool call_main_chunk(lua_State* L, int count, int results) {
  const int handler = lua_gettop(L) - count;
  lua_pushcfunction(L, add_traceback);
  lua_insert(L, handler);
  int status = lua_pcall(L, count, results, handler);
  lua_remove(L, handler);
  return status == LUA_OK;
}

}  // namespace coutil
