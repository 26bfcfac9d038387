// TCP connections: receiving, sending, ends, giving up and closing.
#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

// Sends until the system takes no more; how much it took.
std::size_t stuff(Trial& trial, BackendSocket* socket) {
  std::size_t all = 0;
  for (;;) {
    std::size_t count = 0;
    if (trial.try_send(socket, std::string(100000, 'x'), &count) != ErrorCode::kOk) return all;
    all += count;
  }
}

// Receives until so much came; whether it did.
bool drain(Trial& trial, BackendSocket* socket, std::size_t size) {
  while (size > 0) {
    TriedReceive receive(socket, 1 << 20);
    trial.start(receive);
    if (trial.wait(receive) != ErrorCode::kOk || receive.count > size) return false;
    size -= receive.count;
  }
  return true;
}

}  // namespace

TEST_CASE("streams carry bytes both ways") {
  const Domain domain = GENERATE(Domain::kIpv4, Domain::kIpv6);
  Trial trial;
  auto [near, far] = trial.connection(domain);
  std::size_t count = 0;
  CHECK(trial.try_send(near, "hello", &count) == ErrorCode::kOk);
  CHECK(count == 5);
  CHECK(trial.receive(far) == "hello");
  TriedReceive receive(near);
  trial.start(receive);
  CHECK(trial.look() == 0);
  CHECK(trial.try_send(far, "back") == ErrorCode::kOk);
  CHECK(trial.wait(receive) == ErrorCode::kOk);
  CHECK(receive.text() == "back");
  CHECK(trial.try_send(far, "", &count) == ErrorCode::kOk);
  CHECK(count == 0);
  Request peer{RequestKind::kPeerAddress};
  peer.socket = near;
  CHECK(trial.perform(peer) == ErrorCode::kOk);
  CHECK(peer.address == trial.local(far));
}

TEST_CASE("a small memory takes a stream in pieces, and nothing is lost between two receives") {
  Trial trial;
  auto [near, far] = trial.connection();
  CHECK(trial.try_send(near, "abcdefgh") == ErrorCode::kOk);
  CHECK(trial.receive(far, 3) == "abc");
  for (int i = 0; i < 3; ++i) trial.look_for(std::chrono::milliseconds(5));  // nobody wants it now
  CHECK(trial.receive(far, 3) == "def");
  CHECK(trial.receive(far, 3) == "gh");
  TriedReceive given_up(far);
  trial.start(given_up);
  trial.look();
  CHECK(trial.backend().cancel(given_up));
  CHECK(trial.try_send(near, "later") == ErrorCode::kOk);
  trial.look_for(std::chrono::milliseconds(5));
  CHECK(given_up.memory == std::string(1000, '.'));
  CHECK(trial.receive(far) == "later");
}

TEST_CASE("nobody receives: input that waits does not keep the loop busy") {
  Trial trial;
  auto [near, far] = trial.connection();
  CHECK(trial.try_send(near, "abcdefgh") == ErrorCode::kOk);
  CHECK(trial.receive(far, 3) == "abc");
  Tried never(OperationKind::kSignal);
  never.signal = 10;
  trial.start(never);
  int turns = 0;
  const TimeNs end = trial.backend().clock_ns() + 50000000;
  for (; trial.backend().clock_ns() < end; ++turns) {
    CompletedList completed;
    trial.backend().wait_until(end, completed);
  }
  CHECK(turns < 10);
  CHECK(trial.receive(far) == "defgh");
}

TEST_CASE("who receives much in a row lets others have their turn") {
  Trial trial;
  auto [near, far] = trial.connection();
  auto [other_near, other_far] = trial.connection();
  stuff(trial, near);
  TriedReceive other(other_far);
  trial.start(other);
  CHECK(trial.try_send(other_near, "x") == ErrorCode::kOk);
  int receives = 0;
  for (; receives < 100 && !other.done; ++receives) {
    TriedReceive receive(far, 4096);
    trial.start(receive);
    CHECK(trial.wait(receive) == ErrorCode::kOk);
    CHECK(receive.count == 4096);
  }
  CHECK(receives <= 34);
}

TEST_CASE("the end of a stream comes after its last bytes, and stays") {
  Trial trial;
  auto [near, far] = trial.connection();
  CHECK(trial.try_send(near, "last") == ErrorCode::kOk);
  SECTION("closed") { CHECK(trial.close(near) == ErrorCode::kOk); }
  SECTION("shut down") {
    Tried shutdown(OperationKind::kShutdown);
    shutdown.socket = near;
    trial.start(shutdown);
    CHECK_FALSE(shutdown.done);
    CHECK(trial.wait(shutdown) == ErrorCode::kOk);
    CHECK(trial.try_send(near, "more") == ErrorCode::kEPIPE);
    CHECK(trial.try_send(far, "still") == ErrorCode::kOk);
    CHECK(trial.receive(near) == "still");
    Tried again(OperationKind::kShutdown);
    again.socket = near;
    trial.start(again);
    CHECK(trial.wait(again) == ErrorCode::kENOTCONN);
  }
  SECTION("both closed and nobody receives meanwhile") {
    CHECK(trial.close(near) == ErrorCode::kOk);
    CHECK(trial.receive(far, 2) == "la");
    trial.look_for(std::chrono::milliseconds(5));
    CHECK(trial.receive(far, 2) == "st");
  }
  if (std::string rest = trial.receive(far); rest != "[end of file]") {
    CHECK(rest == "last");
    CHECK(trial.receive(far) == "[end of file]");
  }
  CHECK(trial.receive(far) == "[end of file]");
}

TEST_CASE("a peer that resets the connection is an error") {
  Trial trial;
  auto [near, far] = trial.connection();
  CHECK(trial.try_send(far, "unread") == ErrorCode::kOk);
  trial.look();
  CHECK(trial.close(near) == ErrorCode::kOk);  // with bytes unread
  CHECK(trial.receive(far) == "[connection reset by peer]");
  CHECK(trial.try_send(far, "x") == ErrorCode::kEPIPE);
  CHECK(trial.receive(far) == "[socket is not connected]");
}

TEST_CASE("a send that the system does not take at once goes on") {
  Trial trial;
  auto [near, far] = trial.connection();
  std::size_t all = stuff(trial, near);
  TriedSend first(near, std::string(3000000, 'y'));
  TriedSend second(near, std::string(50, 'z'));
  trial.start(first);
  CHECK(trial.try_send(near, "in between") == ErrorCode::kEAGAIN);
  trial.start(second);
  CHECK(trial.look() == 0);
  CHECK_FALSE(trial.backend().cancel(first));
  all += first.size + second.size;
  Tried shutdown(OperationKind::kShutdown);
  shutdown.socket = near;
  trial.start(shutdown);
  CHECK(drain(trial, far, all));
  CHECK(trial.wait(first) == ErrorCode::kOk);
  CHECK(trial.wait(second) == ErrorCode::kOk);
  CHECK(trial.wait(shutdown) == ErrorCode::kOk);
  CHECK(trial.receive(far) == "[end of file]");
}

TEST_CASE("sending to a peer that left fails and does not end the program") {
  Trial trial;
  auto [near, far] = trial.connection();
  CHECK(trial.close(far) == ErrorCode::kOk);
  trial.look();
  ErrorCode error = ErrorCode::kOk;
  for (int i = 0; i < 100 && error == ErrorCode::kOk; ++i) {
    TriedSend send(near, "x");
    trial.start(send);
    error = trial.wait(send);
  }
  CHECK((error == ErrorCode::kEPIPE || error == ErrorCode::kECONNRESET));
}

TEST_CASE("closing ends all that is under way, also a send given up") {
  Trial trial;
  auto [near, far] = trial.connection();
  stuff(trial, near);
  TriedSend given_up(near, "given up");
  TriedSend send(near, "abc");
  TriedReceive receive(near);
  Tried shutdown(OperationKind::kShutdown);
  shutdown.socket = near;
  trial.start(given_up);
  trial.start(send);
  trial.start(receive);
  trial.start(shutdown);
  CHECK_FALSE(trial.backend().cancel(given_up));
  const int descriptors = open_descriptors();
  CHECK(trial.close(near) == ErrorCode::kOk);
  CHECK(open_descriptors() == descriptors - 1);
  CHECK(trial.look() == 4);
  for (Tried* operation : {static_cast<Tried*>(&given_up), static_cast<Tried*>(&send),
                           static_cast<Tried*>(&receive), &shutdown}) {
    CHECK(operation->done);
    CHECK(operation->error == ErrorCode::kClosed);
  }
}

TEST_CASE("connecting fails later, not at once") {
  Trial trial;
  Tried connect(OperationKind::kConnect);
  BackendSocket* server = trial.listen(connect.address);
  trial.close(server);
  connect.socket = trial.open(SocketType::kStream);
  trial.start(connect);
  CHECK(trial.wait(connect) == ErrorCode::kECONNREFUSED);
  SECTION("to the other family") {
    Tried wrong(OperationKind::kConnect);
    wrong.socket = trial.open(SocketType::kStream);
    wrong.address = loopback(Domain::kIpv6, 1);
    trial.start(wrong);
    CHECK_FALSE(wrong.done);
    CHECK(trial.wait(wrong) == ErrorCode::kEAFNOSUPPORT);
  }
  SECTION("closed and given up meanwhile") {
    Tried closed(OperationKind::kConnect);
    Tried given_up(OperationKind::kConnect);
    for (Tried* operation : {&closed, &given_up}) {
      operation->socket = trial.open(SocketType::kStream);
      operation->address = address_of("127.0.0.2", 1);
      trial.start(*operation);
    }
    CHECK(trial.backend().cancel(given_up));
    CHECK(trial.close(given_up.socket) == ErrorCode::kOk);
    CHECK(trial.close(closed.socket) == ErrorCode::kOk);
    CHECK(trial.look() == 1);
    CHECK(closed.error == ErrorCode::kClosed);
    CHECK_FALSE(given_up.done);
  }
}

TEST_CASE("a stream that is not connected says so") {
  Trial trial;
  BackendSocket* stream = trial.open(SocketType::kStream);
  CHECK(trial.try_send(stream, "x") == ErrorCode::kEPIPE);
  CHECK(trial.receive(stream) == "[socket is not connected]");
  TriedSend send(stream, "x");
  trial.start(send);
  CHECK(trial.wait(send) == ErrorCode::kEPIPE);
  TriedReceive receive(stream);
  trial.start(receive);
  CHECK(trial.backend().cancel(receive));  // it failed already, which nobody heard yet
  CHECK(trial.look() == 0);
  Request peer{RequestKind::kPeerAddress};
  peer.socket = stream;
  CHECK(trial.perform(peer) == ErrorCode::kENOTCONN);
  CHECK(trial.local(stream) == IpAddress{});
}

TEST_CASE("the backend ends with everything under way") {
  Trial trial;
  auto [near, far] = trial.connection();
  stuff(trial, near);
  auto send = std::make_unique<TriedSend>(near, "abc");
  auto receive = std::make_unique<TriedReceive>(near);
  auto far_receive = std::make_unique<TriedReceive>(far, 10);
  trial.start(*send);
  trial.start(*receive);
  trial.start(*far_receive);
  Tried connect(OperationKind::kConnect);
  connect.socket = trial.open(SocketType::kStream);
  connect.address = address_of("127.0.0.2", 1);
  trial.start(connect);
  send.reset();
  receive.reset();
  far_receive.reset();
  trial.finish();
}

}  // namespace coutil
