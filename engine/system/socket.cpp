// Sockets as values: how they are made, named, closed and collected, and the methods that never suspend.
// Those that move bytes are in transfer.cpp, the options in socket_options.cpp.
#include "engine/system/socket.h"

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstring>

#include "engine/memory/memory.h"
#include "engine/system/address.h"
#include "engine/system/socket_methods.h"
#include "engine/tracing.h"
#include "engine/waiting.h"

namespace coutil {
namespace {

constexpr const char* kTypeNames[] = {"datagram", "stream", "listen"};
constexpr const char* kMetatables[] = {"coutil.datagram", "coutil.stream", "coutil.listen"};

bool ask_address(Engine& engine, RequestKind kind, BackendSocket* socket, IpAddress& address) {
  Request request{kind};
  request.socket = socket;
  if (engine.backend.perform(request) != ErrorCode::kOk) return false;
  address = request.address;
  return true;
}

bool is_null(const IpAddress& address) {
  return address.port == 0 &&
         std::all_of(address.host.begin(), address.host.end(), [](auto b) { return b == 0; });
}

void close_in_backend(Engine& engine, BackendSocket* socket) {
  Request request{RequestKind::kCloseSocket};
  request.socket = socket;
  engine.backend.perform(request);
}

void forget_unread(Engine& engine, Socket* socket) {
  if (socket->unread != nullptr) engine.memory->deallocate(socket->unread, socket->unread_capacity);
  socket->unread = nullptr;
  socket->unread_size = socket->unread_capacity = 0;
  socket->has_unread = false;
}

// What lies in the memory of `operation`, before what was unread already.
bool prepend_unread(Engine& engine, Socket* socket, const EngineOperation& operation) {
  std::size_t size = operation.count + socket->unread_size;
  char* bytes = nullptr;
  try {
    if (size > 0) bytes = static_cast<char*>(engine.memory->allocate(size));
  } catch (const std::bad_alloc&) {
    return false;
  }
  if (operation.count > 0) std::memcpy(bytes, operation.data, operation.count);
  if (socket->unread_size > 0) {
    std::memcpy(bytes + operation.count, socket->unread + socket->unread_offset, socket->unread_size);
  }
  forget_unread(engine, socket);
  socket->unread = bytes;
  socket->unread_offset = 0;
  socket->unread_size = socket->unread_capacity = size;
  socket->unread_truncated = operation.truncated;
  socket->unread_from = operation.address;
  socket->has_unread = true;
  return true;
}

SocketType check_type(lua_State* L) {
  const char* name = luaL_checkstring(L, 1);
  for (int type = 0; type < 3; ++type) {
    if (std::strcmp(name, kTypeNames[type]) == 0) return static_cast<SocketType>(type);
  }
  luaL_argerror(L, 1, lua_pushfstring(L, "invalid option '%s' (datagram, stream or listen expected)", name));
  return SocketType::kStream;
}

// A method on a type that lacks it. Upvalues: the method's name, the type's.
int not_available(lua_State* L) {
  return luaL_error(L, "%s is not available for sockets of type %s", lua_tostring(L, lua_upvalueindex(1)),
                    lua_tostring(L, lua_upvalueindex(2)));
}

}  // namespace

Socket* push_new_socket(lua_State* L, SocketType type, Domain domain) {
  void* memory = lua_newuserdatauv(L, sizeof(Socket), kSocketUserValues);
  auto* socket = new (memory) Socket;
  socket->type = type;
  socket->domain = domain;
  luaL_setmetatable(L, kMetatables[static_cast<int>(type)]);
  return socket;
}

void socket_opened(Engine& engine, Socket* socket, BackendSocket* backend) {
  socket->backend = backend;
  ++engine.open_sockets;
  if (engine.tracing == nullptr) return;
  char text[kAddressTextSize];
  std::size_t length = 0;
  IpAddress peer;
  if (socket->type == SocketType::kStream && ask_address(engine, RequestKind::kPeerAddress, backend, peer))
    length = static_cast<std::size_t>(format_address(engine.backend, peer, text));
  engine.tracing->opens(engine.current, socket, {text, length});
}

bool close_socket(Engine& engine, Socket* socket, Coroutine* by) {
  if (socket->backend == nullptr) return false;
  if (engine.tracing != nullptr) {
    char text[kAddressTextSize];
    std::size_t length = 0;
    IpAddress local;
    if (ask_address(engine, RequestKind::kLocalAddress, socket->backend, local) && !is_null(local))
      length = static_cast<std::size_t>(format_address(engine.backend, local, text));
    engine.tracing->closes(by, socket, {text, length});
  }
  close_in_backend(engine, socket->backend);
  if (socket->unaccepted != nullptr) close_in_backend(engine, socket->unaccepted);
  socket->backend = socket->unaccepted = nullptr;
  forget_unread(engine, socket);
  --engine.open_sockets;
  return true;
}

void keep_unclaimed(Engine& engine, EngineOperation& operation) {
  Socket* socket = operation.on;
  if (socket == nullptr) {
    if (operation.accepted != nullptr) close_in_backend(engine, operation.accepted);
    return;
  }
  bool open = socket->backend != nullptr;
  if (operation.kind == OperationKind::kAccept && operation.error == ErrorCode::kOk) {
    if (open && socket->unaccepted == nullptr) {
      socket->unaccepted = operation.accepted;
    } else {
      close_in_backend(engine, operation.accepted);
    }
    return;
  }
  bool reads = operation.kind == OperationKind::kAccept || operation.kind == OperationKind::kReceive;
  if (!reads || !open) return;
  if (operation.error != ErrorCode::kOk) {
    // The end of a stream and an empty buffer are found again; other errors the system tells once.
    bool told_again = operation.error == ErrorCode::kEOF || operation.error == ErrorCode::kENOBUFS;
    if (!told_again) socket->unclaimed_error = operation.error;
  } else if (!prepend_unread(engine, socket, operation)) {
    socket->unclaimed_error = ErrorCode::kENOMEM;
  }
}

std::size_t socket_name(Engine& engine, const Socket& socket, char (&text)[kSocketNameSize]) {
  const char* kind = socket.type == SocketType::kDatagram ? "udp" : "tcp";
  char local[kAddressTextSize] = "unbound";
  char peer[kAddressTextSize] = "";
  if (socket.backend == nullptr) {
    std::strcpy(local, "closed");
  } else {
    IpAddress address;
    if (ask_address(engine, RequestKind::kLocalAddress, socket.backend, address) && !is_null(address))
      format_address(engine.backend, address, local);
    if (socket.type != SocketType::kListen &&
        ask_address(engine, RequestKind::kPeerAddress, socket.backend, address))
      format_address(engine.backend, address, peer);
  }
  int length =
      std::snprintf(text, sizeof text, "%s (%s%s%s)", kind, local, *peer != '\0' ? " -> " : "", peer);
  return static_cast<std::size_t>(length);
}

Socket* method_socket(lua_State* L) {
  void* place = lua_touserdata(L, 1);  // a table may have the metatable, too
  if (place != nullptr && lua_getmetatable(L, 1)) {
    bool own = lua_topointer(L, -1) == lua_topointer(L, lua_upvalueindex(kMetatableUpvalue));
    lua_pop(L, 1);
    if (own) return static_cast<Socket*>(place);
  }
  lua_getfield(L, lua_upvalueindex(kMetatableUpvalue), "__name");
  const char* expected = lua_pushfstring(L, "%s expected, got %s", lua_tostring(L, -1), luaL_typename(L, 1));
  luaL_argerror(L, 1, expected);
  return nullptr;
}

int perform_on(lua_State* L, Engine& engine, Socket* socket, Request& request) {
  if (socket->backend == nullptr) return push_failure(L, ErrorCode::kClosed);
  request.socket = socket->backend;
  ErrorCode error = engine.backend.perform(request);
  socket->trace.generation = 0;  // it may be called something else from here on
  return push_success(L, error);
}

namespace {

// socket:close ()
int close(lua_State* L) {
  Engine& engine = engine_of(L);
  lua_pushboolean(L, close_socket(engine, method_socket(L), engine.current));
  return 1;
}

int collect(lua_State* L) {
  Engine* engine = static_cast<EngineBox*>(lua_touserdata(L, lua_upvalueindex(kBoxUpvalue)))->engine;
  if (engine == nullptr) return 0;
  Socket* socket = method_socket(L);
  // Only where a coroutine was closed unseen does anybody still wait on what is collected.
  for (EngineOperation* operation : {socket->reader, socket->writer}) {
    if (operation == nullptr) continue;
    operation->on = nullptr;
    if (operation->memory != nullptr) unpin(operation->memory);
    operation->memory = nullptr;
    operation->slot = &operation->own_slot;
  }
  close_socket(*engine, socket, nullptr);
  return 0;
}

int close_variable(lua_State* L) {
  Engine& engine = engine_of(L);
  close_socket(engine, method_socket(L), engine.current);
  return 0;
}

int to_string(lua_State* L) {
  char text[kSocketNameSize];
  lua_pushlstring(L, text, socket_name(engine_of(L), *method_socket(L), text));
  return 1;
}

// socket:getdomain ()
int get_domain(lua_State* L) {
  lua_pushstring(L, domain_name(method_socket(L)->domain));
  return 1;
}

// socket:bind (address)
int bind(lua_State* L) {
  Socket* socket = method_socket(L);
  Request request{RequestKind::kBind};
  request.address = *check_address(L, 2, socket->domain);
  return perform_on(L, engine_of(L), socket, request);
}

// datagram:connect ([address])
int connect_datagram(lua_State* L) {
  Socket* socket = method_socket(L);
  bool none = lua_isnoneornil(L, 2);
  Request request{none ? RequestKind::kDisconnectDatagram : RequestKind::kConnectDatagram};
  if (!none) request.address = *check_address(L, 2, socket->domain);
  return perform_on(L, engine_of(L), socket, request);
}

// socket:getaddress ([site [, address]])
int get_address(lua_State* L) {
  static constexpr const char* kSites[] = {"this", "peer", nullptr};
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  int site = luaL_checkoption(L, 2, "this", kSites);
  IpAddress* address = lua_isnoneornil(L, 3) ? nullptr : check_address(L, 3, socket->domain);
  if (socket->backend == nullptr) return push_failure(L, ErrorCode::kClosed);
  Request request{site == 0 ? RequestKind::kLocalAddress : RequestKind::kPeerAddress};
  request.socket = socket->backend;
  ErrorCode error = engine.backend.perform(request);
  if (error != ErrorCode::kOk) return push_failure(L, error);
  if (address == nullptr) {
    push_address(L, request.address);
  } else {
    *address = request.address;
    lua_pushvalue(L, 3);
  }
  return 1;
}

// listen:listen (backlog)
int listen(lua_State* L) {
  Socket* socket = method_socket(L);
  lua_Integer backlog = luaL_checkinteger(L, 2);
  luaL_argcheck(L, backlog >= 0, 2, "a backlog of at least 0 expected");
  luaL_argcheck(L, backlog <= INT_MAX, 2, "large backlog");
  if (socket->listening && socket->backend != nullptr) return luaL_error(L, "already listening");
  Request request{RequestKind::kListen};
  request.number = backlog;
  int results = perform_on(L, engine_of(L), socket, request);
  socket->listening = results == 1;
  return results;
}

int change_group(lua_State* L, RequestKind kind) {
  Engine& engine = engine_of(L);
  Socket* socket = method_socket(L);
  Request request{kind};
  check_host(L, engine, 2, socket->domain, request.address);
  request.has_interface = !lua_isnoneornil(L, 3);
  if (request.has_interface) check_host(L, engine, 3, socket->domain, request.interface);
  return perform_on(L, engine, socket, request);
}

// datagram:joingroup (multicast [, interface])
int join_group(lua_State* L) { return change_group(L, RequestKind::kJoinGroup); }

// datagram:leavegroup (multicast [, interface])
int leave_group(lua_State* L) { return change_group(L, RequestKind::kLeaveGroup); }

struct Method {
  const char* name;
  lua_CFunction of_type[3];  // datagram, stream, listen; null where it is not available
};

const Method kMethods[] = {
    {"accept", {nullptr, nullptr, socket_accept}},
    {"bind", {bind, bind, bind}},
    {"close", {close, close, close}},
    {"connect", {connect_datagram, socket_connect_stream, nullptr}},
    {"getaddress", {get_address, get_address, get_address}},
    {"getdomain", {get_domain, get_domain, get_domain}},
    {"getoption", {socket_get_option, socket_get_option, nullptr}},
    {"joingroup", {join_group, nullptr, nullptr}},
    {"leavegroup", {leave_group, nullptr, nullptr}},
    {"listen", {nullptr, nullptr, listen}},
    {"receive", {socket_receive_datagram, socket_receive_stream, nullptr}},
    {"send", {socket_send_datagram, socket_send_stream, nullptr}},
    {"setoption", {socket_set_option, socket_set_option, nullptr}},
    {"shutdown", {nullptr, socket_shutdown, nullptr}},
};

constexpr luaL_Reg kMetamethods[] = {
    {"__tostring", to_string}, {"__gc", collect}, {"__close", close_variable}, {nullptr, nullptr}};

// The upvalues of a module's functions lie on top.
void open_type(lua_State* L, Engine& engine, int type, int upvalues) {
  luaL_newmetatable(L, kMetatables[type]);
  int metatable = lua_gettop(L);
  engine.socket_metatables[type] = lua_topointer(L, metatable);
  lua_pushfstring(L, "%s socket", kTypeNames[type]);
  lua_setfield(L, metatable, "__name");
  auto push_upvalues = [L, metatable, upvalues] {
    for (int i = 0; i < kModuleUpvalues; ++i) lua_pushvalue(L, upvalues + i);
    lua_pushvalue(L, metatable);
  };
  push_upvalues();
  luaL_setfuncs(L, kMetamethods, kMetatableUpvalue);
  lua_newtable(L);
  for (const Method& method : kMethods) {
    if (method.of_type[type] != nullptr) {
      push_upvalues();
      lua_pushcclosure(L, method.of_type[type], kMetatableUpvalue);
    } else {
      lua_pushstring(L, method.name);
      lua_pushstring(L, kTypeNames[type]);
      lua_pushcclosure(L, not_available, 2);
    }
    lua_setfield(L, -2, method.name);
  }
  lua_setfield(L, metatable, "__index");
  lua_pop(L, 1);
}

}  // namespace

void open_sockets(lua_State* L) {
  luaL_checkstack(L, 12, "coutil's sockets");
  int upvalues = lua_gettop(L) - kModuleUpvalues + 1;
  Engine& engine = *static_cast<EngineBox*>(lua_touserdata(L, upvalues - 1 + kBoxUpvalue))->engine;
  for (int type = 0; type < 3; ++type) open_type(L, engine, type, upvalues);
}

// system.socket (type [, domain])
int system_socket(lua_State* L) {
  Engine& engine = engine_of(L);
  SocketType type = check_type(L);
  Domain domain = check_domain(L, 2, "ipv4");
  Socket* socket = push_new_socket(L, type, domain);
  Request request{RequestKind::kOpenSocket};
  request.type = type;
  request.address.domain = domain;
  ErrorCode error = engine.backend.perform(request);
  if (error != ErrorCode::kOk) return push_failure(L, error);
  if (engine.tracing != nullptr && engine.current != nullptr)
    engine.tracing->knows(L, engine.current, nullptr);
  socket_opened(engine, socket, request.socket);
  return 1;
}

}  // namespace coutil
