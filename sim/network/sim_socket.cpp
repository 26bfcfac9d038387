// What all simulated sockets have in common: see the header.
#include "sim/network/sim_socket.h"

#include "sim/network/datagram_socket.h"
#include "sim/network/host.h"
#include "sim/network/listen_socket.h"
#include "sim/network/network.h"
#include "sim/network/stream_socket.h"

namespace coutil::sim {

SimSocket::SimSocket(Host& host, Domain domain) noexcept
    : host_(&host), domain_(domain), next_(host.first_socket), link_(&host.first_socket) {
  if (next_ != nullptr) next_->link_ = &next_;
  host.first_socket = this;
  ++host.open_sockets;
}

SimSocket::~SimSocket() {
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
  --host_->open_sockets;
}

void SimSocket::end(Operation*& operation, ErrorCode error) noexcept {
  Operation* ended = operation;
  operation = nullptr;
  if (ended != nullptr) host_->ready.add_answered(*ended, error);
}

void SimSocket::ready(Operation* operation) noexcept {
  if (operation != nullptr) host_->ready.add(*operation);
}

ErrorCode open_socket(Host& host, SocketType type, Domain domain, BackendSocket*& socket) {
  if (host.open_sockets >= host.socket_limit) return ErrorCode::kEMFILE;
  switch (type) {
    case SocketType::kDatagram:
      socket = host.network().make<DatagramSocket>(host, domain);
      break;
    case SocketType::kStream:
      socket = host.network().make<StreamSocket>(host, domain);
      break;
    case SocketType::kListen:
      socket = host.network().make<ListenSocket>(host, domain);
      break;
  }
  return ErrorCode::kOk;
}

}  // namespace coutil::sim
