// Simulated TCP connections over a loopback: receiving, sending, ends, giving up and closing; what libuv
// answers on a real machine.
#include <memory>

#include "sim/network/connection.h"
#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

// Sends until no more is taken; how much it was.
std::size_t stuff(Town& town, BackendSocket* socket) {
  std::size_t all = 0;
  for (;;) {
    std::size_t count = 0;
    if (town.try_send(socket, std::string(100000, 'x'), &count) != ErrorCode::kOk) return all;
    all += count;
    town.pass(kMillisecond);
  }
}

// Receives until so much came; whether it did.
bool drain(Town& town, BackendSocket* socket, std::size_t size) {
  while (size > 0) {
    TriedReceive receive(socket, 1 << 20);
    town.start(receive);
    if (town.wait(receive) != ErrorCode::kOk || receive.count > size) return false;
    size -= receive.count;
  }
  return true;
}

}  // namespace

TEST_CASE("simulated streams carry bytes both ways, in time") {
  Town town;
  auto [near, far] = town.connection();
  const TimeNs before = town.now();
  std::size_t count = 0;
  CHECK(town.try_send(near, "hello", &count) == ErrorCode::kOk);
  CHECK(count == 5);
  CHECK(town.receive(far) == "hello");
  CHECK(town.now() - before == kLoopbackLatencyNs);
  TriedReceive receive(near);
  town.start(receive);
  CHECK(town.pass(kMillisecond) == 0);
  CHECK(town.try_send(far, "back") == ErrorCode::kOk);
  CHECK(town.wait(receive) == ErrorCode::kOk);
  CHECK(receive.text() == "back");
  CHECK(town.try_send(far, "", &count) == ErrorCode::kOk);
  CHECK(count == 0);
  CHECK(town.peer(near) == town.local(far));
  CHECK(town.peer(far) == town.local(near));
}

TEST_CASE("a small memory takes a simulated stream in pieces") {
  Town town;
  auto [near, far] = town.connection();
  CHECK(town.try_send(near, "abcdefgh") == ErrorCode::kOk);
  CHECK(town.receive(far, 3) == "abc");
  town.pass(kSecond);
  CHECK(town.receive(far, 3) == "def");
  TriedReceive given_up(far);
  town.start(given_up);  // there are bytes for it, but it has not been handed over
  CHECK(town.backend().cancel(given_up));
  CHECK(given_up.memory[0] == '.');
  CHECK(town.receive(far, 3) == "gh");
}

TEST_CASE("the end of a simulated stream comes after its last bytes, and stays") {
  Town town;
  auto [near, far] = town.connection();
  CHECK(town.try_send(near, "last") == ErrorCode::kOk);
  SECTION("closed") { town.close(near); }
  SECTION("shut down") {
    Tried shutdown(OperationKind::kShutdown, near);
    town.start(shutdown);
    CHECK_FALSE(shutdown.done);
    CHECK(town.wait(shutdown) == ErrorCode::kOk);
    CHECK(town.try_send(near, "more") == ErrorCode::kEPIPE);
    CHECK(town.try_send(far, "still") == ErrorCode::kOk);
    CHECK(town.receive(near) == "still");
    Tried again(OperationKind::kShutdown, near);
    town.start(again);
    CHECK(town.wait(again) == ErrorCode::kENOTCONN);
  }
  CHECK(town.receive(far, 2) == "la");
  town.pass(kSecond);
  CHECK(town.receive(far) == "st");
  CHECK(town.receive(far) == "[end of file]");
  CHECK(town.receive(far) == "[end of file]");
}

TEST_CASE("a close with bytes unread is a reset for the peer") {
  Town town;
  auto [near, far] = town.connection();
  CHECK(town.try_send(far, "unread") == ErrorCode::kOk);
  town.pass(kMillisecond);
  SECTION("found by who reads") {
    town.close(near);
    CHECK(town.receive(far) == "[connection reset by peer]");
    CHECK(town.try_send(far, "x") == ErrorCode::kEPIPE);
    CHECK(town.receive(far) == "[socket is not connected]");
  }
  SECTION("found by who sends") {
    town.close(near);
    town.pass(kMillisecond);
    CHECK(town.try_send(far, "x") == ErrorCode::kECONNRESET);
    CHECK(town.try_send(far, "x") == ErrorCode::kEPIPE);
    CHECK(town.receive(far) == "[end of file]");
  }
  SECTION("what had come before can still be read") {
    CHECK(town.try_send(near, "before") == ErrorCode::kOk);
    town.pass(kMillisecond);
    town.close(near);
    town.pass(kMillisecond);
    CHECK(town.receive(far) == "before");
    CHECK(town.receive(far) == "[connection reset by peer]");
  }
}

TEST_CASE("bytes for who closed are answered by a reset") {
  Town town;
  auto [near, far] = town.connection();
  town.close(far);
  town.pass(kMillisecond);
  CHECK(town.try_send(near, "anyone?") == ErrorCode::kOk);
  town.pass(kMillisecond);
  CHECK(town.try_send(near, "anyone?") == ErrorCode::kEPIPE);  // the end had come before
}

TEST_CASE("a send that is not taken at once goes on") {
  Town town;
  auto [near, far] = town.connection();
  std::size_t all = stuff(town, near);
  CHECK(all == kSendBufferBytes + kReceiveBufferBytes);
  TriedSend first(near, std::string(3000000, 'y'));
  TriedSend second(near, std::string(50, 'z'));
  town.start(first);
  CHECK(town.try_send(near, "in between") == ErrorCode::kEAGAIN);
  town.start(second);
  CHECK(town.pass(kSecond) == 0);
  CHECK_FALSE(town.backend().cancel(first));
  all += first.size + second.size;
  Tried shutdown(OperationKind::kShutdown, near);
  town.start(shutdown);
  CHECK(drain(town, far, all));
  CHECK(town.wait(first) == ErrorCode::kOk);
  CHECK(town.wait(second) == ErrorCode::kOk);
  CHECK(town.wait(shutdown) == ErrorCode::kOk);
  CHECK(town.receive(far) == "[end of file]");
}

TEST_CASE("who waits for ever for a peer that does not read hears that nothing can happen") {
  Town town;
  auto [near, far] = town.connection();
  stuff(town, near);
  TriedSend send(near, std::string(10, 'y'));
  town.start(send);
  CompletedList completed;
  const TimeNs before = town.now();
  CHECK(town.backend().wait_until(kNever, completed) == kNever);
  CHECK(town.now() == before);
  CHECK(drain(town, far, 1 << 22));
  CHECK(town.wait(send) == ErrorCode::kOk);
}

TEST_CASE("closing ends all that is under way on a simulated stream") {
  Town town;
  auto [near, far] = town.connection();
  stuff(town, near);
  TriedSend given_up(near, "given up");
  TriedSend send(near, "abc");
  TriedReceive receive(near);
  Tried shutdown(OperationKind::kShutdown, near);
  for (Tried* operation : {static_cast<Tried*>(&given_up), static_cast<Tried*>(&send),
                           static_cast<Tried*>(&receive), &shutdown}) {
    town.start(*operation);
  }
  CHECK_FALSE(town.backend().cancel(given_up));
  town.close(near);
  CHECK(town.pass(0) == 4);
  for (Tried* operation : {static_cast<Tried*>(&given_up), static_cast<Tried*>(&send),
                           static_cast<Tried*>(&receive), &shutdown}) {
    CHECK(operation->done);
    CHECK(operation->error == ErrorCode::kClosed);
  }
}

TEST_CASE("what was taken arrives though the socket is closed") {
  Town town;
  auto [near, far] = town.connection();
  const std::size_t all = stuff(town, near);
  town.close(near);
  CHECK(drain(town, far, all));
  CHECK(town.receive(far) == "[end of file]");
}

TEST_CASE("connecting fails later, not at once") {
  Town town;
  IpAddress address = address_of("127.0.0.1");
  town.close(town.listener(address));
  TriedConnect connect(town.open(SocketType::kStream), address);
  town.start(connect);
  CHECK_FALSE(connect.done);
  CHECK(town.wait(connect) == ErrorCode::kECONNREFUSED);
  CHECK(town.try_send(connect.socket, "x") == ErrorCode::kEPIPE);
  CHECK(town.receive(connect.socket) == "[socket is not connected]");
  const auto fails = [&](const std::string& host, ErrorCode expected) {
    TriedConnect other(town.open(SocketType::kStream), address_of(host, 80));
    town.start(other);
    CHECK(town.wait(other) == expected);
  };
  fails("::1", ErrorCode::kEAFNOSUPPORT);
  fails("239.1.2.3", ErrorCode::kENETUNREACH);
  fails("198.51.100.1", ErrorCode::kENETUNREACH);
}

TEST_CASE("a stream that was refused may connect elsewhere") {
  Town town;
  IpAddress nowhere = address_of("127.0.0.1", 9);
  TriedConnect first(town.open(SocketType::kStream), nowhere);
  town.start(first);
  CHECK(town.wait(first) == ErrorCode::kECONNREFUSED);
  IpAddress address = address_of("127.0.0.1");
  town.listener(address);
  TriedConnect second(first.socket, address);
  town.start(second);
  CHECK(town.wait(second) == ErrorCode::kOk);
  CHECK(town.try_send(first.socket, "x") == ErrorCode::kOk);
}

TEST_CASE("who was never connected neither sends nor receives") {
  Town town;
  BackendSocket* socket = town.open(SocketType::kStream);
  CHECK(town.try_send(socket, "x") == ErrorCode::kEPIPE);
  CHECK(town.receive(socket) == "[socket is not connected]");
  TriedSend send(socket, "x");
  town.start(send);
  CHECK(town.wait(send) == ErrorCode::kEPIPE);
  Tried shutdown(OperationKind::kShutdown, socket);
  town.start(shutdown);
  CHECK(town.wait(shutdown) == ErrorCode::kENOTCONN);
}

TEST_CASE("both ends may connect at once") {
  Town town(2);
  const IpAddress one = address_of("10.0.0.1", 4001);
  const IpAddress two = address_of("10.0.0.2", 4002);
  TriedConnect here(town.open(SocketType::kStream, 0), two);
  TriedConnect there(town.open(SocketType::kStream, 1), one);
  REQUIRE(town.bind(here.socket, one) == ErrorCode::kOk);
  REQUIRE(town.bind(there.socket, two) == ErrorCode::kOk);
  town.start(here, 0);
  town.start(there, 1);
  CHECK(town.wait(here, 0) == ErrorCode::kOk);
  CHECK(town.wait(there, 1) == ErrorCode::kOk);
  CHECK(town.try_send(here.socket, "both") == ErrorCode::kOk);
  CHECK(town.receive(there.socket) == "both");
}

TEST_CASE("an end of the world closes streams and touches no operation") {
  Town town;
  auto [near, far] = town.connection();
  auto receive = std::make_unique<TriedReceive>(near);
  auto send = std::make_unique<TriedSend>(far, std::string(10 << 20, 'x'));
  town.start(*receive);
  town.start(*send);
  Request forget{RequestKind::kForgetAll};
  CHECK(town.perform(forget) == ErrorCode::kOk);
  receive.reset();
  send.reset();
  CHECK(town.pass(kSecond) == 0);
  CHECK(town.process().open_sockets == 0);
}

}  // namespace coutil::sim
