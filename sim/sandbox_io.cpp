// The io library: files of the host's file system, and the program's standard streams. Other processes are
// refused.
#include <cstring>

#include "sim/sandbox_file.h"

namespace coutil {
namespace {

constexpr char kInput[] = "_IO_input";  // the library's own names, so that its files go
constexpr char kOutput[] = "_IO_output";

/// "r", "w" or "a", then perhaps "+", then any number of "b".
bool is_mode(const char* mode) {
  if (*mode == '\0' || std::strchr("rwa", *mode) == nullptr) return false;
  ++mode;
  if (*mode == '+') ++mode;
  return std::strspn(mode, "b") == std::strlen(mode);
}

int open(lua_State* state) {
  const char* name = luaL_checkstring(state, 1);
  const char* mode = luaL_optstring(state, 2, "r");
  luaL_argcheck(state, is_mode(mode), 2, "invalid mode");
  const int error = open_file(state, sandbox_of(state), name, mode);
  return error == 0 ? 1 : push_result(state, error, name);
}

void open_or_raise(lua_State* state, const char* name, const char* mode) {
  const int error = open_file(state, sandbox_of(state), name, mode);
  if (error != 0) luaL_error(state, "cannot open file '%s' (%s)", name, std::strerror(error));
}

/// io.input and io.output: sets the default file, where one is given, and returns it.
int default_file(lua_State* state, const char* which, const char* mode) {
  if (!lua_isnoneornil(state, 1)) {
    const char* name = lua_tostring(state, 1);
    if (name != nullptr) {
      open_or_raise(state, name, mode);
    } else {
      check_open_file(state, 1);
      lua_pushvalue(state, 1);
    }
    lua_setfield(state, LUA_REGISTRYINDEX, which);
  }
  lua_getfield(state, LUA_REGISTRYINDEX, which);
  return 1;
}

int input(lua_State* state) { return default_file(state, kInput, "r"); }

int output(lua_State* state) { return default_file(state, kOutput, "w"); }

/// Puts the default file below the arguments, at index 1.
void insert_default(lua_State* state, const char* which) {
  lua_getfield(state, LUA_REGISTRYINDEX, which);
  lua_insert(state, 1);
  const SandboxFile* file = test_file(state, 1);
  if (file == nullptr || !file->is_open()) luaL_error(state, "default %s file is closed", which + 4);
}

int read(lua_State* state) {
  insert_default(state, kInput);
  return read_formats(state, 1, 2);
}

int write(lua_State* state) {
  insert_default(state, kOutput);
  return write_arguments(state, 1, 2);
}

int flush(lua_State* state) {
  insert_default(state, kOutput);
  return push_result(state, test_file(state, 1)->stream->flush());
}

int close(lua_State* state) {
  if (lua_isnone(state, 1)) lua_getfield(state, LUA_REGISTRYINDEX, kOutput);
  check_open_file(state, 1);
  return close_file(state, 1);
}

int lines(lua_State* state) {
  if (lua_isnone(state, 1)) lua_pushnil(state);
  const bool by_name = !lua_isnil(state, 1);
  if (by_name) {
    open_or_raise(state, luaL_checkstring(state, 1), "r");
  } else {
    lua_getfield(state, LUA_REGISTRYINDEX, kInput);
  }
  lua_replace(state, 1);
  check_open_file(state, 1);
  push_lines(state, 2, by_name);
  if (!by_name) return 1;
  lua_pushnil(state);
  lua_pushnil(state);
  lua_pushvalue(state, 1);  // to be closed by the loop
  return 4;
}

int type(lua_State* state) {
  luaL_checkany(state, 1);
  const SandboxFile* file = test_file(state, 1);
  if (file == nullptr) {
    lua_pushnil(state);
  } else {
    lua_pushstring(state, file->is_open() ? "file" : "closed file");
  }
  return 1;
}

int tmpfile(lua_State* state) {
  Sandbox& sandbox = sandbox_of(state);
  SandboxFile& file = push_file(state);
  sim::OpenFile* opened = nullptr;
  const int error = sandbox.files->open_temporary(opened);
  if (error != 0) return push_result(state, error);
  file.own.open(*sandbox.files, *opened, &sandbox);
  return 1;
}

void set_standard_file(lua_State* state, sim::FileStream& stream, const char* name,
                       const char* registry_name) {
  push_file(state).stream = &stream;
  if (registry_name != nullptr) {
    lua_pushvalue(state, -1);
    lua_setfield(state, LUA_REGISTRYINDEX, registry_name);
  }
  lua_setfield(state, -2, name);
}

constexpr luaL_Reg kFunctions[] = {{"open", &open},       {"input", &input}, {"output", &output},
                                   {"read", &read},       {"write", &write}, {"flush", &flush},
                                   {"close", &close},     {"lines", &lines}, {"type", &type},
                                   {"tmpfile", &tmpfile}, {nullptr, nullptr}};

constexpr Refusal kRefusals[] = {
    {"popen",
     "io.popen is refused in the simulation: what another process does can't be repeated; use the real "
     "backend (coutil run --backend real), or system.execute and a program of the scenario's"},
};

}  // namespace

void close_io(lua_State* state) {
  make_file_type(state);
  lua_getglobal(state, LUA_IOLIBNAME);
  set_functions(state, kFunctions);
  set_refusals(state, kRefusals, 1);
  Sandbox& sandbox = push_sandbox(state);
  lua_pop(state, 1);
  set_standard_file(state, sandbox.standard[0], "stdin", kInput);
  set_standard_file(state, sandbox.standard[1], "stdout", kOutput);
  set_standard_file(state, sandbox.standard[2], "stderr", nullptr);
  lua_pop(state, 1);
}

int io_file_number(lua_State* state, int index) noexcept {
  if (index == 0) {
    for (sim::FileStream& stream : push_sandbox(state).standard) {
      if (stream.is_open()) stream.flush();
    }
    lua_pop(state, 1);
    return 0;
  }
  const SandboxFile* file = test_file(state, index);
  if (file == nullptr) return -2;
  if (!file->is_open()) return -1;
  file->stream->flush();
  return file->stream->file()->number();
}

}  // namespace coutil
