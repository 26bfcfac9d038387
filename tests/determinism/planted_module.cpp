// A C module that leaks what differs between two runs into a simulated program: for the tests that --twice
// finds such things. No part of the toolkit.
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>

#include "engine/lua.h"

namespace {

int process(lua_State* L) {
  lua_pushinteger(L, getpid());
  return 1;
}

int microseconds(lua_State* L) {
  timeval now{};
  gettimeofday(&now, nullptr);
  lua_pushinteger(L, now.tv_sec * 1000000 + now.tv_usec);
  return 1;
}

int environment_bytes(lua_State* L) {
  lua_Integer bytes = 0;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    for (const char* at = *variable; *at != '\0'; ++at) ++bytes;
  }
  lua_pushinteger(L, bytes);
  return 1;
}

int stack_address(lua_State* L) {
  void* block = std::malloc(1 << 20);  // its own mapping: somewhere else in each run
  lua_pushinteger(L, static_cast<lua_Integer>(reinterpret_cast<std::size_t>(block)));
  std::free(block);
  return 1;
}

int folder(lua_State* L) {
  char path[4096];
  lua_pushstring(L, getcwd(path, sizeof path));
  return 1;
}

const luaL_Reg kFunctions[] = {{"process", process},
                               {"microseconds", microseconds},
                               {"environment_bytes", environment_bytes},
                               {"address", stack_address},
                               {"folder", folder},
                               {nullptr, nullptr}};

}  // namespace

extern "C" __attribute__((visibility("default"))) int luaopen_planted(lua_State* L) {
  luaL_newlib(L, kFunctions);
  return 1;
}
