// Values of Lua as bytes, to be carried from one Lua state to another: nil, booleans, numbers, strings,
// tables of these (shared and cyclic ones too), and, where they are welcome, Lua functions and what modules
// hold. It must not know what they are for.
#pragma once

#include <memory_resource>
#include <string>
#include <string_view>

#include "sim/lua_api.h"

namespace coutil::sim {

enum class Copied {
  kPlain,      // no functions
  kFunctions,  // Lua functions with their upvalues, loaded modules, and functions of those by their names
};

/// Appends the value at `index`. False: some value in it can't be copied, or memory ran out; then the text
/// that says which is on top of the stack ("its upvalue 'log' is a userdata"). May raise an error of memory;
/// what was appended until then is of no use.
bool save_value(lua_State* L, int index, Copied copied, std::pmr::string& bytes);

/// Pushes what save_value wrote. Tables and functions that were the same are the same. A function sees this
/// state's globals; modules are required. Raises Lua errors.
void push_value(lua_State* L, std::string_view bytes);

}  // namespace coutil::sim
