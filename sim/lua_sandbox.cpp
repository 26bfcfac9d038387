// Installs the sandbox: its state, then library by library; and what the libraries' files share.
#include "sim/lua_sandbox.h"

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

/// Sets the other one.
void set_environment(lua_State* state, const char* const* variables) {
  lua_newtable(state);
  for (; variables != nullptr && *variables != nullptr; ++variables) {
    const char* end = std::strchr(*variables, '=');
    if (end == nullptr) continue;
    lua_pushlstring(state, *variables, static_cast<std::size_t>(end - *variables));
    lua_pushvalue(state, -1);
    const bool is_new = lua_rawget(state, -3) == LUA_TNIL;  // of two the first one counts
    lua_pop(state, 1);
    lua_pushstring(state, end + 1);
    if (is_new) {
      lua_rawset(state, -3);
    } else {
      lua_pop(state, 2);
    }
  }
  lua_setiuservalue(state, -2, kEnvironment);
}

void write_to_terminal(void* data, int descriptor, std::string_view text) {
  const auto& sandbox = *static_cast<const Sandbox*>(data);
  sandbox.output(sandbox.output_data, descriptor == 1 ? OutputStream::kStdout : OutputStream::kStderr, text);
}

/// Standard error is never held back.
void open_standard_streams(Sandbox& sandbox, sim::OpenFile* const (&files)[3]) {
  for (int i = 0; i < 3; ++i) {
    sim::OpenFile& file = files[i] != nullptr ? *files[i] : sandbox.files->terminal(i);
    file.add_reference();
    const sim::Buffering buffering = i == 2 ? sim::Buffering::kNone : sim::Buffering::kFull;
    sandbox.standard[i].open(*sandbox.files, file, &sandbox, buffering, {&write_to_terminal, &sandbox});
  }
}

int collect_sandbox(lua_State* state) {
  const Sandbox& sandbox = sandbox_of(state);
  sandbox.files->end_streams(&sandbox, true);
  return 0;
}

/// It comes after those of the program's files, which are made later.
void set_finalizer(lua_State* state) {
  static constexpr luaL_Reg kMetamethods[] = {{"__gc", &collect_sandbox}, {nullptr, nullptr}};
  push_sandbox(state);
  lua_createtable(state, 0, 1);
  set_functions(state, kMetamethods);
  lua_setmetatable(state, -2);
  lua_pop(state, 1);
}

Sandbox& make_sandbox(lua_State* state, const SandboxOptions& options) {
  void* place = lua_newuserdatauv(state, sizeof(Sandbox), 2);
  const auto read_wall_clock =
      options.read_wall_clock_ns != nullptr ? options.read_wall_clock_ns : options.read_clock_ns;
  auto* sandbox = ::new (place) Sandbox{options.read_clock_ns,
                                        read_wall_clock,
                                        options.clock_data,
                                        options.output != nullptr ? options.output : &pass_on,
                                        options.output_data,
                                        options.end_program,
                                        options.end_data,
                                        options.may_end,
                                        RandomStream(options.seed, "math.random"),
                                        options.files};
  copy_path(state, sandbox->working_folder, options.working_folder);
  copy_path(state, sandbox->c_module_path, options.c_module_path);
  set_allowed_modules(state, options.allowed_c_modules);
  set_environment(state, options.environment);
  lua_setfield(state, LUA_REGISTRYINDEX, kRegistryName);
  set_finalizer(state);
  open_standard_streams(*sandbox, options.standard_files);
  return *sandbox;
}

}  // namespace

void write_to_standard_stream(OutputStream stream, std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stream == OutputStream::kStdout ? stdout : stderr);
}

void install_sandbox(lua_State* state, const SandboxOptions& options) {
  if (options.files == nullptr || options.read_clock_ns == nullptr || options.end_program == nullptr) {
    luaL_error(state, "install_sandbox: files, read_clock_ns and end_program are required");
  }
  luaL_checkstack(state, LUA_MINSTACK, "no room to install the sandbox");
  Sandbox& sandbox = make_sandbox(state, options);
  close_base(state);
  close_math(state, sandbox.seeds);
  close_os(state);
  close_io(state);
  close_package(state);
  if (!options.confined) return;
  sandbox.text_chunks_only = true;
  confine(state);
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

void close_program_files(lua_State* state, bool flush) noexcept {
  const Sandbox& sandbox = push_sandbox(state);
  sandbox.files->end_streams(&sandbox, flush);
  lua_pop(state, 1);
}

void write_to_program_stream(lua_State* state, OutputStream stream, std::string_view text) noexcept {
  push_sandbox(state).standard[stream == OutputStream::kStdout ? 1 : 2].write(text);
  lua_pop(state, 1);
}

}  // namespace coutil
