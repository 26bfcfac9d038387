// system.execute: a program with its arguments, variables and files, and the wait for its end. Everything is
// read and checked before anything happens; what the backend gets are plain texts and descriptors.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

#include "engine/operations.h"
#include "engine/system/system_functions.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

// Where the function's frame keeps what it needs. The texts of a list are kept by a table of our own, for the
// program's may change when Lua allocates and a finalizer runs.
enum : int {
  kCommand = 1,
  kFile,
  kFolder,
  kArguments,
  kArgumentArray,
  kEnvironment,
  kEnvironmentArray,
  kInput,
  kOutput,
  kErrors,
  kProcess,
  kPid,
};

constexpr const char* kFileFields[] = {"stdin", "stdout", "stderr"};

// What Options::file_number returns where there is no number.
constexpr int kClosedFile = -1;
constexpr int kNoFile = -2;

// "open file expected, got nil", with the name of the field.
int raise_field(lua_State* L, const char* field, const char* expected, const char* got) {
  return luaL_argerror(L, kCommand,
                       lua_pushfstring(L, "field '%s': %s expected, got %s", field, expected, got));
}

// Makes the value on top of the stack a text without a zero byte. `what` says which it is, `argument` where
// it came from.
void check_text(lua_State* L, int argument, const char* what) {
  if (!lua_isstring(L, -1)) {
    luaL_argerror(L, argument, lua_pushfstring(L, "%sstring expected, got %s", what, luaL_typename(L, -1)));
  }
  std::size_t size = 0;
  const char* text = lua_tolstring(L, -1, &size);
  if (std::strlen(text) != size) {
    luaL_argerror(L, argument, lua_pushfstring(L, "%stext contains a zero byte", what));
  }
}

// Puts the text of a field of the command into the frame, if it is there.
void read_text(lua_State* L, const char* field, int slot) {
  if (lua_getfield(L, kCommand, field) != LUA_TNIL) {
    const char* what = lua_pushfstring(L, "field '%s': ", field);
    lua_insert(L, -2);
    check_text(L, kCommand, what);
    lua_remove(L, -2);
  }
  lua_replace(L, slot);
}

// The texts of the table at `slot`, whose `count` entries are texts, as C wants them: null-terminated, in a
// userdata in the frame.
char** push_array(lua_State* L, int slot, lua_Integer count) {
  auto** array =
      static_cast<char**>(lua_newuserdatauv(L, (static_cast<std::size_t>(count) + 1) * sizeof(char*), 0));
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, slot, i);
    array[i - 1] = const_cast<char*>(lua_tostring(L, -1));
    lua_pop(L, 1);
  }
  array[count] = nullptr;
  return array;
}

// The program's own name, and the sequence in field `arguments` if there is one.
char** read_arguments(lua_State* L) {
  lua_newtable(L);
  lua_replace(L, kArguments);
  lua_pushvalue(L, kFile);
  lua_rawseti(L, kArguments, 1);
  lua_Integer count = 0;
  int type = lua_getfield(L, kCommand, "arguments");
  if (type == LUA_TTABLE) {
    count = luaL_len(L, -1);
    for (lua_Integer i = 1; i <= count; ++i) {
      const char* what = lua_pushfstring(L, "field 'arguments', number %I: ", i);
      lua_geti(L, -2, i);
      check_text(L, kCommand, what);
      lua_rawseti(L, kArguments, i + 1);
      lua_pop(L, 1);
    }
  } else if (type != LUA_TNIL) {
    raise_field(L, "arguments", "table", luaL_typename(L, -1));
  }
  lua_pop(L, 1);
  char** array = push_array(L, kArguments, count + 1);
  lua_replace(L, kArgumentArray);
  return array;
}

// Checks the name and the value on top of the stack, and puts "name=value" in the place of the value.
void make_variable(lua_State* L) {
  if (lua_type(L, -2) != LUA_TSTRING) {
    raise_field(L, "environment", "names that are strings", luaL_typename(L, -2));
  }
  const char* name = lua_tostring(L, -2);
  if (*name == '\0' || std::strchr(name, '=') != nullptr || std::strlen(name) != lua_rawlen(L, -2)) {
    luaL_argerror(L, kCommand,
                  lua_pushfstring(L, "field 'environment': '%s' can't be the name of a variable", name));
  }
  const char* what = lua_pushfstring(L, "field 'environment', variable '%s': ", name);
  lua_insert(L, -2);
  check_text(L, kCommand, what);
  lua_pushfstring(L, "%s=%s", name, lua_tostring(L, -1));
  lua_replace(L, -3);
  lua_pop(L, 1);
}

bool name_is_less(const char* a, const char* b) {
  while (*a == *b && *a != '=') {
    ++a;
    ++b;
  }
  if (*a == '=' || *b == '=') return *a == '=' && *b != '=';
  return static_cast<unsigned char>(*a) < static_cast<unsigned char>(*b);
}

// In the order of their names, for that of a table's keys means nothing. Null: the present environment.
char** read_environment(lua_State* L) {
  int type = lua_getfield(L, kCommand, "environment");
  if (type != LUA_TNIL && type != LUA_TTABLE) {
    raise_field(L, "environment", "table", luaL_typename(L, -1));
  }
  if (type == LUA_TNIL) {
    lua_pop(L, 1);
    return nullptr;
  }
  lua_newtable(L);
  lua_replace(L, kEnvironment);
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    make_variable(L);
    lua_rawseti(L, kEnvironment, ++count);
  }
  lua_pop(L, 1);
  char** array = push_array(L, kEnvironment, count);
  std::sort(array, array + count, name_is_less);
  lua_replace(L, kEnvironmentArray);
  return array;
}

// As Options::file_number, for the files of Lua's own io library.
int c_file_number(lua_State* L, int index) {
  if (index == 0) {
    std::fflush(stdout);
    std::fflush(stderr);
    return 0;
  }
  auto* stream = static_cast<luaL_Stream*>(luaL_testudata(L, index, LUA_FILEHANDLE));
  if (stream == nullptr) return kNoFile;
  if (stream->closef == nullptr) return kClosedFile;
  std::fflush(stream->f);
  return fileno(stream->f);
}

int file_number(lua_State* L, const Engine& engine, int index) {
  return engine.file_number != nullptr ? engine.file_number(L, index) : c_file_number(L, index);
}

// Puts the files that are to be the program's into the frame.
void read_files(lua_State* L, const Engine& engine) {
  for (int i = 0; i < 3; ++i) {
    const char* field = kFileFields[i];
    if (lua_getfield(L, kCommand, field) != LUA_TNIL) {
      const int number = file_number(L, engine, lua_gettop(L));
      if (number == kNoFile) raise_field(L, field, "file of io", luaL_typename(L, -1));
      if (number == kClosedFile) raise_field(L, field, "open file", "a closed one");
    }
    lua_replace(L, kInput + i);
  }
}

// Writes out what the files, or ours in their place, hold back; so texts come in the order of the program's
// lines. A file that a finalizer closed meanwhile is no descriptor. Raises nothing.
void flush_files(lua_State* L, const Engine& engine, ProcessRequest& process) {
  if (lua_isnil(L, kOutput) || lua_isnil(L, kErrors)) file_number(L, engine, 0);
  for (int i = 0; i < 3; ++i) {
    if (!lua_isnil(L, kInput + i)) process.standard_files[i] = file_number(L, engine, kInput + i);
  }
}

// Reads the call's arguments into a table as the other form has it: `execfile` and `arguments`.
void make_command(lua_State* L) {
  int count = lua_gettop(L);
  for (int i = 1; i <= count; ++i) {
    lua_pushvalue(L, i);
    check_text(L, i, "");
    lua_replace(L, i);
  }
  lua_createtable(L, 0, 2);
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "execfile");
  lua_createtable(L, count - 1, 0);
  for (int i = 2; i <= count; ++i) {
    lua_pushvalue(L, i);
    lua_rawseti(L, -2, i - 1);
  }
  lua_setfield(L, -2, "arguments");
  lua_replace(L, 1);
}

// The place is there since before the start, so that this raises nothing.
void tell_pid(lua_State* L, EngineOperation& operation) {
  lua_pushvalue(L, kPid);
  if (operation.pid != 0) {
    lua_pushinteger(L, static_cast<lua_Integer>(operation.pid));
  } else {
    lua_pushnil(L);  // it did not start
  }
  lua_rawset(L, kCommand);
}

int give_end(lua_State* L, Engine&, EngineOperation& operation) {
  if (!operation.by_signal) {
    lua_pushliteral(L, "exit");
    lua_pushinteger(L, operation.number);
    return 2;
  }
  lua_pushliteral(L, "signal");
  const char* name = signal_name(operation.number);
  if (name != nullptr) {
    lua_pushstring(L, name);
  } else {
    lua_pushfstring(L, "signal %d", operation.number);
  }
  lua_pushinteger(L, operation.number);
  return 3;
}

}  // namespace

// system.execute (cmd, ...)
int system_execute(lua_State* L) {
  Engine& engine = engine_of(L);
  if (!lua_istable(L, kCommand)) {
    if (!lua_isstring(L, kCommand)) return luaL_typeerror(L, kCommand, "string or table");
    make_command(L);
  }
  lua_settop(L, kCommand);
  luaL_checkstack(L, kPid + LUA_MINSTACK, "system.execute");
  lua_settop(L, kErrors);
  read_text(L, "execfile", kFile);
  if (lua_isnil(L, kFile)) raise_field(L, "execfile", "string", "nil");
  read_text(L, "runpath", kFolder);
  char** arguments = read_arguments(L);
  char** environment = read_environment(L);
  read_files(L, engine);
  check_can_suspend(L);
  auto* process = new (lua_newuserdatauv(L, sizeof(ProcessRequest), 0)) ProcessRequest();
  process->file = lua_tostring(L, kFile);
  process->folder = lua_tostring(L, kFolder);
  process->arguments = arguments;
  process->environment = environment;
  lua_pushliteral(L, "pid");
  lua_pushvalue(L, kPid);
  lua_pushboolean(L, 0);
  lua_rawset(L, kCommand);
  EngineOperation* operation = begin_operation(
      L, engine, {.kind = OperationKind::kProcess, .object_kind = ObjectKind::kProcess, .name_index = kFile});
  flush_files(L, engine, *process);
  operation->process = process;
  operation->started = tell_pid;
  operation->give = give_end;
  return await_operation(L, engine, operation);
}

}  // namespace coutil
