// What the files of the module coutil.sim share: who calls, how arguments are read, and the lists of its
// functions. For module_*.cpp and sim_module.cpp only.
#pragma once

#include <initializer_list>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"

namespace coutil::sim {

/// Lists of functions, ended by an empty entry; all have the LuaSide as their first upvalue.
extern const luaL_Reg kHostFunctions[];  // of the module
extern const luaL_Reg kHostMethods[];    // of a host
extern const luaL_Reg kLinkFunctions[];
extern const luaL_Reg kTimeFunctions[];
extern const luaL_Reg kProgramFunctions[];

/// The registry's name of the metatable of hosts.
inline constexpr char kHostType[] = "coutil.sim.host";

/// Who calls the function that runs.
inline LuaSide& side_of(lua_State* L) {
  return *static_cast<LuaSide*>(lua_touserdata(L, lua_upvalueindex(1)));
}

/// Does something that may throw std::bad_alloc, and raises an error of Lua in its place.
template <typename Action>
void in_memory(lua_State* L, Action action) {
  const auto try_it = [&action]() noexcept {
    try {
      action();
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  };
  if (!try_it()) luaL_error(L, "not enough memory in the simulated world");
}

/// Raises "FUNCTION: WHAT must be EXPECTED, got ...", with the value at `index`.
[[noreturn]] void refuse(lua_State* L, const char* function, const char* what, const char* expected,
                         int index);

/// Raises an error when the table at `index` has a field that is not among `known`, or is no table.
void check_fields(lua_State* L, const char* function, int index, std::initializer_list<const char*> known);

/// The text at `index`: a string, or a number as one. It is on the stack, or in the table that is.
std::string_view check_text(lua_State* L, const char* function, const char* what, int index);

/// A number from `least` to `most`; `expected` says so in words.
double check_number(lua_State* L, const char* function, const char* what, int index, double least,
                    double most, const char* expected);

/// Seconds as nanoseconds, from 0 to a hundred years.
TimeNs check_seconds(lua_State* L, const char* function, const char* what, int index);

/// A host or the name of one.
Host& check_host(lua_State* L, const char* function, const char* what, int index);
void push_host(lua_State* L, Host& host);

/// A host, its name, or a list of those: at least one. Leaves its array on the stack.
Faults::Group check_group(lua_State* L, const char* function, const char* what, int index);

/// A signal's number by its name.
int check_signal(lua_State* L, const char* function, int index);

/// The address of the text at `index`, and what stands behind a slash, or `subnet_bits` as it was. A slash is
/// an error where that is null.
IpAddress check_address(lua_State* L, const char* function, int index, int* subnet_bits);

/// The program at `index`: the name of a file or a function.
const Program& check_program(lua_State* L, const char* function, int index);

/// Raises an error unless a program calls.
Process& check_process(lua_State* L, const char* function);

/// Lets a fault strike. A program that strikes its own host goes on when it is over, and perhaps never.
/// False: there is no such process.
bool strike(lua_State* L, const HostFault& fault);

/// The loop has its turn before the program that calls goes on; nothing in a function that the loop called.
void let_loop_run(lua_State* L);

}  // namespace coutil::sim
