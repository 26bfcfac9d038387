// system.findaddr: the addresses of a network name, and the iterator over them. The search is the backend's;
// here are the arguments, what they mean, and the results one by one.
#include <new>
#include <string_view>

#include "engine/operations.h"
#include "engine/system/address.h"
#include "engine/system/system_functions.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

char g_metatable_key;

// Where the function's frame keeps what it needs.
enum : int { kName = 1, kService, kMode, kLookup, kLabel };

// A search, and then how far the iterator over its results is.
struct Lookup {
  LookupRequest request;
  std::size_t next = 0;
};

// The state may close while the search is under way: what remains is an empty one, which needs no end.
int collect(lua_State* L) {
  auto* lookup = static_cast<Lookup*>(lua_touserdata(L, 1));
  auto& found = lookup->request.found;
  std::pmr::vector<FoundAddress>(found.get_allocator()).swap(found);
  return 0;
}

Lookup* push_lookup(lua_State* L, Engine& engine) {
  void* place = lua_newuserdatauv(L, sizeof(Lookup), 0);
  auto* lookup = new (place) Lookup{{.found = std::pmr::vector<FoundAddress>(engine.memory)}};
  lua_rawgetp(L, LUA_REGISTRYINDEX, &g_metatable_key);
  lua_setmetatable(L, -2);
  return lookup;
}

std::string_view check_text(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = luaL_checklstring(L, index, &size);
  std::string_view view(text, size);
  luaL_argcheck(L, view.find('\0') == std::string_view::npos, index, "text contains a zero byte");
  return view;
}

int raise_bad_port(lua_State* L) {
  return luaL_argerror(
      L, kService,
      lua_pushfstring(L, "invalid port (0 to 65535 expected, got %s)", lua_tostring(L, kService)));
}

// Makes the service a text, if there is one. Numbers are checked here, for the system's own search takes "-1"
// and "65536" and gives some other port.
void check_service(lua_State* L) {
  if (lua_isnil(L, kService)) return;
  if (lua_type(L, kService) == LUA_TNUMBER) {
    lua_pushfstring(L, "%I", luaL_checkinteger(L, kService));
    lua_replace(L, kService);
  }
  std::string_view text = check_text(L, kService);
  luaL_argcheck(L, !text.empty(), kService, "name of a service or port number expected, got no text");
  constexpr std::string_view kSkipped = " \t\n\v\f\r+-";
  if (kSkipped.find(text.front()) != std::string_view::npos) raise_bad_port(L);
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return;
  std::size_t first = text.find_first_not_of('0');
  std::string_view digits = first == std::string_view::npos ? "0" : text.substr(first);
  if (digits.size() > 5 || (digits.size() == 5 && digits > "65535")) raise_bad_port(L);
}

// Reads the letters into the request.
void check_mode(lua_State* L, LookupRequest& request) {
  std::string_view mode = lua_isnil(L, kMode) ? "" : check_text(L, kMode);
  for (char letter : mode) {
    switch (letter) {
      case '4':
        request.ipv4 = true;
        break;
      case '6':
        request.ipv6 = true;
        break;
      case 'm':
        request.mapped = true;
        break;
      case 'd':
        request.datagram = true;
        break;
      case 's':
        request.stream = true;
        break;
      default:
        luaL_argerror(L, kMode,
                      lua_pushfstring(L, "unknown mode char (got '%c'), '4', '6', 'm', 'd' or 's' expected",
                                      static_cast<int>(letter)));
    }
  }
  luaL_argcheck(L, !request.mapped || !request.ipv4 || request.ipv6, kMode, "'m' is invalid for IPv4");
  if (request.mapped) request.ipv4 = false;  // they come as mapped ones
  if (!request.datagram && !request.stream) request.datagram = request.stream = true;
}

// Pushes what the search is called in the trace and in reports: "www.lua.org:http".
void push_label(lua_State* L) {
  const char* name = lua_isnil(L, kName) ? "loopback" : lua_tostring(L, kName);
  if (lua_isnil(L, kService)) {
    lua_pushstring(L, name);
  } else {
    lua_pushfstring(L, "%s:%s", name, lua_tostring(L, kService));
  }
}

// [address, socktype, nextdomain =] getnext ([address])
int get_next(lua_State* L) {
  auto* lookup = static_cast<Lookup*>(lua_touserdata(L, lua_upvalueindex(1)));
  const auto& all = lookup->request.found;
  if (lookup->next >= all.size()) return 0;
  const FoundAddress found = all[lookup->next];
  lua_settop(L, 1);
  if (to_address(L, 1) != nullptr) {
    *check_address(L, 1, found.address.domain) = found.address;
  } else {
    push_address(L, found.address);
  }
  ++lookup->next;
  lua_pushstring(L, found.type == SocketType::kDatagram ? "datagram" : "stream");
  if (lookup->next < all.size()) {
    lua_pushstring(L, domain_name(all[lookup->next].address.domain));
  } else {
    lua_pushnil(L);
  }
  return 3;
}

int give_found(lua_State* L, Engine&, EngineOperation& operation) {
  const auto& found = operation.lookup->found;
  if (found.empty()) return push_failure(L, ErrorCode::kEAI_NONAME);
  lua_pushvalue(L, kLookup);
  lua_pushcclosure(L, get_next, 1);
  lua_pushstring(L, domain_name(found.front().address.domain));
  return 2;
}

}  // namespace

int system_findaddr(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_settop(L, kMode);
  std::string_view name = lua_isnil(L, kName) ? "" : check_text(L, kName);
  check_service(L);
  LookupRequest::Node node = LookupRequest::Node::kName;
  if (lua_isnil(L, kName)) {
    luaL_argcheck(L, !lua_isnil(L, kService), kName, "name or service must be provided");
    node = LookupRequest::Node::kLoopback;
  } else if (name == "*") {
    luaL_argcheck(L, !lua_isnil(L, kService), kService, "service must be provided for '*'");
    node = LookupRequest::Node::kWildcard;
  }
  LookupRequest& request = push_lookup(L, engine)->request;
  check_mode(L, request);
  check_can_suspend(L);
  push_label(L);
  request.node = node;
  if (node == LookupRequest::Node::kName) request.name = lua_tostring(L, kName);
  if (!lua_isnil(L, kService)) request.service = lua_tostring(L, kService);
  Awaited awaited{OperationKind::kLookup, ObjectKind::kLookup};
  awaited.name_index = kLabel;
  EngineOperation* operation = claim_operation(engine, awaited);
  if (operation == nullptr) return luaL_error(L, "not enough memory");
  for (int index : {kName, kService, kLookup}) lua_pushvalue(L, index);  // the request and its texts
  begin_claimed(L, engine, operation, 3);
  operation->lookup = &request;
  operation->give = give_found;
  return await_operation(L, engine, operation);
}

void open_lookups(lua_State* L) {
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, collect);
  lua_setfield(L, -2, "__gc");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &g_metatable_key);
}

}  // namespace coutil
