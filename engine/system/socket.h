// Socket: the userdata of a socket of a program. Its operations under way are at most one that reads and one
// that writes for a coroutine. It knows the backend by the interface only.
#pragma once

#include "engine/operations.h"

namespace coutil {

struct Socket {
  BackendSocket* backend = nullptr;  // null when it is closed
  SocketType type = SocketType::kStream;
  Domain domain = Domain::kIpv4;
  bool listening = false;
  bool connected = false;
  bool has_sent = false;              // a datagram socket has an address from then on
  EngineOperation* reader = nullptr;  // a receive or an accept
  EngineOperation* writer = nullptr;  // a send, a connect or a shutdown
  TraceSlot trace;
  // What came for a coroutine that was resumed by hand before its turn, for the next that asks: bytes of a
  // stream or one datagram, a connection, an error.
  bool has_unread = false;
  bool unread_truncated = false;
  ErrorCode unclaimed_error = ErrorCode::kOk;
  char* unread = nullptr;
  std::size_t unread_offset = 0;
  std::size_t unread_size = 0;
  std::size_t unread_capacity = 0;
  IpAddress unread_from;
  BackendSocket* unaccepted = nullptr;
};

/// User values of the userdata: what a receive writes to, where a coroutine may be closed unseen.
enum : int { kReceiverMemory = 1, kSocketUserValues = kReceiverMemory };

/// Pushes a new userdata for a socket that is not open yet.
Socket* push_new_socket(lua_State* L, SocketType type, Domain domain);

/// The socket is open from here on.
void socket_opened(Engine& engine, Socket* socket, BackendSocket* backend);

/// Closes it if it is open; whoever waits on it is woken. `by` may be null. Returns whether it was open.
/// Raises nothing.
bool close_socket(Engine& engine, Socket* socket, Coroutine* by);

/// Keeps what the completed operation got for the next who asks; its coroutine left. Raises nothing.
void keep_unclaimed(Engine& engine, EngineOperation& operation);

/// Writes "tcp (127.0.0.1:4000 -> 127.0.0.1:80)" and returns its length. Raises nothing.
std::size_t socket_name(Engine& engine, const Socket& socket, char (&text)[kSocketNameSize]);

/// system.socket (type [, domain])
int system_socket(lua_State* L);

/// Makes the metatables of sockets; their functions have the upvalues of a module's, which lie on top of the
/// stack and stay there.
void open_sockets(lua_State* L);

}  // namespace coutil
