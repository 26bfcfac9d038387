// The table of objects: from a Lua value to the Object that keeps its waiters, stored events and owner.
// Weak by key; values that never become unreachable (strings, numbers, ...) are listed besides, and their
// idle objects are given back from time to time, so that a million distinct names leave nothing behind.
#pragma once

#include "engine/engine.h"

namespace coutil {

/// Makes the table and the list, in the registry.
void open_objects(lua_State* L);

/// Takes the idle objects of strings, numbers and the like off the tables. No object that the caller
/// still means to use may be idle.
void give_back_idle_objects(lua_State* L, Engine& engine);

/// Calls `visit` with the object's userdata on top of the stack for each object, in order of creation.
/// `visit` leaves the stack as it was.
void for_each_object(lua_State* L, void (*visit)(lua_State* L, Object& object, void* context), void* context);

/// Releases the thread that `object` (userdata at `object_index` of `L`) keeps for `node`.
void release_anchor(lua_State* L, Object* object, WaitNode& node, int object_index);

}  // namespace coutil
