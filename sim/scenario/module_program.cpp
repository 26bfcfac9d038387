// coutil.sim: programs by name, what a program may ask of its machine, names and services, and the values
// that all share.
#include <cstring>

#include "sim/network/host.h"
#include "sim/scenario/module.h"
#include "sim/scenario/value.h"

namespace coutil::sim {

namespace {

// sim.program (name, program)
int program(lua_State* L) {
  lua_settop(L, 2);
  const std::string_view name = check_text(L, "sim.program", "the name", 1);
  const Program& program = check_program(L, "sim.program", 2);
  in_memory(L, [&] { side_of(L).scenario->programs().name(nullptr, name, program); });
  return 0;
}

int getpid(lua_State* L) {
  lua_pushinteger(L, check_process(L, "sim.getpid").pid());
  return 1;
}

int getppid(lua_State* L) {
  lua_pushinteger(L, check_process(L, "sim.getppid").parent());
  return 1;
}

int hostname(lua_State* L) {
  const std::string_view name = check_process(L, "sim.hostname").host().name();
  lua_pushlstring(L, name.data(), name.size());
  return 1;
}

// sim.folder ()
int folder(lua_State* L) {
  const std::string_view folder = check_process(L, "sim.folder").setup().folder;
  lua_pushlstring(L, folder.data(), folder.size());
  if (folder.empty()) lua_pushliteral(L, ".");
  return 1;
}

// sim.kill (pid, signal)
int kill(lua_State* L) {
  lua_settop(L, 2);
  Process& process = check_process(L, "sim.kill");
  if (!lua_isinteger(L, 1)) refuse(L, "sim.kill", "the pid", "an integer", 1);
  const ProcessId pid = lua_tointeger(L, 1);
  const int number = check_signal(L, "sim.kill", 2);
  Scenario& scenario = *side_of(L).scenario;
  if (scenario.table().find(process.host(), pid) == nullptr) {
    lua_pushnil(L);
    lua_pushliteral(L, "no such process");
    return 2;
  }
  const HostFault wanted{HostFault::Kind::kKill, &process.host(), pid, number};
  if (pid == process.pid()) {
    strike(L, wanted);
  } else {
    in_memory(L, [&] { strike(scenario.table(), scenario.faults(), wanted); });
  }
  lua_pushboolean(L, 1);
  return 1;
}

// sim.catches (pid, signal)
int catches(lua_State* L) {
  lua_settop(L, 2);
  const Process& process = check_process(L, "sim.catches");
  if (!lua_isinteger(L, 1)) refuse(L, "sim.catches", "the pid", "an integer", 1);
  const int number = check_signal(L, "sim.catches", 2);
  const Process* asked = side_of(L).scenario->table().find(process.host(), lua_tointeger(L, 1));
  if (asked == nullptr) {
    lua_pushnil(L);
    lua_pushliteral(L, "no such process");
    return 2;
  }
  lua_pushboolean(L, asked->catches(number));
  return 1;
}

// sim.name (name, address...)
int name(lua_State* L) {
  const int count = lua_gettop(L);
  const std::string_view name = check_text(L, "sim.name", "the name", 1);
  if (name.empty()) refuse(L, "sim.name", "the name", "a text that is not empty", 1);
  for (int i = 2; i <= count; ++i) {
    if (luaL_testudata(L, i, kHostType) == nullptr) check_address(L, "sim.name", i, nullptr);
  }
  Names& names = side_of(L).scenario->network().names();
  names.remove(name);
  for (int i = 2; i <= count; ++i) {
    if (auto* host = static_cast<Host**>(luaL_testudata(L, i, kHostType))) {
      in_memory(L, [&] {
        for (const Interface& one : (*host)->interfaces()) {
          if (!one.loopback) names.add(name, one.address);
        }
      });
    } else {
      const IpAddress address = check_address(L, "sim.name", i, nullptr);
      in_memory(L, [&] { names.add(name, address); });
    }
  }
  return 0;
}

// sim.service (name, port [, type])
int service(lua_State* L) {
  lua_settop(L, 3);
  const std::string_view name = check_text(L, "sim.service", "the name", 1);
  const bool is_name = name.find_first_not_of("0123456789") != std::string_view::npos;
  if (!is_name) refuse(L, "sim.service", "the name", "a text that is no number", 1);
  if (!lua_isinteger(L, 2)) refuse(L, "sim.service", "the port", "an integer from 1 to 65535", 2);
  const double port = check_number(L, "sim.service", "the port", 2, 1, 65535, "an integer from 1 to 65535");
  const char* type = lua_type(L, 3) == LUA_TSTRING ? lua_tostring(L, 3) : "";
  const bool stream = lua_isnil(L, 3) || std::strcmp(type, "stream") == 0;
  const bool datagram = lua_isnil(L, 3) || std::strcmp(type, "datagram") == 0;
  if (!stream && !datagram) refuse(L, "sim.service", "the type", "'stream' or 'datagram'", 3);
  in_memory(L, [&] {
    side_of(L).scenario->network().names().add_service(name, static_cast<int>(port), stream, datagram);
  });
  return 0;
}

// sim.set (key, value)
int set(lua_State* L) {
  lua_settop(L, 2);
  const std::string_view key = check_text(L, "sim.set", "the key", 1);
  Scenario& scenario = *side_of(L).scenario;
  if (lua_isnil(L, 2)) return scenario.remove_value(key), 0;
  std::pmr::string& bytes = scenario.scratch();
  bytes.clear();
  if (!save_value(L, 2, Copied::kPlain, bytes)) {
    luaL_error(L, "sim.set: the value must be nil, a boolean, a number, a string or a table of these, got %s",
               lua_tostring(L, -1));
  }
  in_memory(L, [&] { scenario.set_value(key, bytes); });
  return 0;
}

// sim.get (key)
int get(lua_State* L) {
  lua_settop(L, 1);
  const std::string_view key = check_text(L, "sim.get", "the key", 1);
  const std::pmr::string* bytes = side_of(L).scenario->value(key);
  if (bytes == nullptr) return lua_pushnil(L), 1;
  push_value(L, *bytes);
  return 1;
}

}  // namespace

const luaL_Reg kProgramFunctions[] = {{"program", &program},   {"getpid", &getpid}, {"getppid", &getppid},
                                      {"hostname", &hostname}, {"folder", &folder}, {"kill", &kill},
                                      {"catches", &catches},   {"name", &name},     {"service", &service},
                                      {"set", &set},           {"get", &get},       {nullptr, nullptr}};

}  // namespace coutil::sim
