// What IP addresses mean: wildcard, loopback, multicast, subnets, and IPv4 addresses in IPv6 clothes. Plain
// functions of addresses; they know no host.
#pragma once

#include "engine/ip_address.h"

namespace coutil::sim {

bool is_wildcard(const IpAddress& address) noexcept;
bool is_loopback(const IpAddress& address) noexcept;  // 127.0.0.0/8 or ::1
bool is_multicast(const IpAddress& address) noexcept;
bool is_limited_broadcast(const IpAddress& address) noexcept;  // 255.255.255.255

/// Whether the hosts are the same, whatever the ports.
bool is_same_host(const IpAddress& left, const IpAddress& right) noexcept;

/// Whether the first `bits` of the hosts are the same. Of the same domain.
bool is_in_subnet(const IpAddress& address, const IpAddress& of, int bits) noexcept;

/// The last address of an IPv4 subnet.
bool is_subnet_broadcast(const IpAddress& address, const IpAddress& of, int bits) noexcept;

/// As it travels: an IPv4-mapped IPv6 address is the IPv4 one.
IpAddress on_the_wire(const IpAddress& address) noexcept;

/// As a socket of this domain shows it: an IPv4 one to an IPv6 socket is mapped.
IpAddress shown_to(Domain domain, const IpAddress& address) noexcept;

/// Whether something bound to `local` hears what is sent to `to`: the same host, or a wildcard. The IPv6 one
/// stands for both families.
bool covers(const IpAddress& local, const IpAddress& to) noexcept;

IpAddress wildcard(Domain domain, std::uint16_t port = 0) noexcept;
IpAddress loopback(Domain domain, std::uint16_t port = 0) noexcept;

}  // namespace coutil::sim
