// The methods of sockets that have a file of their own, and what they share. Internal to engine/system.
#pragma once

#include "engine/system/socket.h"

namespace coutil {

/// After the upvalues of a module's function: the metatable of the type of sockets that it is a method of.
enum : int { kMetatableUpvalue = kModuleUpvalues + 1 };

/// The socket at index 1 of a method; raises an argument error when it is none of the type.
Socket* method_socket(lua_State* L);

/// The same, faster, in a method of the sockets of one type.
inline Socket* method_socket(lua_State* L, Engine& engine, SocketType type) {
  void* block = engine.userdata(L, 1, engine.socket_metatables[static_cast<int>(type)]);
  return block != nullptr ? static_cast<Socket*>(block) : method_socket(L);
}

/// Performs the request on the socket: pushes true, or nil and a message, and returns their number.
int perform_on(lua_State* L, Engine& engine, Socket* socket, Request& request);

/// Reads a host, as text or else binary, from the string at `index`; raises an argument error.
void check_host(lua_State* L, Engine& engine, int index, Domain domain, IpAddress& address);

int socket_accept(lua_State* L);
int socket_connect_stream(lua_State* L);
int socket_get_option(lua_State* L);
int socket_receive_datagram(lua_State* L);
int socket_receive_stream(lua_State* L);
int socket_send_datagram(lua_State* L);
int socket_send_stream(lua_State* L);
int socket_set_option(lua_State* L);
int socket_shutdown(lua_State* L);

}  // namespace coutil
