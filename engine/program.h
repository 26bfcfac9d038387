// The life of an engine: opened for a Lua state, recording, the end of the program, closed with the state.
// Internal; what hosts use of it is in coutil.h.
#pragma once

#include <string>

#include "engine/engine.h"

namespace coutil {

/// Begins a trace while the program runs. On failure leaves the message on the stack and returns false.
bool start_recording(lua_State* L, Engine& engine, const char* path, std::uint64_t keep_bytes);

/// The engine records no more. Ends the trace, unless others share it: then its counts are added to theirs.
/// Does nothing the second time. Returns what went wrong.
std::string end_trace_of(lua_State* L, Engine& engine);

/// Ends the trace. On failure leaves the message on the stack and returns false.
bool stop_recording(lua_State* L, Engine& engine);

}  // namespace coutil
