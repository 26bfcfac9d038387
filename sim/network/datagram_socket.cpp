// Datagram sockets as their programs have them: see the header.
#include "sim/network/datagram_socket.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "sim/network/address_rules.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/network/packet.h"
#include "sim/process/process.h"

namespace coutil::sim {

DatagramSocket::DatagramSocket(Process& process, Domain domain)
    : SimSocket(process, domain), memberships_(process.host().network().memory()) {
  port_.local = wildcard(domain);
  port_.owner = this;
}

DatagramSocket::~DatagramSocket() {
  host().datagram_ports.remove(port_);
  host().joined_groups -= memberships_.size();
  while (first_ != nullptr) {
    Packet* packet = first_;
    first_ = packet->next;
    const DropReason why = host().is_up() ? DropReason::kClosed : DropReason::kHostDown;
    host().network().lose(*packet, why);
  }
}

ErrorCode DatagramSocket::perform(Request& request) {
  switch (request.kind) {
    case RequestKind::kTrySend:
      request.count = request.size;
      return send(request.data, request.size, request.has_address ? &request.address : nullptr,
                  request.message);
    case RequestKind::kBind:
      return bind(request.address);
    case RequestKind::kLocalAddress:
      request.address = shown_to(domain(), port_.local);
      return ErrorCode::kOk;
    case RequestKind::kPeerAddress:
      if (!is_connected_) return ErrorCode::kENOTCONN;
      request.address = shown_to(domain(), peer_);
      return ErrorCode::kOk;
    case RequestKind::kConnectDatagram:
      return connect(request.address);
    case RequestKind::kDisconnectDatagram:
      return disconnect();
    case RequestKind::kSetOption:
      return set_option(request);
    case RequestKind::kGetOption:
      return get_option(request);
    case RequestKind::kJoinGroup:
      return join(request);
    case RequestKind::kLeaveGroup:
      return leave(request);
    default:
      return ErrorCode::kENOTSUP;
  }
}

ErrorCode DatagramSocket::bind(const IpAddress& address) {
  if (port_.is_held() || address.domain != domain()) return ErrorCode::kEINVAL;
  PortUse wanted;
  wanted.local = on_the_wire(address);
  if (!host().can_bind(wanted.local)) return ErrorCode::kEADDRNOTAVAIL;
  if (wanted.local.port == 0) {
    wanted.local.port = host().datagram_ports.next_ephemeral();
    if (wanted.local.port == 0) return ErrorCode::kEADDRINUSE;
  } else if (host().datagram_ports.conflicts(wanted)) {
    return ErrorCode::kEADDRINUSE;
  }
  host().datagram_ports.hold(port_, wanted.local);
  port_fixed_ = address.port != 0;
  host_fixed_ = !is_wildcard(address);
  return ErrorCode::kOk;
}

// Who sends or receives has a port.
ErrorCode DatagramSocket::bind_somewhere() {
  if (port_.is_held()) return ErrorCode::kOk;
  IpAddress local = port_.local;
  local.port = host().datagram_ports.next_ephemeral();
  if (local.port == 0) return ErrorCode::kEAGAIN;
  host().datagram_ports.hold(port_, local);
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::connect(const IpAddress& address) {
  if (is_connected_) return ErrorCode::kEISCONN;
  if (address.domain != domain()) return ErrorCode::kEAFNOSUPPORT;
  ErrorCode error = bind_somewhere();
  if (error != ErrorCode::kOk) return error;
  IpAddress to = on_the_wire(address);
  if (is_wildcard(to)) to = loopback(to.domain, to.port);
  if (host().is_broadcast(to) && !broadcast_) return ErrorCode::kEACCES;
  IpAddress source;
  if (is_multicast(to)) {
    const Interface* way = host().interface_at(has_interface_ ? interface_ : wildcard(to.domain));
    if (way == nullptr) return ErrorCode::kENETUNREACH;
    source = way->address;
  } else {
    error = host().choose_source(port_.local, to, source);
    if (error != ErrorCode::kOk) return error;
  }
  peer_ = to;
  is_connected_ = true;
  if (is_wildcard(port_.local)) {
    source.port = port_.local.port;
    port_.local = source;
  }
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::disconnect() noexcept {
  if (!is_connected_) return ErrorCode::kENOTCONN;
  is_connected_ = false;
  if (!host_fixed_) port_.local = wildcard(domain(), port_.local.port);
  if (!port_fixed_) {
    host().datagram_ports.remove(port_);
    port_.local.port = 0;
  }
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::set_option(const Request& request) {
  const OptionValue& value = request.value;
  switch (request.option) {
    case SocketOption::kBroadcast:
      broadcast_ = value.flag;
      return ErrorCode::kOk;
    case SocketOption::kMulticastLoop:
      loop_ = value.flag;
      return ErrorCode::kOk;
    case SocketOption::kMulticastTtl:
      if (value.number < 1 || value.number > 255) return ErrorCode::kEINVAL;
      multicast_time_to_live_ = static_cast<int>(value.number);
      return ErrorCode::kOk;
    case SocketOption::kMulticastInterface:
      return set_interface(value);
    default:
      return ErrorCode::kENOPROTOOPT;
  }
}

ErrorCode DatagramSocket::get_option(Request& request) const {
  OptionValue& value = request.value;
  switch (request.option) {
    case SocketOption::kBroadcast:
      value.flag = broadcast_;
      return ErrorCode::kOk;
    case SocketOption::kMulticastLoop:
      value.flag = loop_;
      return ErrorCode::kOk;
    case SocketOption::kMulticastTtl:
      value.number = multicast_time_to_live_;
      return ErrorCode::kOk;
    case SocketOption::kMulticastInterface:
      value.none = !has_interface_;
      value.address = interface_;
      return ErrorCode::kOk;
    default:
      return ErrorCode::kENOPROTOOPT;
  }
}

void DatagramSocket::start(Operation& operation) {
  ErrorCode error = ErrorCode::kENOTSUP;
  if (operation.kind == OperationKind::kReceive) {
    error = bind_somewhere();
    if (error == ErrorCode::kOk) {
      receiver_ = &operation;
      if (first_ != nullptr || error_ != ErrorCode::kOk) ready(receiver_);
      return;
    }
  } else if (operation.kind == OperationKind::kSend) {
    error = send(operation.data, operation.size, operation.has_address ? &operation.address : nullptr,
                 operation.message);
  }
  process().ready.add_answered(operation, error);
}

bool DatagramSocket::cancel(Operation& operation) {
  const bool ended = process().ready.has(operation);
  process().ready.remove(operation);
  if (receiver_ == &operation) receiver_ = nullptr;
  return ended || operation.kind != OperationKind::kSend;
}

bool DatagramSocket::answer(Operation& operation) {
  operation.error = error_;
  if (error_ != ErrorCode::kOk) {
    error_ = ErrorCode::kOk;
  } else if (Packet* packet = first_) {
    first_ = packet->next;
    if (first_ == nullptr) last_ = nullptr;
    held_bytes_ -= packet->size() + kDatagramOverheadBytes;
    operation.count = std::min(operation.size, packet->size());
    if (operation.count > 0) std::memcpy(operation.data, packet->bytes(), operation.count);
    operation.truncated = operation.count < packet->size();
    operation.address = shown_to(domain(), packet->from);
    operation.message = packet->message;
    packet->discard();
  } else {
    return false;
  }
  receiver_ = nullptr;
  return true;
}

void DatagramSocket::close() {
  end(receiver_, ErrorCode::kClosed);
  host().network().destroy(this);
}

}  // namespace coutil::sim
