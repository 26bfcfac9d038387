// Streams as their programs have them: see the header.
#include "sim/network/stream_socket.h"

#include <algorithm>
#include <new>
#include <utility>

#include "sim/network/address_rules.h"
#include "sim/network/host.h"
#include "sim/network/network.h"
#include "sim/process/process.h"

namespace coutil::sim {

StreamSocket::StreamSocket(Process& process, Domain domain)
    : SimSocket(process, domain),
      connection_(host().network().make<Connection>(host(), this)),
      bound_(wildcard(domain)) {
  connection_->port.local = bound_;
}

StreamSocket::StreamSocket(Process& process, Connection& accepted, Domain domain) noexcept
    : SimSocket(process, domain),
      connection_(&accepted),
      bound_(accepted.local()),
      readable_(true),
      writable_(true),
      was_connected_(true) {
  accepted.belong_to(*this);
}

TimeNs StreamSocket::now_ns() const noexcept { return host().network().agenda().now_ns(); }

ErrorCode StreamSocket::perform(Request& request) {
  switch (request.kind) {
    case RequestKind::kTrySend:
      return try_send(request);
    case RequestKind::kBind:
      return bind(request.address);
    case RequestKind::kLocalAddress:
      if (refused_ != ErrorCode::kOk) return refused_;
      request.address = shown_to(domain(), connection_->local());
      return ErrorCode::kOk;
    case RequestKind::kPeerAddress:
      if (connection_->state() != Connection::State::kOpen) return ErrorCode::kENOTCONN;
      request.address = shown_to(domain(), connection_->remote());
      return ErrorCode::kOk;
    case RequestKind::kSetOption:
      return set_option(request);
    case RequestKind::kGetOption:
      return get_option(request);
    default:
      return ErrorCode::kENOTSUP;
  }
}

ErrorCode bind_stream_port(Host& host, PortUse& port, const IpAddress& address, bool shares) {
  if (port.is_held()) return ErrorCode::kEINVAL;
  PortUse wanted;
  wanted.local = on_the_wire(address);
  wanted.shares = shares;
  if (!host.can_bind(wanted.local)) return ErrorCode::kEADDRNOTAVAIL;
  if (wanted.local.port == 0) {
    wanted.local.port = host.stream_ports.next_ephemeral();
    if (wanted.local.port == 0) return ErrorCode::kEADDRINUSE;
  } else if (host.stream_ports.conflicts(wanted)) {
    return ErrorCode::kEADDRINUSE;
  }
  host.stream_ports.hold(port, wanted.local);
  port.shares = shares;
  return ErrorCode::kOk;
}

ErrorCode StreamSocket::bind(const IpAddress& address) {
  if (address.domain != domain()) return ErrorCode::kEINVAL;
  ErrorCode error = bind_stream_port(host(), connection_->port, address, true);
  if (error == ErrorCode::kOk) bound_ = connection_->port.local;
  if (error == ErrorCode::kOk || error == ErrorCode::kEADDRINUSE) refused_ = error;
  return error;
}

ErrorCode StreamSocket::set_option(const Request& request) {
  const OptionValue& value = request.value;
  if (request.option == SocketOption::kNoDelay) {
    connection_->set_no_delay(value.flag, now_ns());
  } else if (request.option == SocketOption::kKeepAlive) {
    if (!value.none && (value.number < 1 || value.number > 0x7fffffff)) return ErrorCode::kEINVAL;
    connection_->set_keep_alive(value.none ? 0 : value.number, now_ns());
  } else {
    return ErrorCode::kENOPROTOOPT;
  }
  return ErrorCode::kOk;
}

ErrorCode StreamSocket::get_option(Request& request) const {
  if (request.option == SocketOption::kNoDelay) {
    request.value.flag = connection_->no_delay();
  } else if (request.option == SocketOption::kKeepAlive) {
    request.value.none = connection_->keep_alive() == 0;
    request.value.number = connection_->keep_alive();
  } else {
    return ErrorCode::kENOPROTOOPT;
  }
  return ErrorCode::kOk;
}

ErrorCode StreamSocket::try_send(Request& request) {
  if (connecting_ != nullptr || sends_.first != nullptr) return ErrorCode::kEAGAIN;
  if (!writable_) return ErrorCode::kEPIPE;
  if (connection_->is_broken()) return connection_->take_error();
  if (!connection_->may_send()) return ErrorCode::kEPIPE;
  request.count = std::min(request.size, connection_->send_room());
  if (request.count == 0 && request.size > 0) return ErrorCode::kEAGAIN;
  request.message = host().network().next_message();
  connection_->send(request.data, request.count, request.message, now_ns());
  return ErrorCode::kOk;
}

void StreamSocket::start(Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kReceive:
      return receive(operation);
    case OperationKind::kSend:
      return send(operation);
    case OperationKind::kConnect:
      return connect(operation);
    case OperationKind::kShutdown:
      return shut_down(operation);
    default:
      return process().ready.add_answered(operation, ErrorCode::kENOTSUP);
  }
}

void StreamSocket::connect(Operation& operation) {
  ErrorCode error = ErrorCode::kOk;
  if (connecting_ != nullptr) {
    error = ErrorCode::kEALREADY;
  } else if (operation.address.domain != domain()) {
    error = ErrorCode::kEAFNOSUPPORT;
  } else if (connection_->state() != Connection::State::kClosed) {
    error = ErrorCode::kEISCONN;
  } else if (refused_ != ErrorCode::kOk) {
    error = std::exchange(refused_, ErrorCode::kOk);
  } else {
    if (!connection_->port.is_held() || connection_->port.shares) connection_->port.local = bound_;
    error = connection_->connect(operation.address, now_ns());
  }
  if (error != ErrorCode::kOk) return process().ready.add_answered(operation, error);
  connecting_ = &operation;
  readable_ = writable_ = true;
}

void StreamSocket::connected(ErrorCode error) noexcept {
  end(connecting_, error);
  was_connected_ = error == ErrorCode::kOk;
  if (was_connected_) return go_on_sending(now_ns());
  ready(receiver_);  // the name that it had for this try stays, as on Linux
  fail_sends(ErrorCode::kEPIPE);
}

void StreamSocket::receive(Operation& operation) {
  if (!readable_) return process().ready.add_answered(operation, ErrorCode::kENOTCONN);
  receiver_ = &operation;
  const bool idle = connection_->state() == Connection::State::kConnecting;
  if (!idle && (connection_->has_input() || connection_->has_ended())) ready(receiver_);
}

bool StreamSocket::answer(Operation& operation) {
  // Only a receive is answered late: what there is goes into its memory now.
  receiver_ = nullptr;
  operation.error = ErrorCode::kOk;
  operation.message = connection_->input_message();
  operation.count = connection_->receive(operation.data, operation.size, now_ns());
  if (operation.count > 0) return true;
  if (connection_->is_broken() && !connection_->has_peer_finished()) {  // else its end came first
    operation.error = connection_->take_error();
    readable_ = writable_ = false;
  } else if (connection_->has_ended()) {
    operation.error = was_connected_ ? ErrorCode::kEOF : ErrorCode::kENOTCONN;
  } else {
    receiver_ = &operation;
    return false;
  }
  return true;
}

void StreamSocket::send(Operation& operation) {
  if (!writable_) return process().ready.add_answered(operation, ErrorCode::kEPIPE);
  operation.count = 0;
  operation.message = host().network().next_message();
  sends_.append(operation);
  if (connecting_ == nullptr) go_on_sending(now_ns());
}

void StreamSocket::room_came(TimeNs now_ns) noexcept {
  if (sends_.first != nullptr) go_on_sending(now_ns);
}

// Gives the connection what it takes of the sends under way, and tells it that no more comes when that was
// asked for.
void StreamSocket::go_on_sending(TimeNs now_ns) noexcept {
  while (Operation* operation = sends_.first) {
    if (connection_->is_broken()) return fail_sends(connection_->take_error());
    if (!connection_->may_send()) return fail_sends(ErrorCode::kEPIPE);
    const std::size_t count = std::min(operation->size - operation->count, connection_->send_room());
    ErrorCode error = ErrorCode::kOk;
    try {
      connection_->send(operation->data + operation->count, count, operation->message, now_ns);
      operation->count += count;
    } catch (const std::bad_alloc&) {
      error = ErrorCode::kENOMEM;
    }
    if (error == ErrorCode::kOk && operation->count < operation->size) return;
    sends_.take();
    process().ready.add_answered(*operation, error);
  }
  if (shutting_down_ == nullptr || process().ready.has(*shutting_down_)) return;
  const bool open = connection_->state() == Connection::State::kOpen;
  if (open) connection_->finish(now_ns);
  end(shutting_down_, open ? ErrorCode::kOk : ErrorCode::kENOTCONN);
}

void StreamSocket::fail_sends(ErrorCode first) noexcept {
  while (Operation* operation = sends_.take()) {
    process().ready.add_answered(*operation, first);
    first = ErrorCode::kEPIPE;
  }
  end(shutting_down_, ErrorCode::kENOTCONN);
}

void StreamSocket::connection_broke() noexcept {
  if (receiver_ != nullptr) {  // who reads finds the error first
    ready(receiver_);
    return fail_sends(ErrorCode::kEPIPE);
  }
  if (sends_.first != nullptr) fail_sends(connection_->take_error());
}

void StreamSocket::shut_down(Operation& operation) {
  if (!writable_) return process().ready.add_answered(operation, ErrorCode::kENOTCONN);
  writable_ = false;
  shutting_down_ = &operation;
  if (connecting_ == nullptr) go_on_sending(now_ns());
}

bool StreamSocket::cancel(Operation& operation) {
  const bool ended = process().ready.has(operation);
  process().ready.remove(operation);
  if (ended) {
    if (receiver_ == &operation) receiver_ = nullptr;
    return true;
  }
  if (operation.kind == OperationKind::kSend) return false;
  for (Operation** held : {&receiver_, &connecting_, &shutting_down_}) {
    if (*held == &operation) *held = nullptr;
  }
  return true;
}

void StreamSocket::close() {
  end(receiver_, ErrorCode::kClosed);
  end(connecting_, ErrorCode::kClosed);
  while (Operation* operation = sends_.take()) process().ready.add_answered(*operation, ErrorCode::kClosed);
  end(shutting_down_, ErrorCode::kClosed);
  connection_->leave(now_ns());
  host().network().destroy(this);
}

void StreamSocket::forget_operations() noexcept {
  receiver_ = connecting_ = shutting_down_ = nullptr;
  forget(sends_);
}

}  // namespace coutil::sim
