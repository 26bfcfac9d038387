// The tracer's window, as a process of its own beside this program. It must not know lessons.
#pragma once

struct lua_State;

namespace coutil::lessons {

/// open_window (trace): starts coutil-tracer, which lies beside this program. Returns the number of its
/// process; or nil and why not.
int open_window(lua_State* L);

/// is_open (process): whether it still runs; when not, also its exit code (128 and more: a signal).
int is_open(lua_State* L);

}  // namespace coutil::lessons
