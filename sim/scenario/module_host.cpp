// coutil.sim: how hosts are declared, with their addresses, programs and first files.
#include <arpa/inet.h>

#include <cstring>

#include "sim/files/file_system.h"
#include "sim/network/address_rules.h"
#include "sim/network/host.h"
#include "sim/scenario/module.h"

namespace coutil::sim {

namespace {

constexpr char kFunction[] = "sim.host";

struct GivenAddress {
  IpAddress address;
  int subnet_bits;
};

const char* push_address_text(lua_State* L, const IpAddress& address) {
  char text[kHostTextSize];
  const int family = address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
  inet_ntop(family, address.host.data(), text, sizeof text);
  return lua_pushstring(L, text);
}

GivenAddress check_own_address(lua_State* L, int index) {
  GivenAddress given{};
  given.address = check_address(L, kFunction, index, &given.subnet_bits);
  const IpAddress& address = given.address;
  if (is_loopback(address) || is_wildcard(address) || is_multicast(address) ||
      is_limited_broadcast(address)) {
    luaL_error(L, "%s: %s is no address that a host can have", kFunction, push_address_text(L, address));
  }
  if (const Host* other = side_of(L).scenario->network().host_at(address)) {
    const char* text = push_address_text(L, address);
    lua_pushlstring(L, other->name().data(), other->name().size());
    luaL_error(L, "%s: host '%s' has the address %s already", kFunction, lua_tostring(L, -1), text);
  }
  return given;
}

// Leaves them on the stack in an array.
std::span<const GivenAddress> check_addresses(lua_State* L, int options) {
  lua_getfield(L, options, "address");
  const int field = lua_gettop(L);
  const bool is_list = lua_istable(L, field);
  if (!is_list && !lua_isnil(L, field) && lua_type(L, field) != LUA_TSTRING) {
    refuse(L, kFunction, "address", "a string or a list of strings", field);
  }
  const std::size_t count = is_list ? lua_rawlen(L, field) : 1;
  auto* given = static_cast<GivenAddress*>(lua_newuserdatauv(L, (count + 1) * sizeof(GivenAddress), 0));
  for (std::size_t i = 0; i < count; ++i) {
    if (lua_isnil(L, field)) {
      given[i] = {side_of(L).scenario->next_address(), 16};
      continue;
    }
    if (is_list) lua_rawgeti(L, field, static_cast<lua_Integer>(i + 1));
    given[i] = check_own_address(L, is_list ? -1 : field);
    if (is_list) lua_pop(L, 1);
    for (std::size_t j = 0; j < i; ++j) {
      if (given[j].address != given[i].address) continue;
      luaL_error(L, "%s: the address %s is given twice", kFunction, push_address_text(L, given[i].address));
    }
  }
  return {given, count};
}

// A new name, which is left on the stack.
std::string_view check_name(lua_State* L, int options) {
  lua_getfield(L, options, "name");
  if (lua_type(L, -1) != LUA_TSTRING) refuse(L, kFunction, "name", "a string", -1);
  const std::string_view name = check_text(L, kFunction, "name", -1);
  const char* letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  if (name.empty() || name.find_first_not_of(letters) != std::string_view::npos) {
    refuse(L, kFunction, "name", "letters, digits, '-', '_' or '.'", -1);
  }
  if (side_of(L).scenario->find_host(name) != nullptr) {
    luaL_error(L, "%s: there is a host named '%s' already", kFunction, name.data());
  }
  return name;
}

// The texts of a list; afterwards they are all strings.
void check_arguments(lua_State* L, int options) {
  if (lua_getfield(L, options, "args") == LUA_TNIL) return;
  if (!lua_istable(L, -1)) refuse(L, kFunction, "args", "a list of strings", -1);
  const int list = lua_gettop(L);
  for (std::size_t i = 1; i <= lua_rawlen(L, list); ++i) {
    lua_rawgeti(L, list, static_cast<lua_Integer>(i));
    check_text(L, kFunction, "an argument", -1);
    lua_pop(L, 1);
  }
}

// A table from names to texts.
void check_texts(lua_State* L, int options, const char* field, const char* what) {
  if (lua_getfield(L, options, field) == LUA_TNIL) return;
  if (!lua_istable(L, -1)) refuse(L, kFunction, field, "a table from names to strings", -1);
  const int table = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, table)) {
    if (lua_type(L, -2) != LUA_TSTRING) refuse(L, kFunction, what, "a string", -2);
    check_text(L, kFunction, what, -2);
    if (!lua_isstring(L, -1)) {
      luaL_error(L, "%s: %s of '%s' must be a string, got a %s", kFunction, field, lua_tostring(L, -2),
                 luaL_typename(L, -1));
    }
    lua_pop(L, 1);
  }
  lua_settop(L, table);
}

std::string_view text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

void set_arguments(lua_State* L, int list, HostPlan& plan) {
  if (lua_isnil(L, list)) return;
  for (std::size_t i = 1; i <= lua_rawlen(L, list); ++i) {
    lua_rawgeti(L, list, static_cast<lua_Integer>(i));
    const std::string_view text = text_at(L, -1);
    in_memory(L, [&] { plan.arguments.emplace_back(text); });
    lua_pop(L, 1);
  }
}

void set_environment(lua_State* L, int table, HostPlan& plan) {
  if (lua_isnil(L, table)) return;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    const std::string_view name = text_at(L, -2);
    const std::string_view value = text_at(L, -1);
    in_memory(L, [&] { plan.environment.emplace_back(name).append("=").append(value); });
    lua_pop(L, 1);
  }
}

void set_files(lua_State* L, int table, Host& host) {
  if (lua_isnil(L, table)) return;
  lua_pushnil(L);
  while (lua_next(L, table)) {
    const char* name = lua_tostring(L, -2);
    const int error = host.files->write(name, text_at(L, -1));
    if (error != 0)
      luaL_error(L, "%s: the file '%s' can't be written: %s", kFunction, name, std::strerror(error));
    lua_pop(L, 1);
  }
}

// Where what was checked lies on the stack.
enum { kOptions = 1, kProgram = 2, kFiles = 3, kEnvironment = 4, kArguments = 5 };

std::size_t check_socket_limit(lua_State* L) {
  if (lua_getfield(L, kOptions, "sockets") == LUA_TNIL) return std::size_t{1} << 20;
  const char* expected = "an integer, 0 or more: how many a process may have open";
  if (!lua_isinteger(L, -1)) refuse(L, kFunction, "sockets", expected, -1);
  return static_cast<std::size_t>(check_number(L, kFunction, "sockets", -1, 0, 1 << 20, expected));
}

Host& make_host(lua_State* L, const Program* program) {
  Scenario& scenario = *side_of(L).scenario;
  const std::string_view name = check_name(L, kOptions);
  const std::size_t socket_limit = check_socket_limit(L);
  const std::span<const GivenAddress> addresses = check_addresses(L, kOptions);
  HostPlan* plan = nullptr;
  in_memory(L, [&] { plan = &scenario.add_host(name); });
  Host& host = *plan->host;
  in_memory(L, [&] {
    for (const GivenAddress& given : addresses) {
      scenario.network().add_address(host, given.address, given.subnet_bits);
      scenario.network().names().add(name, given.address);
    }
  });
  plan->program = program;
  plan->socket_limit = socket_limit;
  set_arguments(L, kArguments, *plan);
  set_environment(L, kEnvironment, *plan);
  set_files(L, kFiles, host);
  if (scenario.is_running()) in_memory(L, [&] { scenario.boot_late(*plan); });
  return host;
}

// sim.host (options), or the name of one that is there
int host(lua_State* L) {
  lua_settop(L, 1);
  if (!lua_istable(L, kOptions)) {
    push_host(L, check_host(L, kFunction, "its argument", kOptions));
    return 1;
  }
  check_fields(L, kFunction, kOptions, {"name", "address", "program", "args", "env", "files", "sockets"});
  const Program* program = nullptr;
  if (lua_getfield(L, kOptions, "program") != LUA_TNIL) program = &check_program(L, kFunction, kProgram);
  lua_settop(L, kProgram);
  check_texts(L, kOptions, "files", "the name of a file");
  lua_settop(L, kFiles);
  check_texts(L, kOptions, "env", "the name of a variable");
  lua_settop(L, kEnvironment);
  check_arguments(L, kOptions);
  lua_settop(L, kArguments);
  push_host(L, make_host(L, program));
  return 1;
}

}  // namespace

const luaL_Reg kHostFunctions[] = {{"host", &host}, {nullptr, nullptr}};

}  // namespace coutil::sim
