// IpAddress: host and port of an endpoint, IPv4 or IPv6, as plain data in the order in which the network
// sends its bytes. It knows neither text (a backend's business) nor Lua.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace coutil {

enum class Domain : std::uint8_t { kIpv4, kIpv6 };

struct IpAddress {
  std::array<std::uint8_t, 16> host{};  // an IPv4 host is the first four bytes, the others are zero
  std::uint16_t port = 0;               // a plain number
  Domain domain = Domain::kIpv4;

  std::size_t host_size() const { return domain == Domain::kIpv4 ? 4 : 16; }
  bool operator==(const IpAddress&) const = default;
};

/// Room for the text of a host with the zero at its end, and of a host with its port as in a URI.
inline constexpr std::size_t kHostTextSize = 46;
inline constexpr std::size_t kAddressTextSize = kHostTextSize + 8;

}  // namespace coutil
