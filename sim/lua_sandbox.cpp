// Installs the sandbox: its state, then library by library; and what the libraries' files share.
#include "sim/lua_sandbox.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "sim/sandbox.h"

namespace coutil {
namespace {

constexpr char kRegistryName[] = "coutil.sandbox";

void pass_on(void*, OutputStream stream, std::string_view text) { write_to_standard_stream(stream, text); }

int raise_refusal(lua_State* state) {
  return luaL_error(state, "%s", lua_tostring(state, lua_upvalueindex(1)));
}

/// Copies `text` into a buffer of the sandbox. Not into a Lua string: its length would move what Lua
/// allocates later, and with it the addresses that a program can see.
void copy_path(lua_State* state, char (&buffer)[PATH_MAX], std::string_view text) {
  if (text.size() >= sizeof buffer)
    luaL_error(state, "install_sandbox: a path of more than %d bytes", PATH_MAX);
  text.copy(buffer, text.size());  // no memcpy, which takes no null even for nothing
  buffer[text.size()] = '\0';
}

void open_folder(lua_State* state, ScriptFolder& folder, std::string_view name) {
  char text[PATH_MAX];
  copy_path(state, text, name);
  if (folder.open(text)) return;
  luaL_error(state, "the script's folder '%s' can't be used: %s", text, std::strerror(errno));
}

/// Sets the user value of the sandbox at the top.
void set_allowed_modules(lua_State* state, std::span<const std::string_view> names) {
  lua_createtable(state, 0, static_cast<int>(names.size()));
  for (const std::string_view name : names) {
    lua_pushlstring(state, name.data(), name.size());
    lua_pushboolean(state, 1);
    lua_rawset(state, -3);
  }
  lua_setiuservalue(state, -2, kAllowedModules);
}

Sandbox& make_sandbox(lua_State* state, const SandboxOptions& options) {
  void* place = lua_newuserdatauv(state, sizeof(Sandbox), 1);
  auto* sandbox = ::new (place) Sandbox{options.read_clock_ns,
                                        options.clock_data,
                                        options.output != nullptr ? options.output : &pass_on,
                                        options.output_data,
                                        options.end_program,
                                        options.end_data,
                                        RandomStream(options.seed, "math.random"),
                                        0,
                                        false,
                                        false,
                                        {},
                                        {}};
  open_folder(state, sandbox->folder, options.folder);
  copy_path(state, sandbox->c_module_path, options.c_module_path);
  set_allowed_modules(state, options.allowed_c_modules);
  lua_setfield(state, LUA_REGISTRYINDEX, kRegistryName);
  return *sandbox;
}

}  // namespace

void write_to_standard_stream(OutputStream stream, std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stream == OutputStream::kStdout ? stdout : stderr);
}

void install_sandbox(lua_State* state, const SandboxOptions& options) {
  if (options.read_clock_ns == nullptr || options.end_program == nullptr) {
    luaL_error(state, "install_sandbox: read_clock_ns and end_program are required");
  }
  luaL_checkstack(state, LUA_MINSTACK, "no room to install the sandbox");
  Sandbox& sandbox = make_sandbox(state, options);
  close_base(state);
  close_math(state, sandbox.seeds);
  close_os(state);
  close_io(state);
  close_package(state);
}

Sandbox& push_sandbox(lua_State* state) {
  if (lua_getfield(state, LUA_REGISTRYINDEX, kRegistryName) != LUA_TUSERDATA) {
    luaL_error(state, "no sandbox is installed in this Lua state: call install_sandbox first");
  }
  return *static_cast<Sandbox*>(lua_touserdata(state, -1));
}

void set_functions(lua_State* state, const luaL_Reg* functions) {
  push_sandbox(state);
  luaL_setfuncs(state, functions, 1);
}

void set_refusals(lua_State* state, const Refusal* refusals, int count) {
  for (int i = 0; i < count; ++i) {
    lua_pushstring(state, refusals[i].text);
    lua_pushcclosure(state, &raise_refusal, 1);
    lua_setfield(state, -2, refusals[i].name);
  }
}

int raise_outside(lua_State* state, const char* function, const char* name) {
  return luaL_error(state,
                    "%s can't read '%s' in the simulation: it is not in the script's folder; copy the file "
                    "there, or use the real backend (coutil run --backend real)",
                    function, name);
}

bool push_content(lua_State* state, const FoundFile& found) {
  luaL_Buffer buffer;
  char* space = luaL_buffinitsize(state, &buffer, found.bytes);
  const ssize_t got = read_file(found.path, space, found.bytes);
  luaL_pushresultsize(&buffer, got < 0 ? 0 : static_cast<std::size_t>(got));
  if (got >= 0) return true;
  lua_pop(state, 1);
  return false;
}

}  // namespace coutil
