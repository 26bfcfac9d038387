// LuaSide: a Lua state that uses the module coutil.sim: the scenario file's own, or a program's; and how its
// functions are called later, on the loop's stack, where nothing may suspend. It must not know when.
#pragma once

#include <memory_resource>
#include <string>
#include <string_view>

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
  int collects_at_kib = 4096;   // of the scenario file's: where its garbage is collected next
  bool ended = false;           // takes no more functions
};

/// A function of a program or scenario file, as it was given.
struct GivenFunction {
  LuaSide* side;
  int reference;              // in the registry
  std::string_view position;  // "file:line" of the call that gave it
};

struct Callback {
  Callback(std::pmr::memory_resource* memory, const GivenFunction& given)
      : side(given.side), reference(given.reference), position(given.position, memory) {}

  LuaSide* side;
  int reference;
  std::pmr::string position;
};

enum class CallResult {
  kTrue,
  kNothing,  // nil, or no result
  kFalse,
  kError,
};

/// Keeps the function at `index`, and leaves on the stack the text of its position. Raises Lua errors of
/// memory.
GivenFunction keep_function(lua_State* L, LuaSide& side, int index);

/// Lets go of it. Not for a state that is gone.
void release_function(const LuaSide& side, int reference) noexcept;

/// Calls it without arguments, protected. kError: `text` has the message with its traceback.
CallResult call(const Callback& callback, std::pmr::string& text) noexcept;

/// Sets the text, or a short one that memory ran out.
void set_text(std::pmr::string& text, std::string_view value) noexcept;

}  // namespace coutil::sim
