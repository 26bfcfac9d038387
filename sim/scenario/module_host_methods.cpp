// coutil.sim: what can be asked of a host and done to it.
#include <arpa/inet.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "sim/files/file_system.h"
#include "sim/network/host.h"
#include "sim/process/host_clock.h"
#include "sim/scenario/module.h"

namespace coutil::sim {

namespace {

Host& self(lua_State* L, const char* function) { return check_host(L, function, "the first argument", 1); }

int strike_self(lua_State* L, const char* function, HostFault::Kind kind) {
  strike(L, {kind, &self(L, function)});
  return 0;
}

int crash(lua_State* L) { return strike_self(L, "host:crash", HostFault::Kind::kCrash); }
int restart(lua_State* L) { return strike_self(L, "host:restart", HostFault::Kind::kRestart); }
int pause(lua_State* L) { return strike_self(L, "host:pause", HostFault::Kind::kPause); }
int resume(lua_State* L) { return strike_self(L, "host:resume", HostFault::Kind::kResume); }

// host:signal (name [, pid])
int signal(lua_State* L) {
  lua_settop(L, 3);
  Host& host = self(L, "host:signal");
  const int number = check_signal(L, "host:signal", 2);
  ProcessId pid = 0;
  if (!lua_isnil(L, 3)) {
    if (!lua_isinteger(L, 3)) refuse(L, "host:signal", "the pid", "an integer", 3);
    pid = lua_tointeger(L, 3);
  }
  if (strike(L, {HostFault::Kind::kSignal, &host, pid, number})) return lua_pushboolean(L, 1), 1;
  lua_pushnil(L);
  lua_pushliteral(L, "no such process");
  return 2;
}

// host:clock { skew = seconds, drift = parts }
int clock(lua_State* L) {
  lua_settop(L, 2);
  Host& host = self(L, "host:clock");
  check_fields(L, "host:clock", 2, {"skew", "drift"});
  double skew = static_cast<double>(host.clock.skew_ns()) / 1e9;
  double drift = host.clock.drift();
  if (lua_getfield(L, 2, "skew") != LUA_TNIL) {
    skew = check_number(L, "host:clock", "skew", 3, -1e9, 1e9,
                        "a number of seconds, a thousand million at most");
  }
  if (lua_getfield(L, 2, "drift") != LUA_TNIL) {
    drift = check_number(L, "host:clock", "drift", 4, kLeastDrift, kMostDrift,
                         "a number from -0.5 (half as fast) to 1 (twice as fast)");
  }
  in_memory(L, [&] { side_of(L).scenario->faults().set_clock(host, std::llround(skew * 1e9), drift); });
  return 0;
}

// host:tear (whether)
int tear(lua_State* L) {
  const Host& host = self(L, "host:tear");
  if (!lua_isboolean(L, 2)) refuse(L, "host:tear", "its argument", "true or false", 2);
  const bool tears = lua_toboolean(L, 2) != 0;
  in_memory(L, [&] { side_of(L).scenario->faults().set_tearing(host, tears); });
  return 0;
}

int tell_error(lua_State* L, int error) {
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", lua_tostring(L, 2), std::strerror(error));
  return 2;
}

// host:read (path)
int read(lua_State* L) {
  lua_settop(L, 2);
  Host& host = self(L, "host:read");
  check_text(L, "host:read", "the path", 2);
  std::pmr::string& text = side_of(L).scenario->scratch();
  text.clear();
  const int error = host.files->read(lua_tostring(L, 2), text);
  if (error != 0) return tell_error(L, error);
  lua_pushlstring(L, text.data(), text.size());
  text.clear();
  return 1;
}

// host:write (path, text)
int write(lua_State* L) {
  lua_settop(L, 3);
  Host& host = self(L, "host:write");
  check_text(L, "host:write", "the path", 2);
  if (!lua_isstring(L, 3)) refuse(L, "host:write", "the text", "a string", 3);
  std::size_t size = 0;
  const char* text = lua_tolstring(L, 3, &size);
  const int error = host.files->write(lua_tostring(L, 2), {text, size});
  if (error != 0) return tell_error(L, error);
  lua_pushboolean(L, 1);
  return 1;
}

int is_up(lua_State* L) {
  lua_pushboolean(L, self(L, "host:is_up").is_up());
  return 1;
}

int name(lua_State* L) {
  const std::string_view name = self(L, "host:name").name();
  lua_pushlstring(L, name.data(), name.size());
  return 1;
}

// host:addresses ()
int addresses(lua_State* L) {
  const Host& host = self(L, "host:addresses");
  lua_newtable(L);
  lua_Integer count = 0;
  for (const Interface& one : host.interfaces()) {
    if (one.loopback) continue;
    char text[kHostTextSize];
    const int family = one.address.domain == Domain::kIpv4 ? AF_INET : AF_INET6;
    inet_ntop(family, one.address.host.data(), text, sizeof text);
    lua_pushstring(L, text);
    lua_rawseti(L, -2, ++count);
  }
  return 1;
}

// host:pid ()
int pid(lua_State* L) {
  const Host& host = self(L, "host:pid");
  const Process* process = side_of(L).scenario->table().main_process(host);
  if (process == nullptr) return lua_pushnil(L), 1;
  lua_pushinteger(L, process->pid());
  return 1;
}

// host:program (name, program)
int program(lua_State* L) {
  lua_settop(L, 3);
  const Host& host = self(L, "host:program");
  const std::string_view name = check_text(L, "host:program", "the name", 2);
  const Program& program = check_program(L, "host:program", 3);
  in_memory(L, [&] { side_of(L).scenario->programs().name(&host, name, program); });
  return 0;
}

int to_text(lua_State* L) {
  const std::string_view name = self(L, "tostring").name();
  lua_pushlstring(L, name.data(), name.size());
  lua_pushfstring(L, "host %s", lua_tostring(L, -1));
  return 1;
}

}  // namespace

const luaL_Reg kHostMethods[] = {
    {"crash", &crash},   {"restart", &restart}, {"pause", &pause},        {"resume", &resume},
    {"signal", &signal}, {"clock", &clock},     {"tear", &tear},          {"read", &read},
    {"write", &write},   {"is_up", &is_up},     {"name", &name},          {"addresses", &addresses},
    {"pid", &pid},       {"program", &program}, {"__tostring", &to_text}, {nullptr, nullptr},
};

}  // namespace coutil::sim
