// The methods of the sandbox's files.
#include "sim/sandbox_file.h"

#include <cerrno>
#include <cstdio>
#include <new>

namespace coutil {
namespace {

constexpr char kTypeName[] = "coutil.sandbox.file";
constexpr int kMaxLineFormats = 250;  // of the library: they are upvalues of the iterator
constexpr std::size_t kMaxNumeralBytes = 64;

SandboxFile& check_file(lua_State* state, int index) {
  SandboxFile* file = test_file(state, index);
  if (file == nullptr) luaL_typeerror(state, index, LUA_FILEHANDLE);
  return *file;
}

int read(lua_State* state) {
  check_open_file(state, 1);
  return read_formats(state, 1, 2);
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

int flush(lua_State* state) { return push_result(state, check_open_file(state, 1).stream->flush()); }

int setvbuf(lua_State* state) {
  static const char* const kModes[] = {"no", "full", "line", nullptr};
  static constexpr sim::Buffering kBuffering[] = {sim::Buffering::kNone, sim::Buffering::kFull,
                                                  sim::Buffering::kLine};
  const SandboxFile& file = check_open_file(state, 1);
  const int mode = luaL_checkoption(state, 2, nullptr, kModes);
  luaL_optinteger(state, 3, 0);  // without a buffer of the caller's, the C library keeps its own size
  file.stream->set_buffering(kBuffering[mode]);
  lua_pushboolean(state, 1);
  return 1;
}

int seek(lua_State* state) {
  static const char* const kOrigins[] = {"set", "cur", "end", nullptr};
  const SandboxFile& file = check_open_file(state, 1);
  const auto origin = static_cast<sim::OpenFile::Origin>(luaL_checkoption(state, 2, "cur", kOrigins));
  const lua_Integer offset = luaL_optinteger(state, 3, 0);
  std::int64_t position = 0;
  const int error = file.stream->seek(origin, offset, position);
  if (error != 0) return push_result(state, error);
  lua_pushinteger(state, position);
  return 1;
}

int close(lua_State* state) {
  check_open_file(state, 1);
  return close_file(state, 1);
}

/// For to-be-closed variables and for the collector: a file that is closed already is well.
int close_unseen(lua_State* state) {
  SandboxFile& file = check_file(state, 1);
  if (file.is_open() && !file.is_standard()) file.stream->close();
  return 0;
}

int to_string(lua_State* state) {
  const SandboxFile& file = check_file(state, 1);
  if (!file.is_open()) {
    lua_pushliteral(state, "file (closed)");
  } else {
    lua_pushfstring(state, "file (%p)", lua_topointer(state, 1));
  }
  return 1;
}

/// Upvalues: the file, the number of formats, whether to close at the end, the formats.
int next_line(lua_State* state) {
  const int file_index = lua_upvalueindex(1);
  if (!static_cast<SandboxFile*>(lua_touserdata(state, file_index))->is_open()) {
    return luaL_error(state, "file is already closed");
  }
  const int formats = static_cast<int>(lua_tointeger(state, lua_upvalueindex(2)));
  lua_settop(state, 0);
  luaL_checkstack(state, formats, "too many arguments");
  for (int i = 1; i <= formats; ++i) lua_pushvalue(state, lua_upvalueindex(3 + i));
  const int results = read_formats(state, file_index, 1);
  if (lua_toboolean(state, -results) != 0) return results;
  if (results > 1) return luaL_error(state, "%s", lua_tostring(state, -results + 1));
  if (lua_toboolean(state, lua_upvalueindex(3)) != 0) close_file(state, file_index);
  return 0;
}

constexpr luaL_Reg kMethods[] = {{"read", &read},       {"write", &write}, {"lines", &lines},
                                 {"flush", &flush},     {"seek", &seek},   {"close", &close},
                                 {"setvbuf", &setvbuf}, {nullptr, nullptr}};
constexpr luaL_Reg kMetamethods[] = {
    {"__tostring", &to_string}, {"__close", &close_unseen}, {"__gc", &close_unseen}, {nullptr, nullptr}};

/// The text of the argument at `index`, which for numbers the library makes in its own way, in `numeral`;
/// null when it is none.
const char* argument_text(lua_State* state, int index, char (&numeral)[kMaxNumeralBytes],
                          std::size_t& bytes) {
  const int type = lua_type(state, index);
  if (type == LUA_TSTRING) return lua_tolstring(state, index, &bytes);
  if (type != LUA_TNUMBER) return nullptr;
  const int length = lua_isinteger(state, index) != 0
                         ? std::snprintf(numeral, sizeof numeral, LUA_INTEGER_FMT,
                                         static_cast<LUAI_UACINT>(lua_tointeger(state, index)))
                         : std::snprintf(numeral, sizeof numeral, LUA_NUMBER_FMT,
                                         static_cast<LUAI_UACNUMBER>(lua_tonumber(state, index)));
  bytes = static_cast<std::size_t>(length);
  return numeral;
}

/// Writes the arguments from `first` to before `end`, which are texts and numbers.
int write_each(lua_State* state, sim::FileStream& stream, int first, int end) {
  int error = 0;
  for (int i = first; i < end && error == 0; ++i) {
    char numeral[kMaxNumeralBytes];
    std::size_t bytes = 0;
    const char* text = argument_text(state, i, numeral, bytes);
    error = stream.write({text, bytes});
  }
  return error;
}

int write_as_one(lua_State* state, sim::FileStream& stream, int first, int end) {
  luaL_Buffer buffer;
  luaL_buffinit(state, &buffer);
  for (int i = first; i < end; ++i) {
    char numeral[kMaxNumeralBytes];
    std::size_t bytes = 0;
    const char* text = argument_text(state, i, numeral, bytes);
    luaL_addlstring(&buffer, text, bytes);
  }
  luaL_pushresult(&buffer);
  std::size_t bytes = 0;
  const char* text = lua_tolstring(state, -1, &bytes);
  return stream.write({text, bytes});
}

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

SandboxFile& push_file(lua_State* state) {
  auto* file = ::new (lua_newuserdatauv(state, sizeof(SandboxFile), 0)) SandboxFile{nullptr, {}};
  file->stream = &file->own;
  luaL_setmetatable(state, kTypeName);
  return *file;
}

int open_file_at(lua_State* state, Sandbox& sandbox, sim::HostPath& path, const char* mode) {
  SandboxFile& file = push_file(state);
  sim::OpenFile* opened = nullptr;
  const int error = sandbox.files->open(path, sim::OpenMode::of(mode), opened);
  if (error == 0) file.own.open(*sandbox.files, *opened, &sandbox);
  return error;
}

int open_file(lua_State* state, Sandbox& sandbox, const char* name, const char* mode) {
  sim::HostPath path;
  const int error = sandbox.files->resolve(sandbox.working_folder, name, path);
  if (error == 0) return open_file_at(state, sandbox, path, mode);
  push_file(state);
  return error;
}

SandboxFile* test_file(lua_State* state, int index) {
  return static_cast<SandboxFile*>(luaL_testudata(state, index, kTypeName));
}

SandboxFile& check_open_file(lua_State* state, int index) {
  SandboxFile& file = check_file(state, index);
  if (!file.is_open()) luaL_error(state, "attempt to use a closed file");
  return file;
}

int push_result(lua_State* state, int error, const char* name) {
  errno = error;
  return luaL_fileresult(state, error == 0, name);
}

int write_arguments(lua_State* state, int file_index, int first) {
  const int end = lua_gettop(state) + 1;
  lua_pushvalue(state, file_index);
  sim::FileStream& stream = *static_cast<SandboxFile*>(lua_touserdata(state, -1))->stream;
  int good = first;
  while (good < end && lua_isstring(state, good) != 0) ++good;
  const sim::OpenFile* file = stream.file();
  const bool as_one = file != nullptr && file->kind() == sim::OpenFileKind::kTerminal && good - first > 1;
  const int error =
      as_one ? write_as_one(state, stream, first, good) : write_each(state, stream, first, good);
  if (good < end) luaL_checkstring(state, good);  // raises
  if (error != 0) return push_result(state, error);
  lua_pushvalue(state, end);
  return 1;
}

int close_file(lua_State* state, int index) {
  auto& file = *static_cast<SandboxFile*>(lua_touserdata(state, index));
  if (!file.is_standard()) return push_result(state, file.stream->close());
  lua_pushnil(state);
  lua_pushliteral(state, "cannot close standard file");
  return 2;
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
