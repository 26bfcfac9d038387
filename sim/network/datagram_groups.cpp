// The multicast groups of a datagram socket, and the interface that it sends to groups by.
#include <algorithm>

#include "sim/network/address_rules.h"
#include "sim/network/datagram_socket.h"
#include "sim/network/host.h"

namespace coutil::sim {

// The one that the request names, else the one of the socket's own address, else the usual one.
const Interface* DatagramSocket::named_interface(const Request& request) const noexcept {
  if (request.has_interface) return host().interface_at(request.interface);
  const IpAddress& local = port_.local;
  if (!is_wildcard(local) && !is_multicast(local) && local.domain == request.address.domain)
    return host().interface_at(local);
  return host().interface_at(wildcard(request.address.domain));
}

ErrorCode DatagramSocket::join(const Request& request) {
  if (request.address.domain != domain() || !is_multicast(request.address)) return ErrorCode::kEINVAL;
  const Interface* interface = named_interface(request);
  if (interface == nullptr) return ErrorCode::kENODEV;
  for (const Membership& one : memberships_) {
    if (is_same_host(one.group, request.address) && is_same_host(one.interface, interface->address))
      return ErrorCode::kEADDRINUSE;
  }
  memberships_.push_back({request.address, interface->address});
  ++host().joined_groups;
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::leave(const Request& request) {
  const bool ipv6 = domain() == Domain::kIpv6;
  if (request.address.domain != domain()) return ErrorCode::kEINVAL;
  if (ipv6 && !is_multicast(request.address)) return ErrorCode::kEINVAL;
  const Interface* interface = named_interface(request);
  if (interface == nullptr) return ipv6 ? ErrorCode::kENODEV : ErrorCode::kEADDRNOTAVAIL;
  auto found = std::find_if(memberships_.begin(), memberships_.end(), [&](const Membership& one) {
    return is_same_host(one.group, request.address) && is_same_host(one.interface, interface->address);
  });
  if (found == memberships_.end()) return ErrorCode::kEADDRNOTAVAIL;
  memberships_.erase(found);
  --host().joined_groups;
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::set_interface(const OptionValue& value) {
  if (!value.none && (value.address.domain != domain() || host().interface_at(value.address) == nullptr))
    return ErrorCode::kEADDRNOTAVAIL;
  has_interface_ = !value.none;
  interface_ = value.address;
  return ErrorCode::kOk;
}

bool DatagramSocket::is_member(const IpAddress& group, bool at_loopback) const noexcept {
  return std::any_of(memberships_.begin(), memberships_.end(), [&](const Membership& one) {
    return is_same_host(one.group, group) && is_loopback(one.interface) == at_loopback;
  });
}

}  // namespace coutil::sim
