// The methods of the sandbox's files. Standard output and error tell the sandbox's callback; the other files
// can only be read.
#include "sim/sandbox_file.h"

#include <cerrno>
#include <cstring>

namespace coutil {
namespace {

constexpr char kTypeName[] = "coutil.sandbox.file";
constexpr int kMaxLineFormats = 250;  // of the library: they are upvalues of the iterator

SandboxFile& check_file(lua_State* state, int index) {
  SandboxFile* file = test_file(state, index);
  if (file == nullptr) luaL_typeerror(state, index, LUA_FILEHANDLE);
  return *file;
}

int read(lua_State* state) {
  check_open_file(state, 1);
  return read_formats(state, 1, 2, "file:read");
}

int write(lua_State* state) {
  check_open_file(state, 1);
  return write_arguments(state, 1, 2);
}

int lines(lua_State* state) {
  check_open_file(state, 1);
  push_lines(state, 2, false);
  return 1;
}

/// Nothing is buffered here.
int flush(lua_State* state) {
  check_open_file(state, 1);
  lua_pushvalue(state, 1);
  return 1;
}

int setvbuf(lua_State* state) {
  static const char* const kModes[] = {"no", "full", "line", nullptr};
  check_open_file(state, 1);
  luaL_checkoption(state, 2, nullptr, kModes);
  luaL_optinteger(state, 3, 0);
  lua_pushboolean(state, 1);
  return 1;
}

int push_error(lua_State* state, int error) {
  lua_pushnil(state);
  lua_pushstring(state, std::strerror(error));
  lua_pushinteger(state, error);
  return 3;
}

int seek(lua_State* state) {
  static const char* const kOrigins[] = {"set", "cur", "end", nullptr};
  SandboxFile& file = check_open_file(state, 1);
  const int origin = luaL_checkoption(state, 2, "cur", kOrigins);
  const lua_Integer offset = luaL_optinteger(state, 3, 0);
  if (file.kind != FileKind::kReading) return push_error(state, ESPIPE);
  lua_getiuservalue(state, 1, 1);
  const auto bytes = static_cast<lua_Integer>(lua_rawlen(state, -1));
  const lua_Integer from[] = {0, static_cast<lua_Integer>(file.position), bytes};
  lua_Integer target = 0;
  if (__builtin_add_overflow(from[origin], offset, &target) || target < 0) return push_error(state, EINVAL);
  file.position = static_cast<std::size_t>(target);
  lua_pushinteger(state, target);
  return 1;
}

int close(lua_State* state) {
  check_open_file(state, 1);
  return close_file(state, 1);
}

/// For to-be-closed variables: a file that is closed already is well.
int close_variable(lua_State* state) {
  if (!check_file(state, 1).closed) close_file(state, 1);
  return 0;
}

int to_string(lua_State* state) {
  const SandboxFile& file = check_file(state, 1);
  if (file.closed) {
    lua_pushliteral(state, "file (closed)");
  } else {
    lua_pushfstring(state, "file (%p)", lua_topointer(state, 1));
  }
  return 1;
}

/// Upvalues: the file, the number of formats, whether to close at the end, the formats.
int next_line(lua_State* state) {
  const int file_index = lua_upvalueindex(1);
  if (static_cast<SandboxFile*>(lua_touserdata(state, file_index))->closed) {
    return luaL_error(state, "file is already closed");
  }
  const int formats = static_cast<int>(lua_tointeger(state, lua_upvalueindex(2)));
  lua_settop(state, 0);
  luaL_checkstack(state, formats, "too many arguments");
  for (int i = 1; i <= formats; ++i) lua_pushvalue(state, lua_upvalueindex(3 + i));
  const int results = read_formats(state, file_index, 1, "lines");
  if (lua_toboolean(state, -results) != 0) return results;
  if (results > 1) return luaL_error(state, "%s", lua_tostring(state, -results + 1));
  if (lua_toboolean(state, lua_upvalueindex(3)) != 0) close_file(state, file_index);
  return 0;
}

constexpr luaL_Reg kMethods[] = {{"read", &read},       {"write", &write}, {"lines", &lines},
                                 {"flush", &flush},     {"seek", &seek},   {"close", &close},
                                 {"setvbuf", &setvbuf}, {nullptr, nullptr}};
constexpr luaL_Reg kMetamethods[] = {
    {"__tostring", &to_string}, {"__close", &close_variable}, {nullptr, nullptr}};

}  // namespace

void make_file_type(lua_State* state) {
  luaL_newmetatable(state, kTypeName);
  lua_pushliteral(state, LUA_FILEHANDLE);
  lua_setfield(state, -2, "__name");
  set_functions(state, kMetamethods);
  lua_newtable(state);
  set_functions(state, kMethods);
  lua_setfield(state, -2, "__index");
  lua_pop(state, 1);
}

SandboxFile& push_file(lua_State* state, FileKind kind) {
  auto* file = static_cast<SandboxFile*>(lua_newuserdatauv(state, sizeof(SandboxFile), 1));
  *file = SandboxFile{kind, false, 0};
  luaL_setmetatable(state, kTypeName);
  if (kind == FileKind::kReading) {
    lua_insert(state, -2);
    lua_setiuservalue(state, -2, 1);
  }
  return *file;
}

SandboxFile* test_file(lua_State* state, int index) {
  return static_cast<SandboxFile*>(luaL_testudata(state, index, kTypeName));
}

SandboxFile& check_open_file(lua_State* state, int index) {
  SandboxFile& file = check_file(state, index);
  if (file.closed) luaL_error(state, "attempt to use a closed file");
  return file;
}

int write_arguments(lua_State* state, int file_index, int first) {
  const int last = lua_gettop(state);
  lua_pushvalue(state, file_index);
  const int pushed_file = last + 1;
  luaL_Buffer buffer;
  luaL_buffinit(state, &buffer);
  for (int i = first; i <= last; ++i) {
    luaL_checkstring(state, i);
    lua_pushvalue(state, i);
    luaL_addvalue(&buffer);
  }
  luaL_pushresult(&buffer);
  const FileKind kind = static_cast<SandboxFile*>(lua_touserdata(state, pushed_file))->kind;
  if (kind != FileKind::kStdout && kind != FileKind::kStderr) return push_error(state, EBADF);
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);
  const Sandbox& sandbox = sandbox_of(state);
  const OutputStream stream = kind == FileKind::kStdout ? OutputStream::kStdout : OutputStream::kStderr;
  if (bytes > 0) sandbox.output(sandbox.output_data, stream, {text, bytes});
  lua_pushvalue(state, pushed_file);
  return 1;
}

int close_file(lua_State* state, int index) {
  auto& file = *static_cast<SandboxFile*>(lua_touserdata(state, index));
  if (file.kind != FileKind::kReading) {
    lua_pushnil(state);
    lua_pushliteral(state, "cannot close standard file");
    return 2;
  }
  lua_pushnil(state);
  lua_setiuservalue(state, index, 1);
  file.closed = true;
  lua_pushboolean(state, 1);
  return 1;
}

void push_lines(lua_State* state, int first, bool close_at_end) {
  const int formats = lua_gettop(state) - first + 1;
  luaL_argcheck(state, formats <= kMaxLineFormats, kMaxLineFormats + 2, "too many arguments");
  lua_pushvalue(state, 1);
  lua_pushinteger(state, formats);
  lua_pushboolean(state, close_at_end);
  lua_rotate(state, first, 3);
  lua_pushcclosure(state, &next_line, 3 + formats);
}

}  // namespace coutil
