// Addresses: see the header. A URI's brackets, colon and port are read here, strictly; the text of a host is
// the backend's. It must not know sockets.
#include "engine/system/address.h"

#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>

namespace coutil {
namespace {

char g_metatable_key;

constexpr lua_Integer kMaxPort = 65535;

std::string_view text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

// Pushes what an error message says of the value: its text, or its type.
const char* push_shown(lua_State* L, int index) {
  constexpr std::size_t kMost = 60;
  if (lua_type(L, index) != LUA_TSTRING) return lua_pushstring(L, luaL_typename(L, index));
  std::string_view text = text_at(L, index);
  lua_pushliteral(L, "'");
  lua_pushlstring(L, text.data(), text.size() < kMost ? text.size() : kMost);
  lua_pushstring(L, text.size() < kMost ? "'" : "...'");
  lua_concat(L, 3);
  return lua_tostring(L, -1);
}

const char* example_host(Domain domain) {
  return domain == Domain::kIpv4 ? "IPv4 address such as '192.0.2.128'"
                                 : "IPv6 address such as '2001:db8::1'";
}

bool read_domain(lua_State* L, int index, Domain& domain) {
  if (lua_type(L, index) != LUA_TSTRING) return false;
  std::string_view text = text_at(L, index);
  if (text != "ipv4" && text != "ipv6") return false;
  domain = text == "ipv4" ? Domain::kIpv4 : Domain::kIpv6;
  return true;
}

// The answer has the text.
Request format_host(Backend& backend, const IpAddress& address) {
  Request request(RequestKind::kFormatHost);
  request.address = address;
  backend.perform(request);
  return request;
}

bool read_literal(Backend& backend, std::string_view text, Domain domain, IpAddress& address) {
  char terminated[kHostTextSize];
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) return false;
  std::memcpy(terminated, text.data(), text.size());
  terminated[text.size()] = '\0';
  return parse_host(backend, terminated, domain, address);
}

void set_binary(std::string_view bytes, IpAddress& address) {
  address.host = {};
  std::memcpy(address.host.data(), bytes.data(), bytes.size());
}

enum class UriProblem { kNone, kFormat, kPort };

// Decimal digits and nothing else; above kMaxPort is kPort, whatever the length.
UriProblem read_port(std::string_view text, std::uint16_t& port) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return UriProblem::kFormat;
  }
  lua_Integer value = 0;
  for (char digit : text) {
    value = value * 10 + (digit - '0');
    if (value > kMaxPort) return UriProblem::kPort;
  }
  port = static_cast<std::uint16_t>(value);
  return UriProblem::kNone;
}

UriProblem read_uri(Backend& backend, std::string_view text, Domain domain, IpAddress& address) {
  std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return UriProblem::kFormat;
  std::string_view host = text.substr(0, colon);
  if (domain == Domain::kIpv6) {
    if (host.size() < 2 || host.front() != '[' || host.back() != ']') return UriProblem::kFormat;
    host = host.substr(1, host.size() - 2);
  }
  if (!read_literal(backend, host, domain, address)) return UriProblem::kFormat;
  return read_port(text.substr(colon + 1), address.port);
}

void check_uri(lua_State* L, Backend& backend, int index, Domain domain, IpAddress& address) {
  UriProblem problem = read_uri(backend, text_at(L, index), domain, address);
  if (problem == UriProblem::kNone) return;
  const char* shown = push_shown(L, index);
  const char* example = domain == Domain::kIpv4 ? "192.0.2.128:80" : "[2001:db8::1]:80";
  const char* message =
      problem == UriProblem::kPort
          ? lua_pushfstring(L, "invalid port (0 to 65535 expected, got %s)", shown)
          : lua_pushfstring(L, "invalid URI format (such as '%s' expected, got %s)", example, shown);
  luaL_argerror(L, index, message);
}

void check_literal(lua_State* L, Backend& backend, int index, IpAddress& address) {
  Domain domain = address.domain;
  if (read_literal(backend, text_at(L, index), domain, address)) return;
  const char* shown = push_shown(L, index);
  luaL_argerror(L, index, lua_pushfstring(L, "%s expected, got %s", example_host(domain), shown));
}

// Pushes a message when there are not as many bytes as the domain has.
const char* push_wrong_size(lua_State* L, std::size_t size, const IpAddress& address) {
  if (size == address.host_size()) return nullptr;
  return lua_pushfstring(L, "%d bytes expected for %s, got %I", static_cast<int>(address.host_size()),
                         domain_name(address.domain), static_cast<lua_Integer>(size));
}

void check_binary(lua_State* L, int index, IpAddress& address) {
  std::string_view bytes = text_at(L, index);
  const char* wrong = push_wrong_size(L, bytes.size(), address);
  if (wrong != nullptr) luaL_argerror(L, index, wrong);
  set_binary(bytes, address);
}

std::uint16_t check_port(lua_State* L, int index) {
  lua_Integer port = luaL_checkinteger(L, index);
  if (port < 0 || port > kMaxPort) {
    luaL_argerror(L, index, lua_pushfstring(L, "invalid port (0 to 65535 expected, got %I)", port));
  }
  return static_cast<std::uint16_t>(port);
}

// Whether the data is binary.
bool check_mode(lua_State* L, int index) {
  if (lua_isnoneornil(L, index)) return false;
  luaL_checkstring(L, index);
  std::string_view mode = text_at(L, index);
  if (mode != "t" && mode != "b") {
    const char* shown = push_shown(L, index);
    luaL_argerror(L, index, lua_pushfstring(L, "'t' (text) or 'b' (binary) expected, got %s", shown));
  }
  return mode == "b";
}

IpAddress* check_self(lua_State* L) {
  IpAddress* address = to_address(L, 1);
  if (address == nullptr) luaL_typeerror(L, 1, "address");
  return address;
}

int get_field(lua_State* L) {
  const IpAddress& address = *check_self(L);
  if (lua_type(L, 2) != LUA_TSTRING) return 0;
  std::string_view field = text_at(L, 2);
  if (field == "type") {
    lua_pushstring(L, domain_name(address.domain));
  } else if (field == "port") {
    lua_pushinteger(L, address.port);
  } else if (field == "binary") {
    lua_pushlstring(L, reinterpret_cast<const char*>(address.host.data()), address.host_size());
  } else if (field == "literal") {
    lua_pushstring(L, format_host(engine_of(L).backend, address).text_out);
  } else {
    return 0;
  }
  return 1;
}

int raise_bad_field(lua_State* L, const char* field, const char* expected) {
  const char* shown = push_shown(L, 3);
  return luaL_error(L, "bad value for field '%s' (%s expected, got %s)", field, expected, shown);
}

int set_type(lua_State* L, IpAddress& address) {
  Domain domain = address.domain;
  if (!read_domain(L, 3, domain)) return raise_bad_field(L, "type", "'ipv4' or 'ipv6'");
  if (domain == address.domain) return 0;
  address.domain = domain;
  address.host = {};
  return 0;
}

int set_literal(lua_State* L, IpAddress& address) {
  Domain domain = address.domain;
  if (lua_type(L, 3) == LUA_TSTRING && read_literal(engine_of(L).backend, text_at(L, 3), domain, address)) {
    return 0;
  }
  return raise_bad_field(L, "literal", example_host(domain));
}

int set_bytes(lua_State* L, IpAddress& address) {
  if (lua_type(L, 3) != LUA_TSTRING) return raise_bad_field(L, "binary", "string");
  std::string_view bytes = text_at(L, 3);
  const char* wrong = push_wrong_size(L, bytes.size(), address);
  if (wrong != nullptr) return luaL_error(L, "bad value for field 'binary' (%s)", wrong);
  set_binary(bytes, address);
  return 0;
}

int set_port(lua_State* L, IpAddress& address) {
  int is_integer = 0;
  lua_Integer port = lua_tointegerx(L, 3, &is_integer);
  if (is_integer == 0) return raise_bad_field(L, "port", "integer");
  if (port < 0 || port > kMaxPort) return luaL_error(L, "invalid port (0 to 65535 expected, got %I)", port);
  address.port = static_cast<std::uint16_t>(port);
  return 0;
}

int set_field(lua_State* L) {
  IpAddress& address = *check_self(L);
  std::string_view field = lua_type(L, 2) == LUA_TSTRING ? text_at(L, 2) : std::string_view();
  if (field == "type") return set_type(L, address);
  if (field == "literal") return set_literal(L, address);
  if (field == "binary") return set_bytes(L, address);
  if (field == "port") return set_port(L, address);
  const char* shown = push_shown(L, 2);
  return luaL_error(L, "an address has no field %s; it has 'type', 'literal', 'binary' and 'port'", shown);
}

int equal(lua_State* L) {
  const IpAddress* a = to_address(L, 1);
  const IpAddress* b = to_address(L, 2);
  lua_pushboolean(L, a != nullptr && b != nullptr && *a == *b);
  return 1;
}

int to_string(lua_State* L) {
  const IpAddress& address = *check_self(L);
  char text[kAddressTextSize];
  int size = format_address(engine_of(L).backend, address, text);
  lua_pushlstring(L, text, static_cast<std::size_t>(size));
  return 1;
}

}  // namespace

IpAddress* to_address(lua_State* L, int index) {
  void* place = lua_touserdata(L, index);
  if (place == nullptr || !lua_getmetatable(L, index)) return nullptr;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_metatable_key);
  bool is_address = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return is_address ? static_cast<IpAddress*>(place) : nullptr;
}

IpAddress* push_address(lua_State* L, const IpAddress& address) {
  auto* pushed = new (lua_newuserdatauv(L, sizeof(IpAddress), 0)) IpAddress(address);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_metatable_key);
  lua_setmetatable(L, -2);
  return pushed;
}

IpAddress* check_address(lua_State* L, int index, Domain domain) {
  IpAddress* address = to_address(L, index);
  if (address == nullptr) luaL_typeerror(L, index, "address");
  if (address->domain != domain) {
    luaL_argerror(L, index,
                  lua_pushfstring(L, "wrong domain (%s expected, got %s)", domain_name(domain),
                                  domain_name(address->domain)));
  }
  return address;
}

int format_address(Backend& backend, const IpAddress& address, char (&text)[kAddressTextSize]) {
  Request request = format_host(backend, address);
  const char* format = address.domain == Domain::kIpv4 ? "%s:%u" : "[%s]:%u";
  return std::snprintf(text, sizeof text, format, request.text_out, static_cast<unsigned>(address.port));
}

bool parse_host(Backend& backend, const char* text, Domain domain, IpAddress& address) {
  if (std::strchr(text, '%') != nullptr) return false;  // a scope: there is no room for it in an address
  Request request(RequestKind::kParseHost);
  request.text = text;
  request.address.domain = domain;
  if (backend.perform(request) != ErrorCode::kOk) return false;
  address.domain = domain;
  address.host = request.address.host;
  return true;
}

const char* domain_name(Domain domain) { return domain == Domain::kIpv4 ? "ipv4" : "ipv6"; }

Domain check_domain(lua_State* L, int index, const char* missing) {
  if (missing != nullptr && lua_isnoneornil(L, index)) {
    return std::string_view(missing) == "ipv6" ? Domain::kIpv6 : Domain::kIpv4;
  }
  Domain domain = Domain::kIpv4;
  if (lua_type(L, index) != LUA_TSTRING) luaL_typeerror(L, index, "'ipv4' or 'ipv6'");
  if (!read_domain(L, index, domain)) {
    const char* shown = push_shown(L, index);
    luaL_argerror(L, index, lua_pushfstring(L, "'ipv4' or 'ipv6' expected, got %s", shown));
  }
  return domain;
}

int system_address(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, 4);
  IpAddress address;
  address.domain = check_domain(L, 1, nullptr);
  bool has_data = !lua_isnil(L, 2);
  if (has_data) luaL_checkstring(L, 2);
  bool has_port = !lua_isnil(L, 3);
  if (has_port) address.port = check_port(L, 3);
  bool binary = check_mode(L, 4);
  if (has_data && !has_port && !binary) {
    check_uri(L, engine.backend, 2, address.domain, address);
  } else if (has_data && binary) {
    check_binary(L, 2, address);
  } else if (has_data) {
    check_literal(L, engine.backend, 2, address);
  }
  push_address(L, address);
  return 1;
}

void open_addresses(lua_State* L) {
  static constexpr luaL_Reg kFunctions[] = {
      {"__index", get_field},    {"__newindex", set_field}, {"__eq", equal},
      {"__tostring", to_string}, {nullptr, nullptr},
  };
  lua_createtable(L, 0, 5);
  for (int i = 0; i < kModuleUpvalues; ++i) lua_pushvalue(L, -1 - kModuleUpvalues);
  luaL_setfuncs(L, kFunctions, kModuleUpvalues);
  lua_pushliteral(L, "address");
  lua_setfield(L, -2, "__name");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_metatable_key);
}

}  // namespace coutil
