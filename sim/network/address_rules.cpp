// The rules of addresses: see the header.
#include "sim/network/address_rules.h"

#include <algorithm>

namespace coutil::sim {

bool is_wildcard(const IpAddress& address) noexcept {
  return std::all_of(address.host.begin(), address.host.end(), [](auto byte) { return byte == 0; });
}

bool is_loopback(const IpAddress& address) noexcept {
  if (address.domain == Domain::kIpv4) return address.host[0] == 127;
  return is_same_host(address, loopback(Domain::kIpv6));
}

bool is_multicast(const IpAddress& address) noexcept {
  return address.domain == Domain::kIpv4 ? (address.host[0] & 0xf0) == 0xe0 : address.host[0] == 0xff;
}

bool is_limited_broadcast(const IpAddress& address) noexcept {
  return address.domain == Domain::kIpv4 &&
         std::all_of(address.host.begin(), address.host.begin() + 4, [](auto byte) { return byte == 255; });
}

bool is_same_host(const IpAddress& left, const IpAddress& right) noexcept {
  return left.domain == right.domain && left.host == right.host;
}

bool is_in_subnet(const IpAddress& address, const IpAddress& of, int bits) noexcept {
  if (address.domain != of.domain) return false;
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xff : 0xff00 >> bits & 0xff;
    if (((address.host[i] ^ of.host[i]) & mask) != 0) return false;
  }
  return true;
}

bool is_subnet_broadcast(const IpAddress& address, const IpAddress& of, int bits) noexcept {
  if (address.domain != Domain::kIpv4 || bits >= 31 || !is_in_subnet(address, of, bits)) return false;
  for (int bit = bits; bit < 32; ++bit) {
    if ((address.host[static_cast<std::size_t>(bit / 8)] & 0x80 >> bit % 8) == 0) return false;
  }
  return true;
}

IpAddress on_the_wire(const IpAddress& address) noexcept {
  if (address.domain == Domain::kIpv4) return address;
  const auto& host = address.host;
  const bool zeros = std::all_of(host.begin(), host.begin() + 10, [](auto byte) { return byte == 0; });
  if (!zeros || host[10] != 0xff || host[11] != 0xff) return address;
  IpAddress plain;
  plain.port = address.port;
  std::copy_n(host.begin() + 12, 4, plain.host.begin());
  return plain;
}

IpAddress shown_to(Domain domain, const IpAddress& address) noexcept {
  if (domain == address.domain) return address;
  IpAddress mapped;
  mapped.domain = Domain::kIpv6;
  mapped.port = address.port;
  mapped.host[10] = mapped.host[11] = 0xff;
  std::copy_n(address.host.begin(), 4, mapped.host.begin() + 12);
  return mapped;
}

bool covers(const IpAddress& local, const IpAddress& to) noexcept {
  if (is_wildcard(local)) return local.domain == Domain::kIpv6 || to.domain == Domain::kIpv4;
  return is_same_host(local, to);
}

IpAddress wildcard(Domain domain, std::uint16_t port) noexcept {
  IpAddress address;
  address.domain = domain;
  address.port = port;
  return address;
}

IpAddress loopback(Domain domain, std::uint16_t port) noexcept {
  IpAddress address = wildcard(domain, port);
  if (domain == Domain::kIpv4) {
    address.host[0] = 127;
    address.host[3] = 1;
  } else {
    address.host[15] = 1;
  }
  return address;
}

}  // namespace coutil::sim
