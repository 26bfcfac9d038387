// Address: the userdata of an IP address of a program, and addresses as text. How a host is written and read
// is asked of the backend.
#pragma once

#include "engine/engine.h"
#include "engine/ip_address.h"

namespace coutil {

/// The address at `index`, or null when the value is none. It may be written to.
IpAddress* to_address(lua_State* L, int index);

/// Pushes a new address object with the content of `address`.
IpAddress* push_address(lua_State* L, const IpAddress& address);

/// The address object at `index`, which is of `domain`; raises an argument error otherwise ("wrong domain").
IpAddress* check_address(lua_State* L, int index, Domain domain);

/// Writes "192.0.2.128:80" or "[::1]:80" with a zero at its end. Returns the length. Raises nothing.
int format_address(Backend& backend, const IpAddress& address, char (&text)[kAddressTextSize]);

/// Reads the text of a host of `domain` into `address`, whose port stays. False when it is none.
bool parse_host(Backend& backend, const char* text, Domain domain, IpAddress& address);

/// "ipv4" or "ipv6".
const char* domain_name(Domain domain);

/// Reads "ipv4" or "ipv6" at `index`; raises an argument error that lists them.
Domain check_domain(lua_State* L, int index, const char* missing);

/// system.address (type [, data [, port [, mode]]])
int system_address(lua_State* L);

/// Makes the metatable of addresses; its functions have the upvalues of a module's, which lie on top of the
/// stack and stay there.
void open_addresses(lua_State* L);

}  // namespace coutil
