// The options of sockets: their names, and how their values come from Lua and go there.
#include <string>
#include <string_view>

#include "engine/system/address.h"
#include "engine/system/socket_methods.h"

namespace coutil {
namespace {

enum class ValueKind { kFlag, kTimeToLive, kSeconds, kInterface };

struct Option {
  const char* name;
  SocketType type;
  SocketOption option;
  ValueKind kind;
};

constexpr Option kOptions[] = {
    {"broadcast", SocketType::kDatagram, SocketOption::kBroadcast, ValueKind::kFlag},
    {"mcastloop", SocketType::kDatagram, SocketOption::kMulticastLoop, ValueKind::kFlag},
    {"mcastttl", SocketType::kDatagram, SocketOption::kMulticastTtl, ValueKind::kTimeToLive},
    {"mcastiface", SocketType::kDatagram, SocketOption::kMulticastInterface, ValueKind::kInterface},
    {"keepalive", SocketType::kStream, SocketOption::kKeepAlive, ValueKind::kSeconds},
    {"nodelay", SocketType::kStream, SocketOption::kNoDelay, ValueKind::kFlag},
};

// The option named by argument 2.
const Option& check_option(lua_State* L, SocketType type) {
  std::size_t length = 0;
  const char* name = luaL_checklstring(L, 2, &length);
  for (const Option& option : kOptions) {
    if (option.type == type && std::string_view(name, length) == option.name) return option;
  }
  const char* expected =
      type == SocketType::kDatagram ? "broadcast, mcastloop, mcastttl or mcastiface" : "keepalive or nodelay";
  luaL_argerror(L, 2, lua_pushfstring(L, "invalid option '%s' (%s expected)", name, expected));
  return kOptions[0];
}

void read_value(lua_State* L, Engine& engine, Domain domain, ValueKind kind, OptionValue& value) {
  switch (kind) {
    case ValueKind::kFlag:
      luaL_checktype(L, 3, LUA_TBOOLEAN);
      value.flag = lua_toboolean(L, 3);
      break;
    case ValueKind::kTimeToLive:
      value.number = luaL_checkinteger(L, 3);
      luaL_argcheck(L, value.number >= 1 && value.number <= 255, 3, "a number from 1 to 255 expected");
      break;
    case ValueKind::kSeconds:
      value.none = !lua_toboolean(L, 3);
      if (value.none) break;
      value.number = luaL_checkinteger(L, 3);
      luaL_argcheck(L, value.number >= 1 && value.number <= 0x7fffffff, 3,
                    "a positive number of seconds, or nil, expected");
      break;
    case ValueKind::kInterface:
      value.none = lua_isnil(L, 3);
      if (value.none) break;
      if (to_address(L, 3) != nullptr) {
        value.address = *check_address(L, 3, domain);
      } else {
        check_host(L, engine, 3, domain, value.address);
      }
      break;
  }
}

int push_value(lua_State* L, Engine& engine, ValueKind kind, const OptionValue& value) {
  if (value.none) {
    lua_pushnil(L);
  } else if (kind == ValueKind::kFlag) {
    lua_pushboolean(L, value.flag);
  } else if (kind == ValueKind::kInterface) {
    Request request{RequestKind::kFormatHost};
    request.address = value.address;
    engine.backend.perform(request);
    lua_pushstring(L, request.text_out);
  } else {
    lua_pushinteger(L, value.number);
  }
  return 1;
}

}  // namespace

void check_host(lua_State* L, Engine& engine, int index, Domain domain, IpAddress& address) {
  std::size_t length = 0;
  const char* text = luaL_checklstring(L, index, &length);
  address.domain = domain;
  if (std::char_traits<char>::length(text) == length && parse_host(engine.backend, text, domain, address))
    return;
  if (length != address.host_size()) {
    luaL_argerror(L, index,
                  lua_pushfstring(L, "an %s address expected, as text or %d bytes", domain_name(domain),
                                  static_cast<int>(address.host_size())));
  }
  address.host = {};
  for (std::size_t i = 0; i < length; ++i) address.host[i] = static_cast<std::uint8_t>(text[i]);
}

// socket:setoption (name, value)
int socket_set_option(lua_State* L) {
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  const Option& option = check_option(L, socket->type);
  luaL_checkany(L, 3);
  Request request{RequestKind::kSetOption};
  request.option = option.option;
  read_value(L, engine, socket->domain, option.kind, request.value);
  return perform_on(L, engine, socket, request);
}

// socket:getoption (name)
int socket_get_option(lua_State* L) {
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  const Option& option = check_option(L, socket->type);
  if (socket->backend == nullptr) return push_failure(L, ErrorCode::kClosed);
  Request request{RequestKind::kGetOption};
  request.option = option.option;
  request.socket = socket->backend;
  ErrorCode error = engine.backend.perform(request);
  if (error != ErrorCode::kOk) return push_failure(L, error);
  return push_value(L, engine, option.kind, request.value);
}

}  // namespace coutil
