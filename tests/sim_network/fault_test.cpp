// What goes wrong between hosts: losses, cuts, hosts that are not there, that crash or come back; and how
// long it takes to find out.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

LinkSettings latency(TimeNs least, TimeNs most) {
  LinkSettings settings;
  settings.latency_least_ns = least;
  settings.latency_most_ns = most;
  return settings;
}

void keep_alive(Town& town, BackendSocket* socket, int seconds) {
  Request request{RequestKind::kSetOption};
  request.socket = socket;
  request.option = SocketOption::kKeepAlive;
  request.value.number = seconds;
  CHECK(town.perform(request) == ErrorCode::kOk);
}

}  // namespace

TEST_CASE("a way takes its latency") {
  Town town(2);
  town.set_links(0, 1, latency(40 * kMillisecond, 40 * kMillisecond));
  const TimeNs before = town.now();
  auto [near, far] = town.connection(0, 1);
  CHECK(town.now() - before == 120 * kMillisecond);  // there, back, and there for who accepts
  const TimeNs sent = town.now();
  CHECK(town.try_send(near, "x") == ErrorCode::kOk);
  CHECK(town.receive(far) == "x");
  CHECK(town.now() - sent == 40 * kMillisecond);
}

TEST_CASE("a narrow way takes its time, and a segment that is lost delays what follows") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  LinkSettings narrow = latency(kMillisecond, kMillisecond);
  narrow.bits_per_second = 8'000'000;  // a megabyte a second
  town.set_links(0, 1, narrow);
  TriedSend send(near, std::string(3 << 20, 'x'));
  town.start(send, 0);
  const TimeNs before = town.now();
  std::size_t left = send.size;
  while (left > 0) {
    TriedReceive receive(far, 1 << 20);
    town.start(receive, 1);
    REQUIRE(town.wait(receive, 1) == ErrorCode::kOk);
    left -= receive.count;
  }
  const double seconds = static_cast<double>(town.now() - before) / 1e9;
  CHECK(seconds > 3.1);
  CHECK(seconds < 6);
}

TEST_CASE("what a cut way loses comes once it is mended") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  town.network.link(town.host(0), town.host(1)).cut();
  CHECK(town.try_send(near, "late") == ErrorCode::kOk);
  town.pass(10 * kSecond);
  town.network.link(town.host(0), town.host(1)).mend();
  const TimeNs mended = town.now();
  CHECK(town.receive(far) == "late");
  CHECK(town.now() - mended < 30 * kSecond);
  CHECK(town.try_send(far, "back") == ErrorCode::kOk);
  CHECK(town.receive(near) == "back");
}

TEST_CASE("who sends over a cut that stays gives up after a quarter of an hour") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  town.set_links(0, 1, latency(kMillisecond, kMillisecond));
  town.network.link(town.host(0), town.host(1)).cut();
  CHECK(town.try_send(near, "never") == ErrorCode::kOk);
  TriedReceive receive(near);
  town.start(receive);
  const TimeNs before = town.now();
  town.pass(1800 * kSecond);
  CHECK(receive.done);
  CHECK(receive.error == ErrorCode::kETIMEDOUT);
  CHECK(town.now() - before >= 900 * kSecond);
  TriedReceive waits(far);
  town.start(waits, 1);
  CHECK(town.pass(3600 * kSecond) == 0);  // the other end never hears of it
}

TEST_CASE("who connects to no host, to one that is down, or over a cut") {
  Town town(2);
  const auto connect = [&](const char* host) {
    TriedConnect connect(town.open(SocketType::kStream), address_of(host, 80));
    town.start(connect);
    const ErrorCode error = town.wait(connect);
    town.close(connect.socket);
    return error;
  };
  TimeNs before = town.now();
  CHECK(connect("10.0.0.99") == ErrorCode::kEHOSTUNREACH);
  CHECK(town.now() - before == 3 * kSecond);
  before = town.now();
  town.host(1).crash();
  CHECK(connect("10.0.0.2") == ErrorCode::kETIMEDOUT);
  CHECK(town.now() - before == 127 * kSecond);
  town.host(1).restart();
  CHECK(connect("10.0.0.2") == ErrorCode::kECONNREFUSED);
}

TEST_CASE("a connection to a host that crashed is reset once it is up again") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  CHECK(town.try_send(near, "x") == ErrorCode::kOk);
  CHECK(town.receive(far) == "x");
  town.host(1).crash();
  CHECK(town.try_send(near, "y") == ErrorCode::kOk);
  town.pass(3 * kSecond);
  town.host(1).restart();
  CHECK(town.receive(near) == "[connection reset by peer]");
}

TEST_CASE("keepalive finds out that a silent peer is gone") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  keep_alive(town, near, 5);
  TriedReceive receive(near);
  town.start(receive);
  CHECK(town.pass(600 * kSecond) == 0);  // it is there
  CompletedList completed;
  CHECK(town.backend().wait_until(kNever, completed) == kNever);  // and that will not change
  town.host(1).crash();
  const TimeNs before = town.now();
  const TimeNs found = town.backend().wait_until(kNever, completed);
  CHECK(found < before + 20 * kSecond);
  REQUIRE(completed.take() == &receive);
  CHECK(receive.error == ErrorCode::kETIMEDOUT);
  CHECK(far != nullptr);
}

TEST_CASE("a window that opened is found though the news of it was lost") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  TriedSend send(near, std::string(8 << 20, 'x'));
  town.start(send, 0);
  town.pass(20 * kSecond);
  CHECK_FALSE(send.done);
  Link& back = town.network.link(town.host(1), town.host(0));
  std::size_t left = send.size;
  back.cut();
  for (int i = 0; i < 3; ++i) {
    TriedReceive receive(far, 1 << 20);
    town.start(receive, 1);
    REQUIRE(town.wait(receive, 1) == ErrorCode::kOk);
    left -= receive.count;
  }
  town.pass(kSecond);
  back.mend();
  while (left > 0) {
    TriedReceive receive(far, 1 << 20);
    town.start(receive, 1);
    REQUIRE(town.wait(receive, 1) == ErrorCode::kOk);
    left -= receive.count;
  }
  CHECK(town.wait(send, 0) == ErrorCode::kOk);
}

TEST_CASE("datagrams are lost, doubled and overtaken as likely as the way says") {
  Town town(2);
  const IpAddress to = address_of("10.0.0.2", 5000);
  BackendSocket* receiver = town.datagram(to, 1);
  BackendSocket* sender = town.open(SocketType::kDatagram);
  LinkSettings settings = latency(kMillisecond, 2 * kMillisecond);
  settings.loss = 0.2;
  settings.duplication = 0.1;
  settings.reordering = 0.1;
  settings.reordering_delay_ns = 20 * kMillisecond;
  town.set_links(0, 1, settings);
  constexpr int kSent = 2000;
  std::vector<int> counts(kSent);
  int last = -1;
  int overtaken = 0;
  for (int i = 0; i < kSent; ++i) {
    CHECK(town.send_to(sender, std::to_string(i), to) == ErrorCode::kOk);
    TriedReceive receive(receiver);
    town.start(receive, 1);
    town.pass(5 * kMillisecond);
    if (!receive.done) {
      CHECK(town.backend(1).cancel(receive));
      continue;
    }
    const int number = std::stoi(receive.text());
    ++counts[static_cast<std::size_t>(number)];
    if (number < last) ++overtaken;
    last = std::max(last, number);
  }
  const auto lost = std::count(counts.begin(), counts.end(), 0);
  const auto doubled = std::count(counts.begin(), counts.end(), 2);
  CHECK((lost > 300 && lost < 500));
  CHECK((doubled > 100 && doubled < 220));
  CHECK((overtaken > 100 && overtaken < 350));
}

TEST_CASE("a datagram in many pieces is lost with any of them") {
  LinkSettings settings;
  settings.loss = 0.1;
  Link link(3, "a way", settings);
  int small = 0;
  int large = 0;
  for (int i = 0; i < 2000; ++i) {
    small += link.carry(1000, 1, 0).copies;
    large += link.carry(15'000, 1, 0).copies;
  }
  CHECK((small > 1700 && small < 1900));
  CHECK((large > 550 && large < 850));  // 0.9 to the tenth
}

TEST_CASE("spreads of latency") {
  for (Spread spread : {Spread::kUniform, Spread::kNormal, Spread::kExponential}) {
    LinkSettings settings = latency(10 * kMillisecond, 20 * kMillisecond);
    settings.spread = spread;
    settings.jitter_ns = spread == Spread::kUniform ? kMillisecond : 0;
    settings.reordering = 1;  // none waits for another
    Link link(7, "a way", settings);
    TimeNs least = kNever;
    double sum = 0;
    for (int i = 0; i < 10000; ++i) {
      const Passage passage = link.carry(100, 1, 0);
      REQUIRE(passage.copies == 1);
      least = std::min(least, passage.arrivals_ns[0]);
      sum += static_cast<double>(passage.arrivals_ns[0]) / 1e6;
    }
    const double mean = sum / 10000;
    CHECK(least >= 10 * kMillisecond);
    CHECK(least < 12 * kMillisecond);
    const double expected = spread == Spread::kExponential ? 20 : spread == Spread::kUniform ? 15.5 : 15;
    CHECK(std::abs(mean - expected) < 0.5);
  }
}

}  // namespace coutil::sim
