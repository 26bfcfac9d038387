// LuaSide: a Lua state that uses the module coutil.sim: the scenario file's own, or a program's; and how its
// functions are called later, on the loop's stack, where nothing may suspend. It must not know when.
#pragma once

#include <memory_resource>
#include <string>

#include "sim/lua_api.h"
#include "sim/random_stream.h"

namespace coutil::sim {

class Process;
class Scenario;

struct LuaSide {
  LuaSide(Scenario& of, lua_State* main_thread, Process* program, const RandomStream& stream) noexcept
      : scenario(&of), main(main_thread), process(program), random(stream) {}

  Scenario* scenario;
  lua_State* main;
  lua_State* thread = nullptr;  // the functions' own, kept by the registry
  Process* process;             // null: the scenario file's
  RandomStream random;          // of sim.random
  bool ended = false;           // takes no more functions
};

/// A function of a program or scenario file, and where it was given.
struct Callback {
  explicit Callback(std::pmr::memory_resource* memory) : position(memory) {}

  LuaSide* side = nullptr;
  int reference = LUA_NOREF;  // in the registry
  std::pmr::string position;  // "file:line" of the call that gave it
};

enum class CallResult { kTrue, kFalse, kFalseItself, kError };  // kFalse: nil, or nothing

/// Keeps the function at `index`, and notes from where the running function was called. Raises Lua errors of
/// memory.
void keep_callback(lua_State* L, LuaSide& side, int index, Callback& callback);

/// Lets go of it. Not for a state that is gone.
void release_callback(Callback& callback) noexcept;

/// Calls it without arguments, protected. kError: `text` has the message with its traceback.
CallResult call(const Callback& callback, std::pmr::string& text) noexcept;

}  // namespace coutil::sim
