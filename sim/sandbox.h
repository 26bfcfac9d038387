// What the sandbox's files share: its state inside the Lua state, and one function for each library that
// it closes. For sandbox_*.cpp and lua_sandbox.cpp only; others include sim/lua_sandbox.h.
#pragma once

#include <climits>
#include <cstdint>

#include "sim/files/file_stream.h"
#include "sim/files/file_system.h"
#include "sim/lua_api.h"
#include "sim/lua_sandbox.h"
#include "sim/random_stream.h"

namespace coutil {

/// Lives in a userdata of the Lua state, which every closed function has as its first upvalue. Its __gc
/// closes the program's files. What depends on where the checkout lies is in buffers of fixed size.
struct Sandbox {
  TimeNs (*read_clock_ns)(void* data);
  TimeNs (*read_wall_clock_ns)(void* data);
  void* clock_data;
  void (*output)(void* data, OutputStream stream, std::string_view text);
  void* output_data;
  void (*end_program)(void* data, int exit_code, bool close);
  void* end_data;
  bool (*may_end)(void* data);
  RandomStream seeds;
  sim::FileSystem* files;
  bool warnings_on = false;
  bool warning_continues = false;
  bool text_chunks_only = false;
  sim::FileStream standard[3] = {};
  char working_folder[PATH_MAX] = {};
  char c_module_path[PATH_MAX] = {};
};

/// The user values of the sandbox's userdata: a set of names, and a table of names and texts.
inline constexpr int kAllowedModules = 1;
inline constexpr int kEnvironment = 2;

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

/// One function for each part. The state is that of install_sandbox: all libraries are open.
void close_base(lua_State* state);
void close_math(lua_State* state, RandomStream& seeds);
void close_os(lua_State* state);
void close_io(lua_State* state);
void close_package(lua_State* state);

/// See sandbox_confine.cpp.
void confine(lua_State* state);

}  // namespace coutil
