// UDP sockets over libuv. As with streams, libuv goes on watching between two receives, and a datagram goes
// straight into the receiver's memory.
#include <algorithm>

#include "real/error_map.h"
#include "real/multicast.h"
#include "real/real_socket.h"
#include "real/socket_address.h"
#include "real/socket_options.h"

namespace coutil {

ErrorCode DatagramSocket::perform(Request& request) {
  if (request.kind == RequestKind::kTrySend) return try_send(request);
  const SocketAddress to(request.address);
  SocketAddress peer;
  int size = 0;
  int status = 0;
  switch (request.kind) {
    case RequestKind::kBind:
      return error_of(uv_udp_bind(&udp_, to.get(), 0));
    case RequestKind::kLocalAddress:
      return local_address(request.address);
    case RequestKind::kPeerAddress:
      status = uv_udp_getpeername(&udp_, peer.room(size), &size);
      if (status == 0) request.address = ip_address_of(peer.get());
      return error_of(status);
    case RequestKind::kConnectDatagram:
      return error_of(uv_udp_connect(&udp_, to.get()));
    case RequestKind::kDisconnectDatagram:
      return error_of(uv_udp_connect(&udp_, nullptr));
    case RequestKind::kSetOption:
      return set_option(request);
    case RequestKind::kGetOption:
      return get_option(request);
    case RequestKind::kJoinGroup:
      return change_membership(request, UV_JOIN_GROUP);
    case RequestKind::kLeaveGroup:
      return change_membership(request, UV_LEAVE_GROUP);
    default:
      return ErrorCode::kENOTSUP;
  }
}

ErrorCode DatagramSocket::try_send(Request& request) {
  uv_buf_t data;
  data.base = const_cast<char*>(request.data);
  data.len = request.size;
  int status = 0;
  if (request.has_address) {
    const SocketAddress to(request.address);
    status = uv_udp_try_send(&udp_, &data, 1, to.get());
  } else {
    status = uv_udp_try_send(&udp_, &data, 1, nullptr);
  }
  if (status < 0) return error_of(status);
  request.count = static_cast<std::size_t>(status);
  return ErrorCode::kOk;
}

ErrorCode DatagramSocket::local_address(IpAddress& address) {
  SocketAddress name;
  int size = 0;
  int status = uv_udp_getsockname(&udp_, name.room(size), &size);
  if (status == 0) address = ip_address_of(name.get());
  return error_of(status);
}

// Without an interface it is the one of the socket's own address, where it is bound to a certain one.
ErrorCode DatagramSocket::change_membership(const Request& request, uv_membership membership) {
  if (request.has_interface) return change_group(udp_, request.address, &request.interface, membership);
  IpAddress bound;
  const bool named = local_address(bound) == ErrorCode::kOk && bound.domain == request.address.domain &&
                     std::any_of(bound.host.begin(), bound.host.end(), [](auto byte) { return byte != 0; });
  if (named && !is_multicast(bound)) return change_group(udp_, request.address, &bound, membership);
  return change_group(udp_, request.address, nullptr, membership);
}

ErrorCode DatagramSocket::set_option(const Request& request) {
  if (request.option != SocketOption::kMulticastInterface)
    return set_datagram_option(udp_, domain_, request.option, request.value);
  const IpAddress* interface = request.value.none ? nullptr : &request.value.address;
  ErrorCode error = set_multicast_interface(udp_, domain_, interface);
  if (error != ErrorCode::kOk) return error;
  has_interface_ = interface != nullptr;
  if (has_interface_) interface_ = *interface;
  return error;
}

ErrorCode DatagramSocket::get_option(Request& request) {
  if (request.option != SocketOption::kMulticastInterface)
    return get_datagram_option(udp_, domain_, request.option, request.value);
  request.value.none = !has_interface_;
  request.value.address = interface_;
  return ErrorCode::kOk;
}

void DatagramSocket::start(Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kReceive:
      return receive(operation);
    case OperationKind::kSend:
      return send(operation);
    default:
      return loop_.complete(operation, ErrorCode::kENOTSUP);
  }
}

bool DatagramSocket::cancel(Operation& operation) {
  if (operation.kind == OperationKind::kSend) return false;
  receiver_ = nullptr;
  loop_.forget();
  return true;
}

void DatagramSocket::close() {
  end(receiver_, ErrorCode::kClosed);
  close_sends();
  loop_.close(handle());
}

void DatagramSocket::receive(Operation& operation) {
  receiver_ = &operation;
  if (reading_) return;
  int status = uv_udp_recv_start(&udp_, give_room, received);
  if (status != 0) return end(receiver_, error_of(status));
  reading_ = true;
}

void DatagramSocket::give_room(uv_handle_t* handle, std::size_t, uv_buf_t* room) {
  auto& socket = socket_of<DatagramSocket>(handle);
  if (socket.receiver_ == nullptr || !socket.loop_.takes_input()) return;  // libuv made it empty
  room->base = socket.receiver_->data;
  room->len = socket.receiver_->size;
}

void DatagramSocket::received(uv_udp_t* udp, ssize_t count, const uv_buf_t* room, const sockaddr* from,
                              unsigned flags) {
  auto& socket = socket_of<DatagramSocket>(udp);
  if (count >= 0) {
    if (from == nullptr) return;  // nothing there, after all
    Operation& operation = *socket.receiver_;
    operation.count = static_cast<std::size_t>(count);
    operation.truncated = (flags & UV_UDP_PARTIAL) != 0;
    operation.address = ip_address_of(from);
    socket.received_turn_ = socket.loop_.turn();
    return socket.end(socket.receiver_, ErrorCode::kOk);
  }
  if (count == UV_ENOBUFS && room->base == nullptr) {
    // There is input and nobody wants it. Who received in this very turn may come again for more.
    if (!socket.loop_.takes_input() || socket.received_turn_ == socket.loop_.turn()) return;
    uv_udp_recv_stop(udp);
    socket.reading_ = false;
    return;
  }
  socket.received_turn_ = socket.loop_.turn();
  socket.end(socket.receiver_, error_of(count));
}

void DatagramSocket::send(Operation& operation) {
  SendRecord* record = begin_send(operation);
  if (record == nullptr) return;
  const auto sent = [](uv_udp_send_t* request, int status) {
    send_ended(socket_of<DatagramSocket>(request->handle), *static_cast<SendRecord*>(request->data), status);
  };
  record->datagram.data = record;
  uv_buf_t data;
  data.base = operation.data;
  data.len = operation.size;
  const SocketAddress to(operation.address);
  const sockaddr* address = operation.has_address ? to.get() : nullptr;
  send_began(*record, uv_udp_send(&record->datagram, &udp_, &data, 1, address, sent));
}

}  // namespace coutil
