// Simulated listening sockets and ports: accepting now, later or not at all, backlogs, ports in use.
#include <memory>
#include <vector>

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

IpAddress any_port() { return address_of("127.0.0.1"); }

struct TriedAccept : Tried {
  explicit TriedAccept(BackendSocket* listening) : Tried(OperationKind::kAccept, listening) {}
};

}  // namespace

TEST_CASE("simulated connections wait for who accepts them, in their order") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  std::vector<std::unique_ptr<TriedConnect>> connects;
  for (int i = 0; i < 5; ++i) {
    connects.push_back(std::make_unique<TriedConnect>(town.open(SocketType::kStream), address));
    town.start(*connects.back());
    CHECK(town.wait(*connects.back()) == ErrorCode::kOk);
  }
  town.pass(kMillisecond);
  for (int i = 0; i < 5; ++i) {
    TriedAccept accept(server);
    town.start(accept);
    CHECK_FALSE(accept.done);
    REQUIRE(town.wait(accept) == ErrorCode::kOk);
    CHECK(town.peer(accept.accepted) == town.local(connects[static_cast<std::size_t>(i)]->socket));
  }
  TriedAccept more(server);
  town.start(more);
  CHECK(town.pass(kSecond) == 0);
}

TEST_CASE("giving up an accept loses no simulated connection") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  TriedConnect connect(town.open(SocketType::kStream), address);
  town.start(connect);
  CHECK(town.wait(connect) == ErrorCode::kOk);
  town.pass(kMillisecond);
  TriedAccept ended(server);
  town.start(ended);
  CHECK(town.backend().cancel(ended));
  CHECK(town.pass(kMillisecond) == 0);
  SECTION("accepted") {
    TriedAccept accept(server);
    town.start(accept);
    CHECK(town.wait(accept) == ErrorCode::kOk);
    CHECK(town.try_send(connect.socket, "x") == ErrorCode::kOk);
    CHECK(town.receive(accept.accepted) == "x");
  }
  SECTION("closed") {
    town.close(server);
    CHECK(town.receive(connect.socket) == "[connection reset by peer]");
  }
  SECTION("ended with the town") {}
}

TEST_CASE("a full backlog keeps others waiting until somebody accepts") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address, 0, 2);
  std::vector<std::unique_ptr<TriedConnect>> connects;
  for (int i = 0; i < 8; ++i) {
    connects.push_back(std::make_unique<TriedConnect>(town.open(SocketType::kStream), address));
    town.start(*connects.back());
    CHECK(town.pass(100 * kMillisecond) == (i < 4 ? 1 : 0));
  }
  for (int i = 0; i < 8; ++i) {
    TriedAccept accept(server);
    town.start(accept);
    CHECK(town.wait(accept) == ErrorCode::kOk);
  }
  for (auto& connect : connects) CHECK(town.wait(*connect) == ErrorCode::kOk);
}

TEST_CASE("a simulated port in use is told by bind") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  BackendSocket* other = town.open(GENERATE(SocketType::kListen, SocketType::kStream));
  CHECK(town.bind(other, address) == ErrorCode::kEADDRINUSE);
  CHECK(town.bind(other, address_of("0.0.0.0", address.port)) == ErrorCode::kEADDRINUSE);
  CHECK(town.bind(other, address_of("127.0.0.2", address.port)) == ErrorCode::kOk);
  CHECK(town.bind(other, any_port()) == ErrorCode::kEINVAL);
  CHECK(town.bind(town.open(SocketType::kStream), address_of("192.0.2.77")) == ErrorCode::kEADDRNOTAVAIL);
  town.close(server);
  BackendSocket* next = town.open(SocketType::kListen);
  CHECK(town.bind(next, address) == ErrorCode::kOk);
  CHECK(town.listen(next, 1) == ErrorCode::kOk);
}

TEST_CASE("two that are bound to a port can't both listen") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* one = town.open(SocketType::kListen);
  BackendSocket* two = town.open(SocketType::kListen);
  CHECK(town.bind(one, address) == ErrorCode::kOk);
  CHECK(town.bind(two, town.local(one)) == ErrorCode::kOk);
  CHECK(town.listen(one, 1) == ErrorCode::kOk);
  CHECK(town.listen(two, 1) == ErrorCode::kEADDRINUSE);
}

TEST_CASE("a port stays free to bind again while its old connections go on") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  TriedConnect connect(town.open(SocketType::kStream), address);
  TriedAccept accept(server);
  town.start(connect);
  town.start(accept);
  CHECK(town.wait(accept) == ErrorCode::kOk);
  town.close(server);
  BackendSocket* again = town.listener(address);
  CHECK(town.try_send(connect.socket, "old") == ErrorCode::kOk);
  CHECK(town.receive(accept.accepted) == "old");
  town.close(accept.accepted);  // first: it lingers
  town.close(connect.socket);
  town.pass(kSecond);
  town.close(again);
  CHECK(town.listener(address) != nullptr);
}

TEST_CASE("an IPv6 socket at the wildcard address serves both families of a host") {
  Town town;
  IpAddress address = address_of("::");
  BackendSocket* server = town.listener(address);
  for (const char* host : {"127.0.0.1", "::1"}) {
    const IpAddress to = address_of(host, address.port);
    TriedConnect connect(town.open(SocketType::kStream, 0, to.domain), to);
    TriedAccept accept(server);
    town.start(connect);
    town.start(accept);
    CHECK(town.wait(connect) == ErrorCode::kOk);
    CHECK(town.wait(accept) == ErrorCode::kOk);
    CHECK(town.peer(accept.accepted).domain == Domain::kIpv6);
  }
  CHECK(town.bind(town.open(SocketType::kListen), address_of("0.0.0.0", address.port)) ==
        ErrorCode::kEADDRINUSE);
}

TEST_CASE("ports of the system's choice go round, past those in use") {
  Town town;
  IpAddress first = any_port();
  town.listener(first);
  CHECK((first.port >= 32768 && first.port <= 60999));
  for (int i = 0; i < 60999 - 32768; ++i) town.close(town.datagram(any_port()));
  IpAddress next = any_port();
  for (int i = 0; i < 60999 - 32768; ++i) {
    next = any_port();
    town.close(town.listener(next));
  }
  const int before = first.port == 32768 ? 60999 : first.port - 1;
  const int after = first.port == 60999 ? 32768 : first.port + 1;
  CHECK(next.port == before);
  next = any_port();
  town.listener(next);
  CHECK(next.port == after);  // the first is still in use
}

TEST_CASE("a host without free sockets says so and turns connections away") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  TriedConnect connect(town.open(SocketType::kStream), address);
  town.process().socket_limit = 2;
  Request open{RequestKind::kOpenSocket};
  CHECK(town.perform(open) == ErrorCode::kEMFILE);
  TriedAccept accept(server);
  town.start(accept);
  town.start(connect);
  CHECK(town.wait(connect) == ErrorCode::kOk);
  CHECK(town.receive(connect.socket) == "[end of file]");
  CHECK_FALSE(accept.done);
  town.process().socket_limit = 10;
  TriedConnect more(town.open(SocketType::kStream), address);
  town.start(more);
  CHECK(town.wait(accept) == ErrorCode::kOk);
}

TEST_CASE("closing a simulated listening socket ends its accept") {
  Town town;
  IpAddress address = any_port();
  BackendSocket* server = town.listener(address);
  TriedAccept accept(server);
  town.start(accept);
  town.close(server);
  CHECK_FALSE(accept.done);
  CHECK(town.wait(accept) == ErrorCode::kClosed);
}

}  // namespace coutil::sim
