// A host and what it knows of its addresses: see the header.
#include "sim/network/host.h"

#include <algorithm>
#include <new>

#include "sim/network/address_rules.h"
#include "sim/network/connection.h"
#include "sim/network/datagram_socket.h"
#include "sim/network/listen_socket.h"
#include "sim/network/network.h"
#include "sim/network/packet.h"
#include "sim/process/process.h"

namespace coutil::sim {

Host::Host(Network& network, std::string_view name, std::size_t number)
    : stream_ports(network.memory(), network.stream_for("stream ports of ", name)),
      datagram_ports(network.memory(), network.stream_for("datagram ports of ", name)),
      connections(network.memory()),
      network_(&network),
      name_(name, network.memory()),
      number_(number),
      interfaces_(network.memory()) {
  interfaces_.push_back({loopback(Domain::kIpv4), 8, true});
  interfaces_.push_back({loopback(Domain::kIpv6), 128, true});
}

bool Host::is_own(const IpAddress& address) const noexcept {
  if (is_loopback(address)) return true;
  return std::any_of(interfaces_.begin(), interfaces_.end(),
                     [&](const Interface& one) { return is_same_host(one.address, address); });
}

bool Host::can_bind(const IpAddress& address) const noexcept {
  return is_wildcard(address) || is_own(address) || is_multicast(address) || is_broadcast(address);
}

bool Host::is_broadcast(const IpAddress& address) const noexcept {
  if (is_limited_broadcast(address)) return true;
  return std::any_of(interfaces_.begin(), interfaces_.end(), [&](const Interface& one) {
    return is_subnet_broadcast(address, one.address, one.subnet_bits);
  });
}

const Interface* Host::interface_at(const IpAddress& address) const noexcept {
  const Interface* found = nullptr;
  for (const Interface& one : interfaces_) {
    if (is_wildcard(address)) {
      const bool better = found == nullptr || (found->loopback && !one.loopback);
      if (one.address.domain == address.domain && better) found = &one;
    } else if (is_same_host(one.address, address) ||
               (one.loopback && one.address.domain == address.domain && is_loopback(address))) {
      return &one;
    }
  }
  return found;
}

bool Host::has_network(Domain domain) const noexcept {
  return std::any_of(interfaces_.begin(), interfaces_.end(),
                     [&](const Interface& one) { return !one.loopback && one.address.domain == domain; });
}

ErrorCode Host::choose_source(const IpAddress& bound, const IpAddress& to, IpAddress& source) const noexcept {
  const bool stays = is_own(to) || is_subnet_broadcast(to, loopback(Domain::kIpv4), 8);
  if (!stays && !has_network(to.domain)) return ErrorCode::kENETUNREACH;
  if (!is_wildcard(bound) && !is_multicast(bound)) {
    if (bound.domain != to.domain) return ErrorCode::kENETUNREACH;
    if (!stays && is_loopback(bound)) return ErrorCode::kEINVAL;
    source = bound;
    source.port = 0;
    return ErrorCode::kOk;
  }
  const bool by_loopback = is_loopback(to) || is_subnet_broadcast(to, loopback(Domain::kIpv4), 8);
  source = loopback(to.domain);
  if (by_loopback) return ErrorCode::kOk;
  for (const Interface& one : interfaces_) {
    if (one.loopback || one.address.domain != to.domain) continue;
    if (is_loopback(source) || is_same_host(one.address, to)) source = one.address;
    if (is_in_subnet(to, one.address, one.subnet_bits) && !is_in_subnet(to, source, one.subnet_bits))
      source = one.address;
  }
  source.port = 0;
  return ErrorCode::kOk;
}

void Host::take(Packet& packet, TimeNs now_ns) {
  if (!is_up_) return network_->lose(packet, DropReason::kHostDown);
  switch (packet.protocol) {
    case Protocol::kDatagram:
      return take_datagram(*this, packet, now_ns);
    case Protocol::kStream:
      return take_segment(*this, packet, now_ns);
    case Protocol::kUnreachable:
      take_refusal(*this, packet);
      return packet.discard();
  }
}

void Host::linger(Connection& connection) noexcept {
  const std::size_t place = next_lingering_;
  next_lingering_ = (place + 1) % lingering_.size();
  if (lingering_[place] != nullptr) lingering_[place]->vanish();
  lingering_[place] = &connection;
  connection.lingering_place = place;
}

void Host::stop_lingering(const Connection& connection) noexcept {
  lingering_[connection.lingering_place] = nullptr;
}

void Host::crash() noexcept {
  is_up_ = false;
  for (SimSocket* socket = first_socket; socket != nullptr; socket = socket->next()) {
    socket->forget_operations();
    socket->process().ready.clear();
  }
  while (first_socket != nullptr) first_socket->close();
  while (Connection* connection = connections.any()) connection->vanish();
}

}  // namespace coutil::sim
