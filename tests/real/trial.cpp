// The trial: see the header.
#include "tests/real/trial.h"

#include "tests/catch.h"

namespace coutil {

IpAddress loopback(Domain domain, std::uint16_t port) {
  return address_of(domain == Domain::kIpv4 ? "127.0.0.1" : "::1", port);
}

IpAddress address_of(const std::string& host, std::uint16_t port) {
  static const std::unique_ptr<Backend> backend = make_trial_backend();
  Request request{RequestKind::kParseHost};
  request.text = host.c_str();
  request.address.domain = host.find(':') == std::string::npos ? Domain::kIpv4 : Domain::kIpv6;
  REQUIRE(backend->perform(request) == ErrorCode::kOk);
  request.address.port = port;
  return request.address;
}

Trial::Trial() {
  loopback();  // its backend is there for all trials, and libuv's own descriptors with it
  before_ = open_descriptors();
  backend_ = make_trial_backend();
}

Trial::~Trial() {
  backend_.reset();
  CHECK(open_descriptors() == before_);
}

ErrorCode Trial::wait(Tried& operation) {
  const auto limit = backend_->clock_ns() + 10'000'000'000;
  while (!operation.done && backend_->clock_ns() < limit) {
    CompletedList completed;
    backend_->wait_until(backend_->clock_ns() + 1000000000, completed);
    while (Operation* ended = completed.take()) static_cast<Tried*>(ended)->done = true;
  }
  CHECK(operation.done);
  return operation.done ? operation.error : ErrorCode::kENOSYS;
}

int Trial::look() {
  CompletedList completed;
  backend_->wait_until(0, completed);
  int count = 0;
  while (Operation* ended = completed.take()) {
    static_cast<Tried*>(ended)->done = true;
    ++count;
  }
  return count;
}

int Trial::look_for(std::chrono::milliseconds time) {
  const auto limit = backend_->clock_ns() + std::chrono::nanoseconds(time).count();
  int count = 0;
  while (backend_->clock_ns() < limit) {
    CompletedList completed;
    backend_->wait_until(backend_->clock_ns() + 2000000, completed);
    while (Operation* ended = completed.take()) {
      static_cast<Tried*>(ended)->done = true;
      ++count;
    }
  }
  return count;
}

BackendSocket* Trial::open(SocketType type, Domain domain) {
  Request request{RequestKind::kOpenSocket};
  request.type = type;
  request.address.domain = domain;
  REQUIRE(perform(request) == ErrorCode::kOk);
  return request.socket;
}

ErrorCode Trial::close(BackendSocket* socket) {
  Request request{RequestKind::kCloseSocket};
  request.socket = socket;
  return perform(request);
}

ErrorCode Trial::bind(BackendSocket* socket, const IpAddress& address) {
  Request request{RequestKind::kBind};
  request.socket = socket;
  request.address = address;
  return perform(request);
}

IpAddress Trial::local(BackendSocket* socket) {
  Request request{RequestKind::kLocalAddress};
  request.socket = socket;
  CHECK(perform(request) == ErrorCode::kOk);
  return request.address;
}

BackendSocket* Trial::listen(IpAddress& address, Domain domain, int backlog) {
  BackendSocket* socket = open(SocketType::kListen, domain);
  REQUIRE(bind(socket, loopback(domain)) == ErrorCode::kOk);
  Request request{RequestKind::kListen};
  request.socket = socket;
  request.number = backlog;
  REQUIRE(perform(request) == ErrorCode::kOk);
  address = local(socket);
  return socket;
}

std::pair<BackendSocket*, BackendSocket*> Trial::connection(Domain domain) {
  Tried connect(OperationKind::kConnect);
  BackendSocket* server = listen(connect.address, domain);
  Tried accept(OperationKind::kAccept);
  accept.socket = server;
  connect.socket = open(SocketType::kStream, domain);
  start(accept);
  start(connect);
  REQUIRE(wait(connect) == ErrorCode::kOk);
  REQUIRE(wait(accept) == ErrorCode::kOk);
  close(server);
  return {connect.socket, accept.accepted};
}

ErrorCode Trial::try_send(BackendSocket* socket, const std::string& data, std::size_t* count) {
  Request request{RequestKind::kTrySend};
  request.socket = socket;
  request.data = data.data();
  request.size = data.size();
  ErrorCode error = perform(request);
  if (count != nullptr) *count = request.count;
  return error;
}

std::string Trial::receive(BackendSocket* socket, std::size_t most) {
  TriedReceive receive(socket, most);
  start(receive);
  ErrorCode error = wait(receive);
  return error == ErrorCode::kOk ? receive.text() : std::string("[") + error_text(error) + "]";
}

}  // namespace coutil
