// Addresses in the system's form: see the header.
#include "real/socket_address.h"

#include <cstring>

#include "real/error_map.h"

namespace coutil {

SocketAddress::SocketAddress(const IpAddress& address) noexcept : any_{} {
  if (address.domain == Domain::kIpv4) {
    ipv4_.sin_family = AF_INET;
    ipv4_.sin_port = htons(address.port);
    std::memcpy(&ipv4_.sin_addr, address.host.data(), 4);
  } else {
    ipv6_.sin6_family = AF_INET6;
    ipv6_.sin6_port = htons(address.port);
    std::memcpy(&ipv6_.sin6_addr, address.host.data(), 16);
  }
}

IpAddress ip_address_of(const sockaddr* from) noexcept {
  IpAddress address;
  if (from->sa_family == AF_INET) {
    const auto* ipv4 = reinterpret_cast<const sockaddr_in*>(from);
    address.port = ntohs(ipv4->sin_port);
    std::memcpy(address.host.data(), &ipv4->sin_addr, 4);
  } else if (from->sa_family == AF_INET6) {
    const auto* ipv6 = reinterpret_cast<const sockaddr_in6*>(from);
    address.domain = Domain::kIpv6;
    address.port = ntohs(ipv6->sin6_port);
    std::memcpy(address.host.data(), &ipv6->sin6_addr, 16);
  }
  return address;
}

int family_of(Domain domain) noexcept { return domain == Domain::kIpv4 ? AF_INET : AF_INET6; }

ErrorCode parse_host(const char* text, IpAddress& address) noexcept {
  if (std::strchr(text, '%') != nullptr) return ErrorCode::kEINVAL;
  std::array<std::uint8_t, 16> host{};
  if (uv_inet_pton(family_of(address.domain), text, host.data()) != 0) return ErrorCode::kEINVAL;
  address.host = host;
  return ErrorCode::kOk;
}

ErrorCode format_host(const IpAddress& address, char (&text)[kHostTextSize]) noexcept {
  return error_of(uv_inet_ntop(family_of(address.domain), address.host.data(), text, sizeof text));
}

}  // namespace coutil
