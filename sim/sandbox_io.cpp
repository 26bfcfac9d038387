// The io library: files of the script's folder can be read, standard output and error tell the sandbox's
// callback, and the rest is refused.
#include <cerrno>
#include <cstring>

#include "sim/sandbox_file.h"

namespace coutil {
namespace {

constexpr char kInput[] = "_IO_input";  // the library's own names, so that its files go
constexpr char kOutput[] = "_IO_output";

/// Opens `name` for reading: pushes the file, or returns the errno. Raises an error when it is outside.
int open_for_reading(lua_State* state, const char* function, const char* name) {
  FoundFile found;
  sandbox_of(state).folder.look_up(name, found);
  if (found.status == LookupStatus::kOutside) raise_outside(state, function, name);
  if (found.status == LookupStatus::kNotRegular) return found.error != 0 ? found.error : EACCES;
  if (found.status != LookupStatus::kFound) return found.error;
  if (!push_content(state, found)) return errno;
  push_file(state, FileKind::kReading);
  return 0;
}

int raise_writing(lua_State* state, const char* function, const char* name) {
  return luaL_error(
      state,
      "%s can't write '%s' in the simulation, where files are read-only; keep the data in memory, "
      "print it, or use the real backend (coutil run --backend real)",
      function, name);
}

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
  if (*mode != 'r' || std::strchr(mode, '+') != nullptr) return raise_writing(state, "io.open", name);
  const int error = open_for_reading(state, "io.open", name);
  if (error == 0) return 1;
  lua_pushnil(state);
  lua_pushfstring(state, "%s: %s", name, std::strerror(error));
  lua_pushinteger(state, error);
  return 3;
}

void open_or_raise(lua_State* state, const char* function, const char* name) {
  const int error = open_for_reading(state, function, name);
  if (error != 0) luaL_error(state, "cannot open file '%s' (%s)", name, std::strerror(error));
}

int input(lua_State* state) {
  if (!lua_isnoneornil(state, 1)) {
    const char* name = lua_tostring(state, 1);
    if (name != nullptr) {
      open_or_raise(state, "io.input", name);
    } else {
      check_open_file(state, 1);
      lua_pushvalue(state, 1);
    }
    lua_setfield(state, LUA_REGISTRYINDEX, kInput);
  }
  lua_getfield(state, LUA_REGISTRYINDEX, kInput);
  return 1;
}

int output(lua_State* state) {
  if (!lua_isnoneornil(state, 1)) {
    const char* name = lua_tostring(state, 1);
    if (name != nullptr) return raise_writing(state, "io.output", name);
    check_open_file(state, 1);
    lua_pushvalue(state, 1);
    lua_setfield(state, LUA_REGISTRYINDEX, kOutput);
  }
  lua_getfield(state, LUA_REGISTRYINDEX, kOutput);
  return 1;
}

/// Puts the default file below the arguments, at index 1.
void insert_default(lua_State* state, const char* which) {
  lua_getfield(state, LUA_REGISTRYINDEX, which);
  lua_insert(state, 1);
  const SandboxFile* file = test_file(state, 1);
  if (file == nullptr || file->closed) luaL_error(state, "default %s file is closed", which + 4);
}

int read(lua_State* state) {
  insert_default(state, kInput);
  return read_formats(state, 1, 2, "io.read");
}

int write(lua_State* state) {
  insert_default(state, kOutput);
  return write_arguments(state, 1, 2);
}

int flush(lua_State* state) {
  insert_default(state, kOutput);
  lua_settop(state, 1);
  return 1;
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
    open_or_raise(state, "io.lines", luaL_checkstring(state, 1));
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
    lua_pushstring(state, file->closed ? "closed file" : "file");
  }
  return 1;
}

void set_standard_file(lua_State* state, FileKind kind, const char* name, const char* registry_name) {
  push_file(state, kind);
  if (registry_name != nullptr) {
    lua_pushvalue(state, -1);
    lua_setfield(state, LUA_REGISTRYINDEX, registry_name);
  }
  lua_setfield(state, -2, name);
}

constexpr luaL_Reg kFunctions[] = {
    {"open", &open},   {"input", &input}, {"output", &output}, {"read", &read}, {"write", &write},
    {"flush", &flush}, {"close", &close}, {"lines", &lines},   {"type", &type}, {nullptr, nullptr}};

constexpr Refusal kRefusals[] = {
    {"popen",
     "io.popen is refused in the simulation: what another process does can't be repeated; use the real "
     "backend (coutil run --backend real)"},
    {"tmpfile",
     "io.tmpfile is refused in the simulation, where files are read-only; keep the data in memory, or "
     "use the real backend (coutil run --backend real)"},
};

}  // namespace

void close_io(lua_State* state) {
  make_file_type(state);
  lua_getglobal(state, LUA_IOLIBNAME);
  set_functions(state, kFunctions);
  set_refusals(state, kRefusals, 2);
  set_standard_file(state, FileKind::kStdin, "stdin", kInput);
  set_standard_file(state, FileKind::kStdout, "stdout", kOutput);
  set_standard_file(state, FileKind::kStderr, "stderr", nullptr);
  lua_pop(state, 1);
}

}  // namespace coutil
