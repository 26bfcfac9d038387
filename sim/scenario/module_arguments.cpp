// How the module's functions read their arguments, and what they say when one is wrong: what it must be, and
// what it was.
#include <arpa/inet.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "sim/network/address_rules.h"
#include "sim/scenario/module.h"
#include "sim/scenario/signal_name.h"

namespace coutil::sim {

namespace {

constexpr double kMostSeconds = 3.2e9;  // a hundred years

char g_hosts_key;  // of the registry's table of hosts that Lua knows

void push_got(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
    case LUA_TBOOLEAN:
      luaL_tolstring(L, index, nullptr);
      return;
    case LUA_TSTRING:
      lua_pushfstring(L, "'%s'", lua_tostring(L, index));
      return;
    case LUA_TNONE:
    case LUA_TNIL:
      lua_pushliteral(L, "nothing");
      return;
    default:
      lua_pushfstring(L, "a %s", luaL_typename(L, index));
  }
}

// Null: it is no host and no host's name.
Host* host_at(lua_State* L, int index) {
  if (auto* host = static_cast<Host**>(luaL_testudata(L, index, kHostType))) return *host;
  if (lua_type(L, index) != LUA_TSTRING) return nullptr;
  return side_of(L).scenario->find_host(lua_tostring(L, index));
}

[[noreturn]] void refuse_host(lua_State* L, const char* function, const char* what, int index) {
  if (lua_type(L, index) == LUA_TSTRING) {
    luaL_error(L, "%s: %s: there is no host named '%s'", function, what, lua_tostring(L, index));
  }
  refuse(L, function, what, "a host or the name of one", index);
}

}  // namespace

void refuse(lua_State* L, const char* function, const char* what, const char* expected, int index) {
  push_got(L, index);
  luaL_error(L, "%s: %s must be %s, got %s", function, what, expected, lua_tostring(L, -1));
  std::abort();  // not reached
}

void check_fields(lua_State* L, const char* function, int index, std::initializer_list<const char*> known) {
  index = lua_absindex(L, index);
  if (!lua_istable(L, index)) refuse(L, function, "its argument", "a table of fields", index);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    bool found = false;
    for (const char* name : known) {
      found = found || (lua_type(L, -1) == LUA_TSTRING && std::strcmp(name, lua_tostring(L, -1)) == 0);
    }
    if (found) continue;
    push_got(L, -1);
    const char* field = lua_tostring(L, -1);
    luaL_Buffer names;
    luaL_buffinit(L, &names);
    for (const char* name : known) {
      if (name != *known.begin()) luaL_addstring(&names, ", ");
      luaL_addstring(&names, name);
    }
    luaL_pushresult(&names);
    luaL_error(L, "%s: there is no field %s; there are %s", function, field, lua_tostring(L, -1));
  }
}

std::string_view check_text(lua_State* L, const char* function, const char* what, int index) {
  if (!lua_isstring(L, index)) refuse(L, function, what, "a string", index);
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  if (std::memchr(text, '\0', size) != nullptr) luaL_error(L, "%s: %s contains a zero byte", function, what);
  return {text, size};
}

double check_number(lua_State* L, const char* function, const char* what, int index, double least,
                    double most, const char* expected) {
  if (lua_type(L, index) != LUA_TNUMBER) refuse(L, function, what, expected, index);
  const double number = lua_tonumber(L, index);
  if (!(number >= least && number <= most)) refuse(L, function, what, expected, index);
  return number;
}

TimeNs check_seconds(lua_State* L, const char* function, const char* what, int index) {
  const char* expected = "a number of seconds, 0 or more";
  return std::llround(check_number(L, function, what, index, 0, kMostSeconds, expected) * 1e9);
}

Host& check_host(lua_State* L, const char* function, const char* what, int index) {
  Host* host = host_at(L, index);
  if (host == nullptr) refuse_host(L, function, what, index);
  return *host;
}

void push_host(lua_State* L, Host& host) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &g_hosts_key) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &g_hosts_key);
  }
  if (lua_rawgetp(L, -1, &host) == LUA_TNIL) {
    lua_pop(L, 1);
    *static_cast<Host**>(lua_newuserdatauv(L, sizeof(Host*), 0)) = &host;
    luaL_setmetatable(L, kHostType);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, -3, &host);
  }
  lua_remove(L, -2);
}

Faults::Group check_group(lua_State* L, const char* function, const char* what, int index) {
  index = lua_absindex(L, index);
  const bool is_list = lua_istable(L, index);
  const std::size_t count = is_list ? lua_rawlen(L, index) : 1;
  if (count == 0) refuse(L, function, what, "a host, its name or a list of them", index);
  auto** hosts = static_cast<Host**>(lua_newuserdatauv(L, count * sizeof(Host*), 0));
  for (std::size_t i = 0; i < count; ++i) {
    if (is_list) lua_rawgeti(L, index, static_cast<lua_Integer>(i + 1));
    hosts[i] = host_at(L, is_list ? -1 : index);
    if (hosts[i] == nullptr) refuse_host(L, function, what, is_list ? -1 : index);
    if (is_list) lua_pop(L, 1);
  }
  return {hosts, count};
}

int check_signal(lua_State* L, const char* function, int index) {
  const std::string_view name = check_text(L, function, "the signal", index);
  const int number = signal_number(name);
  if (number == 0) {
    luaL_error(L, "%s: there is no signal '%s'; there are %s", function, name.data(), signal_words().data());
  }
  return number;
}

IpAddress check_address(lua_State* L, const char* function, int index, int* subnet_bits) {
  const char* expected = subnet_bits != nullptr ? "an IP address as '10.0.0.1/24' or 'fd00::1/64'"
                                                : "an IP address as '10.0.0.1' or 'fd00::1'";
  const std::string_view text = check_text(L, function, "an address", index);
  char host[kHostTextSize];
  const std::size_t slash = text.find('/');
  const std::size_t length = text.substr(0, slash).copy(host, sizeof host - 1);
  host[length] = '\0';
  IpAddress address;
  bool good = text.substr(0, slash).size() == length;
  if (inet_pton(AF_INET6, host, address.host.data()) == 1) {
    address.domain = Domain::kIpv6;
  } else {
    good = good && inet_pton(AF_INET, host, address.host.data()) == 1;
  }
  const bool is_ipv4 = address.domain == Domain::kIpv4;
  if (subnet_bits != nullptr) *subnet_bits = is_ipv4 ? 24 : 64;
  if (slash != std::string_view::npos) {
    int bits = 0;
    const std::string_view digits = text.substr(slash + 1);
    good = good && subnet_bits != nullptr && !digits.empty() && digits.size() <= 3 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
    for (char digit : digits.substr(0, 3)) bits = bits * 10 + (digit - '0');
    good = good && bits >= 1 && bits <= (is_ipv4 ? 32 : 128);
    if (good) *subnet_bits = bits;
  }
  if (!good) refuse(L, function, "an address", expected, index);
  return address;
}

const Program& check_program(lua_State* L, const char* function, int index) {
  index = lua_absindex(L, index);
  if (lua_type(L, index) != LUA_TSTRING && !lua_isfunction(L, index)) {
    refuse(L, function, "a program", "the name of a file or a function", index);
  }
  Program* program = nullptr;
  in_memory(L, [&] { program = &side_of(L).scenario->programs().add(); });
  read_program(L, index, *program);
  return *program;
}

Process& check_process(lua_State* L, const char* function) {
  Process* process = side_of(L).process;
  if (process == nullptr) luaL_error(L, "%s: only a program can ask this, a scenario file is none", function);
  return *process;
}

bool strike(lua_State* L, const HostFault& fault) {
  const LuaSide& side = side_of(L);
  Scenario& scenario = *side.scenario;
  const bool is_own = side.process != nullptr && &side.process->host() == fault.host;
  bool struck = true;
  if (!is_own) {
    in_memory(L, [&] { struck = strike(scenario.table(), scenario.faults(), fault); });
    return struck;
  }
  in_memory(L, [&] { scenario.postponed_faults().add(fault); });
  let_loop_run(L);
  return true;
}

void let_loop_run(lua_State* L) {
  const LuaSide& side = side_of(L);
  Scenario& scenario = *side.scenario;
  if (side.process == nullptr || scenario.is_calling()) return;
  scenario.table().wait(*side.process, scenario.now_ns() + 1);
}

}  // namespace coutil::sim
