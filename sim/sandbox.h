// What the sandbox's files share: its state inside the Lua state, and one function for each library that
// it closes. For sandbox_*.cpp and lua_sandbox.cpp only; others include sim/lua_sandbox.h.
#pragma once

#include <climits>
#include <cstdint>

#include "sim/lua_api.h"
#include "sim/lua_sandbox.h"
#include "sim/random_stream.h"
#include "sim/script_folder.h"

namespace coutil {

/// Lives in a userdata of the Lua state, which every closed function has as its first upvalue. Plain bytes:
/// nothing is to be destroyed. What depends on where the checkout lies is in buffers of fixed size.
struct Sandbox {
  TimeNs (*read_clock_ns)(void* data);
  void* clock_data;
  void (*output)(void* data, OutputStream stream, std::string_view text);
  void* output_data;
  void (*end_program)(void* data, int exit_code, bool close);
  void* end_data;
  RandomStream seeds;
  std::uint64_t temporary_names;
  bool warnings_on;
  bool warning_continues;
  ScriptFolder folder;
  char c_module_path[PATH_MAX];
};

/// The user value of the sandbox's userdata: a set of names.
inline constexpr int kAllowedModules = 1;

/// The sandbox of a function that has it as its first upvalue.
inline Sandbox& sandbox_of(lua_State* state) {
  return *static_cast<Sandbox*>(lua_touserdata(state, lua_upvalueindex(1)));
}

/// Pushes the sandbox's userdata and returns what is in it; raises an error when there is none.
Sandbox& push_sandbox(lua_State* state);

/// Puts `functions` into the table at the top, each with the sandbox as its first upvalue.
void set_functions(lua_State* state, const luaL_Reg* functions);

/// Puts functions in place that do nothing but raise the given text, into the table at the top.
struct Refusal {
  const char* name;
  const char* text;
};
void set_refusals(lua_State* state, const Refusal* refusals, int count);

/// Raises the error of a name that leads out of the folder; `function` is what the program called.
int raise_outside(lua_State* state, const char* function, const char* name);

/// Pushes the content of a found file, or returns false with errno.
bool push_content(lua_State* state, const FoundFile& found);

/// One function for each part. The state is that of install_sandbox: all libraries are open.
void close_base(lua_State* state);
void close_math(lua_State* state, RandomStream& seeds);
void close_os(lua_State* state);
void close_io(lua_State* state);
void close_package(lua_State* state);

}  // namespace coutil
