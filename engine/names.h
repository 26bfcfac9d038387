// Names: what values, functions and coroutines are called - as the program named them, else by their own
// text, else by the variable that holds them. For the trace and for reports; nothing depends on a name.
#pragma once

#include "engine/engine.h"

namespace coutil {

/// Makes the weak table of given names, in the registry.
void open_names(lua_State* L);

/// Gives the value at `index` the name at `name_index` (a string).
void set_name(lua_State* L, int index, int name_index);

/// Pushes the name that the program gave to the value at `index`, or nil.
void push_given_name(lua_State* L, int index);

/// Pushes what the value at `index` is called, or nil: its given name, a string's or number's own text, the
/// variable that holds it, seen from `level` of `thread` (-1: globals only).
void push_value_name(lua_State* L, int index, lua_State* thread, int level);

/// Pushes what the coroutine is called: its given name, the name of its function when it is known, else
/// where the function stands, else "".
void push_coroutine_name(lua_State* L, Engine& engine, Coroutine* coroutine);

}  // namespace coutil
