// The machine for the runner's Lua: see the header. Arguments are checked before anything with a destructor
// lives; what is pushed afterwards could only fail for want of memory.
#include "lessons/runner/system_module.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "engine/lua.h"
#include "lessons/runner/json_tables.h"
#include "lessons/runner/lanes_text.h"
#include "lessons/runner/process_fence.h"
#include "lessons/runner/runs_object.h"
#include "lessons/runner/temporary_folder.h"
#include "lessons/runner/window_process.h"
#include "tracer/terminal.h"

namespace coutil::lessons {
namespace {

namespace fs = std::filesystem;

// nil and a message.
int push_failure(lua_State* L, const std::string& message) {
  lua_pushnil(L);
  lua_pushlstring(L, message.data(), message.size());
  return 2;
}

int push_result(lua_State* L, const char* path, const std::error_code& error) {
  if (error) return push_failure(L, std::string(path) + ": " + error.message());
  lua_pushboolean(L, 1);
  return 1;
}

// names (folder): the sorted names of what is in it, without those that begin with a dot; nil and why.
int names(lua_State* L) {
  const char* path = luaL_checkstring(L, 1);
  std::error_code error;
  std::vector<std::string> found;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (!name.starts_with('.')) found.push_back(std::move(name));
  }
  if (error) return push_failure(L, std::string(path) + ": " + error.message());
  std::sort(found.begin(), found.end());
  lua_createtable(L, static_cast<int>(found.size()), 0);
  for (std::size_t i = 0; i < found.size(); ++i) {
    lua_pushlstring(L, found[i].data(), found[i].size());
    lua_rawseti(L, -2, static_cast<lua_Integer>(i) + 1);
  }
  return 1;
}

// kind (path): "file", "folder", "link" or "other"; nil when there is nothing. With true as the second
// argument links are followed. For files also the size in bytes and the time of the last change in
// nanoseconds.
int kind(lua_State* L) {
  const char* path = luaL_checkstring(L, 1);
  struct stat status {};
  const bool follow = lua_toboolean(L, 2) != 0;
  if ((follow ? stat(path, &status) : lstat(path, &status)) != 0) {
    lua_pushnil(L);
    lua_pushstring(L, std::strerror(errno));
    return 2;
  }
  const bool is_file = S_ISREG(status.st_mode);
  lua_pushstring(L, is_file                   ? "file"
                    : S_ISDIR(status.st_mode) ? "folder"
                    : S_ISLNK(status.st_mode) ? "link"
                                              : "other");
  lua_pushinteger(L, static_cast<lua_Integer>(status.st_size));
  lua_pushinteger(L,
                  static_cast<lua_Integer>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec);
  return 3;
}

int make_folder(lua_State* L) {
  const char* path = luaL_checkstring(L, 1);
  std::error_code error;
  fs::create_directories(path, error);
  return push_result(L, path, error);
}

// remove_tree (folder): of temporary ones.
int remove_tree(lua_State* L) {
  const char* path = luaL_checkstring(L, 1);
  return push_result(L, path, remove_temporary_folder(path));
}

int absolute(lua_State* L) {
  std::error_code error;
  const std::string path = fs::weakly_canonical(luaL_checkstring(L, 1), error).string();
  lua_pushlstring(L, path.data(), path.size());
  return 1;
}

int temporary_folder(lua_State* L) {
  std::error_code error;
  const std::string path = make_temporary_folder(error);
  if (path.empty()) return push_failure(L, "no temporary folder: " + error.message());
  lua_pushlstring(L, path.data(), path.size());
  return 1;
}

// write_safely (path, text): all of it or nothing, also when the machine stops in the midst of it.
int write_safely(lua_State* L) {
  std::size_t size = 0;
  const char* path = luaL_checkstring(L, 1);
  const char* text = luaL_checklstring(L, 2, &size);
  const std::string beside = std::string(path) + ".new-" + std::to_string(getpid());
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return push_failure(L, beside + ": " + std::strerror(errno));
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = write(file, text + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  const bool well = done == size && fsync(file) == 0;
  const int wrong = errno;
  close(file);
  if (well && std::rename(beside.c_str(), path) == 0) {
    lua_pushboolean(L, 1);
    return 1;
  }
  const int code = well ? errno : wrong;
  unlink(beside.c_str());
  return push_failure(L, std::string(path) + ": " + std::strerror(code));
}

// terminal (): whether standard input and output are terminals, the width of output, whether it has colours,
// whether it shows UTF-8.
int terminal(lua_State* L) {
  lua_pushboolean(L, isatty(STDIN_FILENO));
  lua_pushboolean(L, isatty(STDOUT_FILENO));
  lua_pushinteger(L, static_cast<lua_Integer>(tracer::terminal_width(stdout)));
  lua_pushboolean(L, tracer::terminal_has_color(stdout));
  lua_pushboolean(L, tracer::locale_is_utf8());
  return 5;
}

// now (): seconds of a clock that only goes forward.
int now(lua_State* L) {
  using Seconds = std::chrono::duration<double>;
  lua_pushnumber(L, Seconds(std::chrono::steady_clock::now().time_since_epoch()).count());
  return 1;
}

int sleep_for(lua_State* L) {
  std::this_thread::sleep_for(std::chrono::duration<double>(luaL_checknumber(L, 1)));
  return 0;
}

int processors(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(std::max(1U, std::thread::hardware_concurrency())));
  return 1;
}

// has_fence (): whether this machine lets a process be fenced in.
int has_fence(lua_State* L) {
  lua_pushboolean(L, can_fence());
  return 1;
}

constexpr luaL_Reg kFunctions[] = {{"names", names},
                                   {"kind", kind},
                                   {"make_folder", make_folder},
                                   {"remove_tree", remove_tree},
                                   {"absolute", absolute},
                                   {"temporary_folder", temporary_folder},
                                   {"write_safely", write_safely},
                                   {"terminal", terminal},
                                   {"now", now},
                                   {"sleep", sleep_for},
                                   {"processors", processors},
                                   {"has_fence", has_fence},
                                   {"json_decode", json_decode},
                                   {"json_lines", json_lines},
                                   {"lanes", lanes_text},
                                   {"divergence", divergence},
                                   {"open_window", open_window},
                                   {"is_open", is_open},
                                   {nullptr, nullptr}};

}  // namespace

int push_system_module(lua_State* L, RunProgram run) {
  luaL_newlib(L, kFunctions);
  push_runs_function(L, run);
  lua_setfield(L, -2, "runs");
#if defined(__SANITIZE_ADDRESS__)
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, "is_slow");
#endif
  return 1;
}

}  // namespace coutil::lessons
