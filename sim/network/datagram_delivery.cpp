// How datagrams leave a socket and find others: one, a group, all of a subnet, or nobody.
#include <cstring>

#include "sim/network/address_rules.h"
#include "sim/network/datagram_socket.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/network/packet.h"

namespace coutil::sim {

namespace {

constexpr std::size_t kMostBytesIpv4 = 65507;
constexpr std::size_t kMostBytesIpv6 = 65527;
constexpr int kTimeToLive = 64;

// Calls `visit` with the sockets of a host that hear what is sent to `to`, until it returns false.
template <typename Visit>
void visit_hearers(const Host& host, const Packet& packet, Visit visit) {
  for (PortUse* use = host.datagram_ports.first(packet.to.port); use != nullptr; use = use->next) {
    if (use->local.port != packet.to.port) continue;
    auto& socket = *static_cast<DatagramSocket*>(use->owner);
    if (socket.hears(packet.from, packet.to) && !visit(socket)) return;
  }
}

// Whether any socket of the host joined the group there; then all who are bound to it hear it.
bool has_member(const Host& host, const IpAddress& group, bool at_loopback) {
  if (host.joined_groups == 0) return false;
  for (SimSocket* socket = host.first_socket; socket != nullptr; socket = socket->next()) {
    const auto* datagram = dynamic_cast<const DatagramSocket*>(socket);
    if (datagram != nullptr && datagram->is_member(group, at_loopback)) return true;
  }
  return false;
}

// Each gets a copy, the last one the packet itself.
void take_by_all(Host& host, Packet& packet) {
  DatagramSocket* last = nullptr;
  visit_hearers(host, packet, [&](DatagramSocket& socket) {
    if (last != nullptr) {
      if (Packet* copy = packet.copy()) last->take(*copy);
    }
    last = &socket;
    return true;
  });
  if (last == nullptr) return host.network().lose(packet, DropReason::kNobodyListens);
  last->take(packet);
}

}  // namespace

void take_datagram(Host& host, Packet& packet, TimeNs now_ns) {
  if (is_multicast(packet.to) || host.is_broadcast(packet.to)) return take_by_all(host, packet);
  DatagramSocket* hearer = nullptr;
  visit_hearers(host, packet, [&](DatagramSocket& socket) {
    hearer = &socket;
    return false;
  });
  if (hearer != nullptr) return hearer->take(packet);
  if (Packet* answer = Packet::make(host, 0)) {
    answer->protocol = Protocol::kUnreachable;
    answer->from = packet.to;
    answer->to = packet.from;
    host.network().send(*answer, host, host.network().receiver_of(host, packet.from), now_ns);
  }
  host.network().lose(packet, DropReason::kNobodyListens);
}

void take_refusal(Host& host, const Packet& packet) noexcept {
  visit_hearers(host, packet, [&](DatagramSocket& socket) {
    if (socket.peer() != nullptr) socket.refused();
    return false;
  });
}

bool DatagramSocket::hears(const IpAddress& from, const IpAddress& to) const noexcept {
  return covers(port_.local, to) && (!is_connected_ || peer_ == from);
}

void DatagramSocket::take(Packet& packet) noexcept {
  const std::size_t size = packet.size() + kDatagramOverheadBytes;
  if (first_ != nullptr && held_bytes_ + size > kDatagramBufferBytes)
    return host().network().lose(packet, DropReason::kBufferFull);
  held_bytes_ += size;
  packet.next = nullptr;
  (last_ != nullptr ? last_->next : first_) = &packet;
  last_ = &packet;
  ready(receiver_);
}

void DatagramSocket::refused() noexcept {
  error_ = ErrorCode::kECONNREFUSED;
  ready(receiver_);
}

ErrorCode DatagramSocket::send(const char* data, std::size_t size, const IpAddress* address,
                               std::int64_t& message) {
  if (address != nullptr && is_connected_) return ErrorCode::kEISCONN;
  if (address == nullptr && !is_connected_) return ErrorCode::kEDESTADDRREQ;
  if (address != nullptr && address->domain != domain()) return ErrorCode::kEAFNOSUPPORT;
  IpAddress to = address != nullptr ? on_the_wire(*address) : peer_;
  if (is_wildcard(to)) to = loopback(to.domain, to.port);
  ErrorCode error = bind_somewhere();
  if (error != ErrorCode::kOk) return error;
  if (to.port == 0) return ErrorCode::kEINVAL;
  IpAddress source;
  const bool group = is_multicast(to);
  if (!group) error = host().choose_source(port_.local, to, source);
  if (error != ErrorCode::kOk) return error;
  const bool broadcast = host().is_broadcast(to);
  if (broadcast && !broadcast_) return ErrorCode::kEACCES;
  if (size > (to.domain == Domain::kIpv4 ? kMostBytesIpv4 : kMostBytesIpv6)) return ErrorCode::kEMSGSIZE;
  if (error_ != ErrorCode::kOk) {
    error = error_;
    error_ = ErrorCode::kOk;
    return error;
  }
  const Outgoing outgoing{data, size, to, host().network().next_message()};
  error = group       ? send_to_group(outgoing)
          : broadcast ? send_to_all(outgoing, source)
                      : dispatch(outgoing, source, host().network().receiver_of(host(), to), kTimeToLive);
  if (error == ErrorCode::kOk) message = outgoing.message;
  return error;
}

ErrorCode DatagramSocket::send_to_group(const Outgoing& outgoing) {
  const IpAddress& to = outgoing.to;
  const bool is_bound = !is_wildcard(port_.local) && !is_multicast(port_.local);
  IpAddress way = wildcard(to.domain);
  if (is_bound) way = port_.local;
  if (has_interface_) way = interface_;
  const Interface* interface = host().interface_at(way);
  if (interface == nullptr) return ErrorCode::kENETUNREACH;
  const IpAddress source = is_bound ? port_.local : interface->address;
  const bool at_loopback = interface->loopback;
  ErrorCode error = ErrorCode::kOk;
  for (Host* other : host().network().hosts()) {
    const bool here = other == &host();
    if (here ? !at_loopback && !loop_ : at_loopback) continue;
    if (!has_member(*other, to, at_loopback)) continue;
    error = dispatch(outgoing, source, other, here ? 255 : multicast_time_to_live_);
    if (error != ErrorCode::kOk) break;
  }
  return error;
}

// To every host of the subnet, this one too.
ErrorCode DatagramSocket::send_to_all(const Outgoing& outgoing, const IpAddress& source) {
  ErrorCode error = ErrorCode::kOk;
  for (Host* other : host().network().hosts()) {
    bool reached = other == &host();
    for (const Interface& one : other->interfaces()) {
      reached = reached ||
                (!is_loopback(source) && !one.loopback && is_in_subnet(source, one.address, one.subnet_bits));
    }
    if (reached) error = dispatch(outgoing, source, other, kTimeToLive);
    if (error != ErrorCode::kOk) break;
  }
  return error;
}

ErrorCode DatagramSocket::dispatch(const Outgoing& outgoing, const IpAddress& source, Host* receiver,
                                   int time_to_live) {
  Packet* packet = Packet::make(host(), outgoing.size);
  if (packet == nullptr) return ErrorCode::kENOMEM;
  if (outgoing.size > 0) std::memcpy(packet->bytes(), outgoing.data, outgoing.size);
  packet->message = outgoing.message;
  packet->protocol = Protocol::kDatagram;
  packet->time_to_live = time_to_live;
  packet->from = source;
  packet->from.port = port_.local.port;
  packet->to = outgoing.to;
  Network& network = host().network();
  network.send(*packet, host(), receiver, network.agenda().now_ns());
  return ErrorCode::kOk;
}

}  // namespace coutil::sim
