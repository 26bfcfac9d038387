// The engine's addresses as the system's, and as text. Only IPv4 and IPv6; zones of IPv6 addresses are lost.
#pragma once

#include <uv.h>

#include "engine/error_code.h"
#include "engine/ip_address.h"

namespace coutil {

/// An address in the system's form.
class SocketAddress final {
 public:
  SocketAddress() noexcept : any_{} {}
  explicit SocketAddress(const IpAddress& address) noexcept;

  const sockaddr* get() const noexcept { return &plain_; }

  /// For functions of the system that fill one; `size` has room before and what was filled after.
  sockaddr* room(int& size) noexcept {
    size = sizeof any_;
    return &plain_;
  }

 private:
  union {
    sockaddr plain_;
    sockaddr_in ipv4_;
    sockaddr_in6 ipv6_;
    sockaddr_storage any_;
  };
};

/// Anything but an IPv4 or IPv6 address gives the null address.
IpAddress ip_address_of(const sockaddr* from) noexcept;

int family_of(Domain domain) noexcept;

/// kEINVAL: the text is no host address of `address.domain`. Zones ("%eth0") are refused, since an address
/// has no place for them.
ErrorCode parse_host(const char* text, IpAddress& address) noexcept;

/// Writes the host with a zero at the end.
ErrorCode format_host(const IpAddress& address, char (&text)[kHostTextSize]) noexcept;

}  // namespace coutil
