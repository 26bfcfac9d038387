// Lua's C API, for C++. Stock Lua is compiled as C: its errors are jumps, so no object with a destructor may
// be alive where a Lua function may raise, and no exception may leave a function that Lua calls.
#pragma once

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
}
