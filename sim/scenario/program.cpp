// Programs: see the header.
#include "sim/scenario/program.h"

#include <new>

#include "sim/lua_sandbox.h"
#include "sim/network/host.h"
#include "sim/scenario/value.h"

namespace coutil::sim {

namespace {

bool assign(std::pmr::string& text, std::string_view value) noexcept {
  try {
    text.assign(value);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace

void read_program(lua_State* L, int index, Program& program) {
  index = lua_absindex(L, index);
  if (lua_type(L, index) == LUA_TSTRING) {
    std::size_t size = 0;
    const char* name = lua_tolstring(L, index, &size);
    if (!assign(program.file, {name, size})) luaL_error(L, "not enough memory");
    return;
  }
  if (!lua_isfunction(L, index)) {
    luaL_error(L, "a program is the name of a file or a function, not a %s", luaL_typename(L, index));
  }
  if (save_value(L, index, Copied::kFunctions, program.function)) return;
  luaL_error(
      L,
      "the program can't be copied: it is %s; it runs in a Lua state of its own and gets copies of nil, "
      "booleans, numbers, strings, tables, Lua functions and modules; make other things inside of it",
      lua_tostring(L, -1));
}

void push_program(lua_State* L, const Program& program) {
  if (!program.is_file()) return push_value(L, program.function);
  if (load_script(L, program.file.c_str()) != LUA_OK) lua_error(L);
}

Program& Programs::add() { return kept_.emplace_back(kept_.get_allocator().resource()); }

void Programs::name(const Host* host, std::string_view name, const Program& program) {
  std::pmr::memory_resource* memory = kept_.get_allocator().resource();
  const std::size_t number = host != nullptr ? host->number() : kAllHosts;
  named_.insert_or_assign(Key(number, std::pmr::string(name, memory)), &program);
}

const Program* Programs::find(std::size_t host, std::string_view name) const {
  auto found = named_.find(Key(host, std::pmr::string(name, kept_.get_allocator().resource())));
  return found != named_.end() ? found->second : nullptr;
}

const Program* Programs::find_program(const Host& host, std::string_view name) {
  const Program* own = find(host.number(), name);
  return own != nullptr ? own : find(kAllHosts, name);
}

}  // namespace coutil::sim
