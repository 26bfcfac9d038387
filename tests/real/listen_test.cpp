// Listening sockets: accepting now, later or not at all, ports in use, running out of descriptors.
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

struct TriedAccept : Tried {
  explicit TriedAccept(BackendSocket* listening) : Tried(OperationKind::kAccept) { socket = listening; }
};

struct TriedConnect : Tried {
  TriedConnect(Trial& trial, const IpAddress& to) : Tried(OperationKind::kConnect) {
    socket = trial.open(SocketType::kStream, to.domain);
    address = to;
  }
};

// While it is there, no descriptor is free.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = 256;
    setrlimit(RLIMIT_NOFILE, &limit);
    for (int taken = dup(0); taken >= 0; taken = dup(0)) taken_.push_back(taken);
  }
  ~NoDescriptors() {
    for (int taken : taken_) ::close(taken);
    setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

}  // namespace

TEST_CASE("connections wait for who accepts them, in their order") {
  Trial trial;
  IpAddress address;
  BackendSocket* server = trial.listen(address);
  std::vector<std::unique_ptr<TriedConnect>> connects;
  for (int i = 0; i < 5; ++i) {
    connects.push_back(std::make_unique<TriedConnect>(trial, address));
    trial.start(*connects.back());
    CHECK(trial.wait(*connects.back()) == ErrorCode::kOk);
  }
  trial.look_for(std::chrono::milliseconds(5));
  for (int i = 0; i < 5; ++i) {
    TriedAccept accept(server);
    trial.start(accept);
    CHECK_FALSE(accept.done);
    REQUIRE(trial.wait(accept) == ErrorCode::kOk);
    CHECK(trial.local(connects[i]->socket) == [&] {
      Request peer{RequestKind::kPeerAddress};
      peer.socket = accept.accepted;
      CHECK(trial.perform(peer) == ErrorCode::kOk);
      return peer.address;
    }());
  }
  TriedAccept more(server);
  trial.start(more);
  CHECK(trial.look_for(std::chrono::milliseconds(5)) == 0);
}

TEST_CASE("giving up an accept loses no connection") {
  Trial trial;
  IpAddress address;
  BackendSocket* server = trial.listen(address);
  TriedAccept early(server);
  trial.start(early);
  trial.look();
  CHECK(trial.backend().cancel(early));
  TriedConnect connect(trial, address);
  trial.start(connect);
  CHECK(trial.wait(connect) == ErrorCode::kOk);
  trial.look_for(std::chrono::milliseconds(5));
  TriedAccept ended(server);  // the connection is there, so it ends but nobody heard of it
  trial.start(ended);
  CHECK(trial.backend().cancel(ended));
  CHECK(trial.look() == 0);
  SECTION("accepted") {
    TriedAccept accept(server);
    trial.start(accept);
    CHECK(trial.wait(accept) == ErrorCode::kOk);
    CHECK(trial.try_send(connect.socket, "x") == ErrorCode::kOk);
    CHECK(trial.receive(accept.accepted) == "x");
  }
  SECTION("closed") {
    CHECK(trial.close(server) == ErrorCode::kOk);
    const std::string end = trial.receive(connect.socket);
    CHECK((end == "[end of file]" || end == "[connection reset by peer]"));
  }
  SECTION("ended with the backend") {}
}

TEST_CASE("closing a listening socket ends its accept") {
  Trial trial;
  IpAddress address;
  BackendSocket* server = trial.listen(address);
  TriedAccept accept(server);
  trial.start(accept);
  CHECK(trial.close(server) == ErrorCode::kOk);
  CHECK_FALSE(accept.done);
  CHECK(trial.wait(accept) == ErrorCode::kClosed);
}

TEST_CASE("a port in use is told by bind, and the socket can be bound elsewhere") {
  Trial trial;
  IpAddress address;
  trial.listen(address);
  BackendSocket* other = trial.open(GENERATE(SocketType::kListen, SocketType::kStream));
  CHECK(trial.bind(other, address) == ErrorCode::kEADDRINUSE);
  CHECK(trial.bind(other, loopback()) == ErrorCode::kOk);
  CHECK(trial.local(other).port != address.port);
  CHECK(trial.bind(trial.open(SocketType::kStream), address_of("192.0.2.77")) == ErrorCode::kEADDRNOTAVAIL);
}

TEST_CASE("an IPv6 socket at the wildcard address serves both families") {
  Trial trial;
  BackendSocket* server = trial.open(SocketType::kListen, Domain::kIpv6);
  CHECK(trial.bind(server, address_of("::")) == ErrorCode::kOk);
  Request listen{RequestKind::kListen};
  listen.socket = server;
  listen.number = std::int64_t{1} << 40;
  CHECK(trial.perform(listen) == ErrorCode::kOk);
  for (Domain domain : {Domain::kIpv4, Domain::kIpv6}) {
    TriedConnect connect(trial, loopback(domain, trial.local(server).port));
    TriedAccept accept(server);
    trial.start(connect);
    trial.start(accept);
    CHECK(trial.wait(connect) == ErrorCode::kOk);
    CHECK(trial.wait(accept) == ErrorCode::kOk);
  }
}

TEST_CASE("running out of descriptors is told, and the server lives on") {
  Trial trial;
  IpAddress address;
  BackendSocket* server = trial.listen(address);
  TriedConnect connect(trial, address);
  TriedConnect later(trial, address);
  TriedAccept accept(server);
  {
    NoDescriptors none;
    Request open{RequestKind::kOpenSocket};
    for (SocketType type : {SocketType::kStream, SocketType::kDatagram, SocketType::kListen}) {
      open.type = type;
      CHECK(trial.perform(open) == ErrorCode::kEMFILE);
    }
    trial.start(accept);
    trial.start(connect);
    CHECK(trial.wait(connect) == ErrorCode::kOk);
    trial.look_for(std::chrono::milliseconds(20));
  }
  if (accept.done) {
    CHECK(accept.error == ErrorCode::kEMFILE);
    accept.done = false;
    trial.start(accept);
  }
  trial.start(later);
  CHECK(trial.wait(later) == ErrorCode::kOk);
  CHECK(trial.wait(accept) == ErrorCode::kOk);
}

TEST_CASE("many sockets opened and closed without a poll keep no memory") {
  Trial trial;
  const int descriptors = open_descriptors();
  for (int i = 0; i < 2000; ++i) trial.close(trial.open(SocketType::kStream));
  CHECK(open_descriptors() <= descriptors + 1);
  auto [near, far] = trial.connection();
  TriedReceive receive(far);
  trial.start(receive);
  CHECK(trial.try_send(near, "abc") == ErrorCode::kOk);
  for (int i = 0; i < 1000; ++i) trial.close(trial.open(SocketType::kDatagram));
  CHECK(trial.backend().cancel(receive));
  CHECK(receive.memory[0] == '.');
  CHECK(trial.receive(far) == "abc");
}

}  // namespace coutil
