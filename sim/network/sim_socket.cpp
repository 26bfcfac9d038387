// What all simulated sockets have in common: see the header.
#include "sim/network/sim_socket.h"

#include "sim/network/datagram_socket.h"
#include "sim/network/host.h"
#include "sim/network/listen_socket.h"
#include "sim/network/network.h"
#include "sim/network/stream_socket.h"
#include "sim/process/process.h"

namespace coutil::sim {

SimSocket::SimSocket(Process& process, Domain domain) noexcept
    : process_(&process),
      host_(&process.host()),
      domain_(domain),
      next_(host_->first_socket),
      link_(&host_->first_socket) {
  if (next_ != nullptr) next_->link_ = &next_;
  host_->first_socket = this;
  ++process.open_sockets;
}

SimSocket::~SimSocket() {
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
  --process_->open_sockets;
}

void SimSocket::end(Operation*& operation, ErrorCode error) noexcept {
  Operation* ended = operation;
  operation = nullptr;
  if (ended != nullptr) process_->ready.add_answered(*ended, error);
}

void SimSocket::ready(Operation* operation) noexcept {
  if (operation != nullptr) process_->ready.add(*operation);
}

ErrorCode open_socket(Process& process, SocketType type, Domain domain, BackendSocket*& socket) {
  if (process.open_sockets >= process.socket_limit) return ErrorCode::kEMFILE;
  Network& network = process.host().network();
  switch (type) {
    case SocketType::kDatagram:
      socket = network.make<DatagramSocket>(process, domain);
      break;
    case SocketType::kStream:
      socket = network.make<StreamSocket>(process, domain);
      break;
    case SocketType::kListen:
      socket = network.make<ListenSocket>(process, domain);
      break;
  }
  return ErrorCode::kOk;
}

}  // namespace coutil::sim
