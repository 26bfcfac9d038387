// The town: see the header. Hosts take turns in looking for what they wait for, so that none is ahead.
#include "tests/sim_network/town.h"

#include "engine/error_code.h"
#include "sim/network/address_rules.h"
#include "sim/network/sim_socket.h"
#include "tests/catch.h"

namespace coutil::sim {

IpAddress address_of(const std::string& host, std::uint16_t port) {
  static FifoStrategy strategy;
  static SimBackend backend(strategy);
  Request request{RequestKind::kParseHost};
  request.text = host.c_str();
  request.address.domain = host.find(':') == std::string::npos ? Domain::kIpv4 : Domain::kIpv6;
  REQUIRE(backend.perform(request) == ErrorCode::kOk);
  request.address.port = port;
  return request.address;
}

Town::Town(int count, std::uint64_t seed, std::pmr::memory_resource* memory) : network(memory, seed) {
  if (count == 0) network.add_host("localhost");
  for (int i = 1; i <= count; ++i) {
    Host& host = network.add_host("host" + std::to_string(i));
    REQUIRE(network.add_address(host, address_of("10.0.0." + std::to_string(i)), 24));
    REQUIRE(network.add_address(host, address_of("fd00::" + std::to_string(i)), 64));
  }
  for (Host* host : network.hosts()) backends_.emplace_back(strategy_, *host);
}

void Town::set_links(std::size_t one, std::size_t other, const LinkSettings& settings) {
  network.link(host(one), host(other)).change(settings);
  network.link(host(other), host(one)).change(settings);
}

int Town::hand_over(std::size_t host, TimeNs until) {
  CompletedList completed;
  backend(host).wait_until(until, completed);
  int count = 0;
  while (Operation* ended = completed.take()) {
    static_cast<Tried*>(ended)->done = true;
    ++count;
  }
  return count;
}

int Town::pass(TimeNs duration) {
  const TimeNs end = now() + duration;
  int count = 0;
  for (;;) {
    for (std::size_t host = 0; host < backends_.size(); ++host) count += hand_over(host, 0);
    const TimeNs due = network.agenda().next_due_ns();
    if (due > end) break;
    count += hand_over(0, due);
  }
  return count + hand_over(0, end);
}

ErrorCode Town::wait(Tried& operation, std::size_t host) {
  const TimeNs limit = now() + 600 * kSecond;
  for (;;) {
    for (std::size_t i = 0; i < backends_.size(); ++i) hand_over(i, 0);
    if (operation.done) return operation.error;
    const TimeNs due = network.agenda().next_due_ns();
    if (due > limit) return ErrorCode::kENOSYS;
    hand_over(host, due);
  }
}

BackendSocket* Town::open(SocketType type, std::size_t host, Domain domain) {
  Request request{RequestKind::kOpenSocket};
  request.type = type;
  request.address.domain = domain;
  REQUIRE(perform(request, host) == ErrorCode::kOk);
  return request.socket;
}

void Town::close(BackendSocket* socket, std::size_t host) {
  Request request{RequestKind::kCloseSocket};
  request.socket = socket;
  CHECK(perform(request, host) == ErrorCode::kOk);
}

ErrorCode Town::bind(BackendSocket* socket, const IpAddress& address) {
  Request request{RequestKind::kBind};
  request.socket = socket;
  request.address = address;
  return perform(request);
}

ErrorCode Town::listen(BackendSocket* socket, int backlog) {
  Request request{RequestKind::kListen};
  request.socket = socket;
  request.number = backlog;
  return perform(request);
}

IpAddress Town::local(BackendSocket* socket) {
  Request request{RequestKind::kLocalAddress};
  request.socket = socket;
  CHECK(perform(request) == ErrorCode::kOk);
  return request.address;
}

IpAddress Town::peer(BackendSocket* socket) {
  Request request{RequestKind::kPeerAddress};
  request.socket = socket;
  CHECK(perform(request) == ErrorCode::kOk);
  return request.address;
}

BackendSocket* Town::listener(IpAddress& address, std::size_t host, int backlog) {
  BackendSocket* socket = open(SocketType::kListen, host, address.domain);
  REQUIRE(bind(socket, address) == ErrorCode::kOk);
  REQUIRE(listen(socket, backlog) == ErrorCode::kOk);
  address = local(socket);
  return socket;
}

BackendSocket* Town::datagram(const IpAddress& address, std::size_t host) {
  BackendSocket* socket = open(SocketType::kDatagram, host, address.domain);
  REQUIRE(bind(socket, address) == ErrorCode::kOk);
  return socket;
}

std::pair<BackendSocket*, BackendSocket*> Town::connection(std::size_t from, std::size_t to) {
  IpAddress address = loopback(Domain::kIpv4);
  if (from != to) address = address_of("10.0.0." + std::to_string(to + 1));
  BackendSocket* server = listener(address, to);
  Tried accept(OperationKind::kAccept, server);
  TriedConnect connect(open(SocketType::kStream, from), address);
  start(accept, to);
  start(connect, from);
  REQUIRE(wait(connect, from) == ErrorCode::kOk);
  REQUIRE(wait(accept, to) == ErrorCode::kOk);
  close(server, to);
  return {connect.socket, accept.accepted};
}

ErrorCode Town::try_send(BackendSocket* socket, const std::string& data, std::size_t* count) {
  Request request{RequestKind::kTrySend};
  request.socket = socket;
  request.data = data.data();
  request.size = data.size();
  ErrorCode error = perform(request);
  if (count != nullptr) *count = request.count;
  return error;
}

ErrorCode Town::send_to(BackendSocket* socket, const std::string& data, const IpAddress& to) {
  Request request{RequestKind::kTrySend};
  request.socket = socket;
  request.data = data.data();
  request.size = data.size();
  request.has_address = true;
  request.address = to;
  return perform(request);
}

std::string Town::receive(BackendSocket* socket, std::size_t most) {
  TriedReceive receive(socket, most);
  std::size_t at = static_cast<SimSocket*>(socket)->host().number();
  start(receive, at);
  ErrorCode error = wait(receive, at);
  if (!receive.done) {
    backend(at).cancel(receive);
    return "[nothing]";
  }
  return error == ErrorCode::kOk ? receive.text() : std::string("[") + error_text(error) + "]";
}

}  // namespace coutil::sim
