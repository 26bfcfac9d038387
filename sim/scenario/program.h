// Program: what a process runs, kept outside of every Lua state: the name of a file, or a function with
// copies of the values that it uses. And Programs: where they are found by name. It must not know processes'
// ways.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>

#include "sim/lua_api.h"
#include "sim/process/process_table.h"

namespace coutil::sim {

struct Program {
  explicit Program(std::pmr::memory_resource* memory) : file(memory), function(memory) {}

  std::pmr::string file;      // relative to the script's folder; empty: it is a function
  std::pmr::string function;  // as save_value writes it

  bool is_file() const noexcept { return function.empty(); }
};

/// Fills the program with the string or function at `index`, which is the argument `argument` of the function
/// that runs, or 0. A function's upvalues are copied by value. Raises a Lua error that names the upvalue that
/// can't be copied, or says that there is no such kind of program.
void read_program(lua_State* L, int index, Program& program);

/// Leaves the program's function on the stack, in this Lua state. Files are found as load_script finds them,
/// and the sandbox must be installed; modules that a function uses are required. Raises a Lua error: call it
/// protected.
void push_program(lua_State* L, const Program& program);

/// Programs by name: those of a host, then those of all hosts. What was put in stays as long as this does,
/// because processes run it.
class Programs final : public ProgramFinder {
 public:
  explicit Programs(std::pmr::memory_resource* memory) : kept_(memory), named_(memory) {}
  Programs(const Programs&) = delete;
  Programs& operator=(const Programs&) = delete;

  /// One more, to be filled. Throws std::bad_alloc.
  Program& add();

  /// What `name` is from now on, on one host or (null) on all. Throws std::bad_alloc.
  void name(const Host* host, std::string_view name, const Program& program);

  const Program* find_program(const Host& host, std::string_view name) override;

 private:
  using Key = std::pair<std::size_t, std::pmr::string>;  // of the host's number
  static constexpr std::size_t kAllHosts = SIZE_MAX;

  const Program* find(std::size_t host, std::string_view name) const;

  std::pmr::list<Program> kept_;
  std::pmr::map<Key, const Program*> named_;
};

}  // namespace coutil::sim
