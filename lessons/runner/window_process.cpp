// The window's process: see the header.
#include "lessons/runner/window_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>

#include "engine/lua.h"

namespace coutil::lessons {

int open_window(lua_State* L) {
  const char* trace = luaL_checkstring(L, 1);
  std::error_code error;
  const std::string tracer =
      (std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "coutil-tracer").string();
  if (access(tracer.c_str(), X_OK) != 0) {
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", tracer.c_str(), std::strerror(errno));
    return 2;
  }
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // the window goes with who writes what it shows
    execl(tracer.c_str(), tracer.c_str(), "view", trace, nullptr);
    _exit(127);
  }
  if (child < 0) {
    lua_pushnil(L);
    lua_pushstring(L, std::strerror(errno));
    return 2;
  }
  lua_pushinteger(L, child);
  return 1;
}

int is_open(lua_State* L) {
  int status = 0;
  const pid_t process = static_cast<pid_t>(luaL_checkinteger(L, 1));
  const pid_t answer = waitpid(process, &status, WNOHANG);
  lua_pushboolean(L, answer == 0);
  if (answer == 0) return 1;
  lua_pushinteger(L, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 2;
}

}  // namespace coutil::lessons
