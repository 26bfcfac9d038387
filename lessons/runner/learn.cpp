// The door of the course's runner: a Lua state of its own, which gets the machine's functions and runs
// runner/main.lua of the lessons' folder.
#include "lessons/runner/learn.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "engine/lua.h"
#include "lessons/runner/system_module.h"

namespace coutil::lessons {
namespace {

std::string lessons_folder() {
  const char* wanted = std::getenv("COUTIL_LESSONS");
  return wanted != nullptr && *wanted != '\0' ? wanted : COUTIL_LESSONS_FOLDER;
}

struct Start {
  const std::vector<std::string>* words;
  std::string folder;
  RunProgram run;
};

int add_traceback(lua_State* L) {
  const char* message = luaL_tolstring(L, 1, nullptr);
  luaL_traceback(L, L, message, 1);
  return 1;
}

// Leaves the exit code on the stack.
int run_protected(lua_State* L) {
  const auto& start = *static_cast<const Start*>(lua_touserdata(L, 1));
  luaL_openlibs(L);
  lua_getglobal(L, "package");
  lua_pushfstring(L, "%s/runner/?.lua", start.folder.c_str());
  lua_setfield(L, -2, "path");
  lua_pushliteral(L, "");
  lua_setfield(L, -2, "cpath");
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  push_system_module(L, start.run);
  lua_pushstring(L, start.folder.c_str());
  lua_setfield(L, -2, "folder");
  lua_setfield(L, -2, "system");
  lua_settop(L, 0);
  lua_pushfstring(L, "%s/runner/main.lua", start.folder.c_str());
  if (luaL_loadfile(L, lua_tostring(L, 1)) != LUA_OK) return lua_error(L);
  for (const std::string& word : *start.words) lua_pushlstring(L, word.data(), word.size());
  lua_call(L, static_cast<int>(start.words->size()), 1);
  return 1;
}

}  // namespace

int learn(const std::vector<std::string>& words, RunProgram run) {
  const Start start{&words, lessons_folder(), run};
  const std::string main_file = start.folder + "/runner/main.lua";
  if (access(main_file.c_str(), R_OK) != 0) {
    std::fprintf(stderr, "coutil: can't read %s; COUTIL_LESSONS says where the folder of the lessons is\n",
                 main_file.c_str());
    return 2;
  }
  lua_State* L = luaL_newstate();
  if (L == nullptr) return 2;
  lua_pushcfunction(L, add_traceback);
  lua_pushcfunction(L, run_protected);
  lua_pushlightuserdata(L, const_cast<Start*>(&start));
  int code = 2;
  if (lua_pcall(L, 1, 1, 1) == LUA_OK) {
    code = static_cast<int>(lua_tointeger(L, -1));
  } else {
    std::fflush(stdout);
    std::fprintf(stderr, "coutil: %s\n", lua_tostring(L, -1));
  }
  lua_close(L);
  return code;
}

}  // namespace coutil::lessons
