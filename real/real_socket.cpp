// What all sockets have in common: opening, sends under way, the names of TCP sockets. See the header.
#include "real/real_socket.h"

#include <new>

#include "real/error_map.h"
#include "real/socket_address.h"

namespace coutil {

ErrorCode open_socket(EventLoop& loop, SocketType type, Domain domain, RealSocket*& socket) {
  loop.free_closed();
  const auto family = static_cast<unsigned>(family_of(domain));
  int status = UV_ENOMEM;
  RealSocket* made = nullptr;
  uv_handle_t* handle = nullptr;
  if (type == SocketType::kDatagram) {
    auto* datagram = new (std::nothrow) DatagramSocket(loop, domain);
    if (datagram != nullptr) {
      handle = datagram->handle();
      status = uv_udp_init_ex(loop.uv(), &datagram->udp_, family);
    }
    made = datagram;
  } else {
    TcpSocket* tcp = nullptr;
    if (type == SocketType::kStream) {
      tcp = new (std::nothrow) StreamSocket(loop);
    } else {
      tcp = new (std::nothrow) ListenSocket(loop);
    }
    if (tcp != nullptr) {
      handle = tcp->handle();
      status = uv_tcp_init_ex(loop.uv(), &tcp->tcp_, family);
    }
    made = tcp;
  }
  if (status != 0) {
    delete made;  // libuv does not know the handle
    return error_of(status);
  }
  handle->data = static_cast<OpenHandle*>(made);
  socket = made;
  return ErrorCode::kOk;
}

void RealSocket::end(Operation*& operation, ErrorCode error) {
  Operation* ended = operation;
  operation = nullptr;
  if (ended != nullptr) loop_.complete(*ended, error);
}

SendRecord* RealSocket::begin_send(Operation& operation) {
  SendRecord* record = loop_.sends().take();
  if (record == nullptr) {
    loop_.complete(operation, ErrorCode::kENOMEM);
    return nullptr;
  }
  record->operation = &operation;
  sends_.add(*record);
  return record;
}

void RealSocket::send_began(SendRecord& record, int status) {
  if (status < 0) send_ended(*this, record, status);
}

void RealSocket::send_ended(RealSocket& socket, SendRecord& record, int status) {
  socket.end(record.operation, error_of(status));
  socket.drop_send(record);
}

void RealSocket::drop_send(SendRecord& record) {
  sends_.remove(record);
  loop_.sends().give_back(record);
}

void RealSocket::close_sends() {
  // libuv gives the records back when it lets the handle go; it reads no memory of theirs any more.
  for (SendRecord* record = sends_.first(); record != nullptr; record = record->next) {
    end(record->operation, ErrorCode::kClosed);
  }
}

ErrorCode TcpSocket::perform_tcp(Request& request) {
  int size = 0;
  SocketAddress address;
  int status = 0;
  switch (request.kind) {
    case RequestKind::kBind:
      return bind(request.address);
    case RequestKind::kLocalAddress:
      status = uv_tcp_getsockname(&tcp_, address.room(size), &size);
      break;
    case RequestKind::kPeerAddress:
      status = uv_tcp_getpeername(&tcp_, address.room(size), &size);
      break;
    default:
      return ErrorCode::kENOTSUP;
  }
  if (status == 0) request.address = ip_address_of(address.get());
  return error_of(status);
}

ErrorCode TcpSocket::bind(const IpAddress& address) {
  const SocketAddress to(address);
  int status = uv_tcp_bind(&tcp_, to.get(), 0);
  if (status != 0) return error_of(status);
  // libuv keeps a port in use to itself until the next call; asking for the name brings it out.
  SocketAddress bound;
  int size = 0;
  return error_of(uv_tcp_getsockname(&tcp_, bound.room(size), &size));
}

}  // namespace coutil
