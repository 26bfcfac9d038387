// Listening sockets: see the header.
#include "sim/network/listen_socket.h"

#include <algorithm>
#include <new>

#include "sim/network/address_rules.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/network/stream_socket.h"
#include "sim/process/process.h"

namespace coutil::sim {

namespace {

constexpr std::int64_t kMostBacklog = 4096;
constexpr std::size_t kTakenInAdvance = 1;  // libuv holds one, beside those of the kernel

}  // namespace

ListenSocket::ListenSocket(Process& process, Domain domain) noexcept : SimSocket(process, domain) {
  port_.local = wildcard(domain);
  port_.owner = this;
}

ListenSocket::~ListenSocket() { host().stream_ports.remove(port_); }

ErrorCode ListenSocket::perform(Request& request) {
  switch (request.kind) {
    case RequestKind::kBind:
      if (request.address.domain != domain()) return ErrorCode::kEINVAL;
      return bind(request.address);
    case RequestKind::kListen:
      return listen(request.number);
    case RequestKind::kLocalAddress:
      if (refused_ != ErrorCode::kOk) return refused_;
      request.address = shown_to(domain(), port_.local);
      return ErrorCode::kOk;
    case RequestKind::kPeerAddress:
      return ErrorCode::kENOTCONN;
    default:
      return ErrorCode::kENOTSUP;
  }
}

ErrorCode ListenSocket::bind(const IpAddress& address) {
  const ErrorCode error = bind_stream_port(host(), port_, address, true);
  if (error == ErrorCode::kOk || error == ErrorCode::kEADDRINUSE) refused_ = error;
  return error;
}

ErrorCode ListenSocket::listen(std::int64_t backlog) {
  if (refused_ != ErrorCode::kOk) return refused_;
  if (!port_.is_held()) {
    ErrorCode error = bind_stream_port(host(), port_, port_.local, false);
    if (error != ErrorCode::kOk) return error;
  }
  for (PortUse* other = host().stream_ports.first(port_.local.port); other != nullptr; other = other->next) {
    if (other == &port_ || !other->listens || other->local.port != port_.local.port) continue;
    if (covers(other->local, port_.local) || covers(port_.local, other->local)) return ErrorCode::kEADDRINUSE;
  }
  port_.listens = true;
  backlog_ = static_cast<std::size_t>(std::clamp<std::int64_t>(backlog, 0, kMostBacklog)) + kTakenInAdvance;
  return ErrorCode::kOk;
}

ListenSocket* ListenSocket::find(const Host& host, const IpAddress& to) noexcept {
  PortUse* best = nullptr;
  for (PortUse* use = host.stream_ports.first(to.port); use != nullptr; use = use->next) {
    if (!use->listens || use->local.port != to.port || !covers(use->local, to)) continue;
    if (best == nullptr || is_wildcard(best->local)) best = use;
  }
  return best != nullptr ? static_cast<ListenSocket*>(best->owner) : nullptr;
}

void ListenSocket::add(Connection& connection) noexcept {
  connection.in_queue = true;
  connection.next_in_queue = nullptr;
  (last_ != nullptr ? last_->next_in_queue : first_) = &connection;
  last_ = &connection;
  ++waiting_;
  ready(accepter_);
}

Connection* ListenSocket::take() noexcept {
  Connection* taken = first_;
  if (taken == nullptr) return nullptr;
  first_ = taken->next_in_queue;
  if (first_ == nullptr) last_ = nullptr;
  taken->in_queue = false;
  --waiting_;
  return taken;
}

void ListenSocket::start(Operation& operation) {
  if (operation.kind != OperationKind::kAccept)
    return process().ready.add_answered(operation, ErrorCode::kENOTSUP);
  accepter_ = &operation;
  if (first_ != nullptr) ready(accepter_);
}

bool ListenSocket::cancel(Operation& operation) {
  process().ready.remove(operation);
  if (accepter_ == &operation) accepter_ = nullptr;
  return true;
}

bool ListenSocket::answer(Operation& operation) {
  const TimeNs now_ns = host().network().agenda().now_ns();
  while (first_ != nullptr) {
    if (process().open_sockets >= process().socket_limit) {  // as libuv does: it is turned away
      take()->leave(now_ns);
      continue;
    }
    try {
      operation.accepted = host().network().make<StreamSocket>(process(), *first_, domain());
      operation.error = ErrorCode::kOk;
      take();
    } catch (const std::bad_alloc&) {
      operation.error = ErrorCode::kENOMEM;
    }
    accepter_ = nullptr;
    return true;
  }
  return false;
}

void ListenSocket::close() {
  const TimeNs now_ns = host().network().agenda().now_ns();
  end(accepter_, ErrorCode::kClosed);
  while (Connection* connection = take()) connection->abort(now_ns);
  host().network().destroy(this);
}

}  // namespace coutil::sim
