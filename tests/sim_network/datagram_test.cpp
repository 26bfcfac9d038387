// Simulated datagrams: one to one, connected, refused, too long, to groups, to all; and how much is held.
#include "sim/network/datagram_socket.h"

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

IpAddress here() { return address_of("127.0.0.1"); }

ErrorCode connect(Town& town, BackendSocket* socket, const IpAddress* to) {
  Request request{to != nullptr ? RequestKind::kConnectDatagram : RequestKind::kDisconnectDatagram};
  request.socket = socket;
  if (to != nullptr) request.address = *to;
  return town.perform(request);
}

ErrorCode set(Town& town, BackendSocket* socket, SocketOption option, const OptionValue& value) {
  Request request{RequestKind::kSetOption};
  request.socket = socket;
  request.option = option;
  request.value = value;
  return town.perform(request);
}

OptionValue flag(bool value) {
  OptionValue option;
  option.flag = value;
  return option;
}

OptionValue number(int value) {
  OptionValue option;
  option.number = value;
  return option;
}

ErrorCode member(Town& town, RequestKind kind, BackendSocket* socket, const IpAddress& group,
                 const char* interface = nullptr) {
  Request request{kind};
  request.socket = socket;
  request.address = group;
  request.has_interface = interface != nullptr;
  if (interface != nullptr) request.interface = address_of(interface);
  return town.perform(request);
}

}  // namespace

TEST_CASE("a simulated datagram comes with its sender, or cut off") {
  Town town;
  BackendSocket* one = town.datagram(here());
  BackendSocket* two = town.datagram(here());
  CHECK(town.send_to(one, "hello", town.local(two)) == ErrorCode::kOk);
  CHECK(town.send_to(one, "hello again", town.local(two)) == ErrorCode::kOk);
  CHECK(town.send_to(one, "", town.local(two)) == ErrorCode::kOk);
  TriedReceive whole(two);
  town.start(whole);
  CHECK(town.wait(whole) == ErrorCode::kOk);
  CHECK(whole.text() == "hello");
  CHECK_FALSE(whole.truncated);
  CHECK(whole.address == town.local(one));
  TriedReceive cut(two, 5);
  town.start(cut);
  CHECK(town.wait(cut) == ErrorCode::kOk);
  CHECK(cut.text() == "hello");
  CHECK(cut.truncated);
  TriedReceive empty(two);
  town.start(empty);
  CHECK(town.wait(empty) == ErrorCode::kOk);
  CHECK(empty.count == 0);
}

TEST_CASE("a simulated datagram socket is connected, hears its peer only, and is disconnected") {
  Town town;
  BackendSocket* one = town.datagram(here());
  BackendSocket* two = town.datagram(here());
  BackendSocket* stranger = town.datagram(here());
  const IpAddress there = town.local(two);
  CHECK(town.try_send(one, "x") == ErrorCode::kEDESTADDRREQ);
  CHECK(connect(town, one, nullptr) == ErrorCode::kENOTCONN);
  CHECK(connect(town, one, &there) == ErrorCode::kOk);
  CHECK(connect(town, one, &there) == ErrorCode::kEISCONN);
  CHECK(town.peer(one) == there);
  CHECK(town.send_to(one, "x", there) == ErrorCode::kEISCONN);
  CHECK(town.send_to(stranger, "stranger", town.local(one)) == ErrorCode::kOk);
  CHECK(town.send_to(two, "peer", town.local(one)) == ErrorCode::kOk);
  CHECK(town.receive(one) == "peer");
  CHECK(connect(town, one, nullptr) == ErrorCode::kOk);
  CHECK(town.local(one) == here());  // the port was the system's choice, and is lost with the connection
  const IpAddress fixed = address_of("127.0.0.1", 4000);
  BackendSocket* other = town.datagram(fixed);
  CHECK(connect(town, other, &there) == ErrorCode::kOk);
  CHECK(connect(town, other, nullptr) == ErrorCode::kOk);
  CHECK(town.local(other) == fixed);
}

TEST_CASE("nobody is there: who is connected hears of it once") {
  Town town;
  BackendSocket* one = town.datagram(here());
  const IpAddress nobody = address_of("127.0.0.1", 9);
  CHECK(town.send_to(one, "x", nobody) == ErrorCode::kOk);
  town.pass(kMillisecond);
  CHECK(connect(town, one, &nobody) == ErrorCode::kOk);
  CHECK(town.try_send(one, "x") == ErrorCode::kOk);
  SECTION("by receiving") { CHECK(town.receive(one) == "[connection refused]"); }
  SECTION("by sending") {
    town.pass(kMillisecond);
    CHECK(town.try_send(one, "x") == ErrorCode::kECONNREFUSED);
    CHECK(town.try_send(one, "x") == ErrorCode::kOk);
  }
}

TEST_CASE("what can't be sent is told at once") {
  Town town(2);
  BackendSocket* one = town.open(SocketType::kDatagram);
  CHECK(town.send_to(one, std::string(65508, 'x'), address_of("127.0.0.1", 9)) == ErrorCode::kEMSGSIZE);
  CHECK(town.send_to(one, std::string(65507, 'x'), address_of("127.0.0.1", 9)) == ErrorCode::kOk);
  CHECK(town.send_to(one, "x", address_of("127.0.0.1", 0)) == ErrorCode::kEINVAL);
  CHECK(town.send_to(one, "x", address_of("::1", 9)) == ErrorCode::kEAFNOSUPPORT);
  CHECK(town.send_to(one, "x", address_of("10.0.0.255", 9)) == ErrorCode::kEACCES);
  CHECK(town.send_to(one, "x", address_of("10.0.0.77", 9)) == ErrorCode::kOk);  // lost
  BackendSocket* local = town.datagram(here());
  CHECK(town.send_to(local, "x", address_of("10.0.0.2", 9)) == ErrorCode::kEINVAL);
  TriedSend long_one(one, std::string(70000, 'x'));
  long_one.has_address = true;
  long_one.address = address_of("127.0.0.1", 9);
  town.start(long_one);
  CHECK_FALSE(long_one.done);
  CHECK(town.wait(long_one) == ErrorCode::kEMSGSIZE);
}

TEST_CASE("what nobody reads is held up to a limit, then dropped") {
  Town town;
  BackendSocket* one = town.datagram(here());
  BackendSocket* two = town.datagram(here());
  constexpr int kSent = 400;
  for (int i = 0; i < kSent; ++i) {
    CHECK(town.send_to(one, std::to_string(i), town.local(two)) == ErrorCode::kOk);
  }
  int came = 0;
  while (town.receive(two) == std::to_string(came)) ++came;
  CHECK(came > 200);
  CHECK(came < kSent);
}

TEST_CASE("closing and giving up simulated datagram operations") {
  Town town;
  BackendSocket* one = town.datagram(here());
  BackendSocket* two = town.datagram(here());
  TriedReceive given_up(two);
  CHECK(town.send_to(one, "kept", town.local(two)) == ErrorCode::kOk);
  town.pass(kMillisecond);
  town.start(given_up);
  CHECK(town.backend().cancel(given_up));
  CHECK(given_up.memory[0] == '.');
  CHECK(town.receive(two) == "kept");
  TriedReceive receive(two);
  town.start(receive);
  town.close(two);
  CHECK(town.pass(0) == 1);
  CHECK(receive.error == ErrorCode::kClosed);
}

TEST_CASE("a broadcast reaches the subnet where it is enabled") {
  Town town(3);
  IpAddress all = address_of("0.0.0.0", 5000);
  BackendSocket* sender = town.open(SocketType::kDatagram);
  BackendSocket* hearers[] = {town.datagram(all, 0), town.datagram(all, 1), town.datagram(all, 2)};
  BackendSocket* bound = town.datagram(address_of("127.0.0.1", 5001), 1);
  for (const char* target : {"10.0.0.255", "255.255.255.255"}) {
    CHECK(set(town, sender, SocketOption::kBroadcast, flag(false)) == ErrorCode::kOk);
    CHECK(town.send_to(sender, "loud", address_of(target, 5000)) == ErrorCode::kEACCES);
    CHECK(set(town, sender, SocketOption::kBroadcast, flag(true)) == ErrorCode::kOk);
    CHECK(town.send_to(sender, "loud", address_of(target, 5000)) == ErrorCode::kOk);
    for (BackendSocket* hearer : hearers) CHECK(town.receive(hearer) == "loud");
  }
  CHECK(town.send_to(sender, "loud", address_of("127.255.255.255", 5000)) == ErrorCode::kOk);
  CHECK(town.receive(hearers[0]) == "loud");
  CHECK(town.receive(hearers[1]) == "[nothing]");
  CHECK(town.send_to(sender, "loud", address_of("10.0.0.255", 5001)) == ErrorCode::kOk);
  CHECK(town.receive(bound) == "[nothing]");
}

TEST_CASE("a group reaches its members over the network") {
  const bool ipv6 = GENERATE(false, true);
  const Domain domain = ipv6 ? Domain::kIpv6 : Domain::kIpv4;
  Town town(3);
  const IpAddress group = address_of(ipv6 ? "ff02::77" : "239.1.2.3", 5000);
  IpAddress all = address_of(ipv6 ? "::" : "0.0.0.0", 5000);
  BackendSocket* hearers[] = {town.datagram(all, 0), town.datagram(all, 1), town.datagram(all, 2)};
  BackendSocket* sender = town.open(SocketType::kDatagram, 0, domain);
  const auto heard = [&] {
    CHECK(town.send_to(sender, "group", group) == ErrorCode::kOk);
    std::string by;
    for (BackendSocket* hearer : hearers) by += town.receive(hearer) == "group" ? '1' : '0';
    return by;
  };
  CHECK(heard() == "000");
  for (BackendSocket* hearer : {hearers[0], hearers[1]})
    CHECK(member(town, RequestKind::kJoinGroup, hearer, group) == ErrorCode::kOk);
  CHECK(member(town, RequestKind::kJoinGroup, hearers[0], group) == ErrorCode::kEADDRINUSE);
  CHECK(heard() == "110");
  CHECK(set(town, sender, SocketOption::kMulticastLoop, flag(false)) == ErrorCode::kOk);
  CHECK(heard() == "010");
  LinkSettings far;
  far.hops = 2;
  town.set_links(0, 1, far);
  CHECK(heard() == "000");
  CHECK(set(town, sender, SocketOption::kMulticastTtl, number(2)) == ErrorCode::kOk);
  CHECK(heard() == "010");
  CHECK(member(town, RequestKind::kLeaveGroup, hearers[1], group) == ErrorCode::kOk);
  CHECK(member(town, RequestKind::kLeaveGroup, hearers[1], group) == ErrorCode::kEADDRNOTAVAIL);
  CHECK(heard() == "000");
  const char* none = ipv6 ? "fd00::99" : "10.0.0.99";
  CHECK(member(town, RequestKind::kJoinGroup, hearers[1], group, none) == ErrorCode::kENODEV);
  CHECK(member(town, RequestKind::kJoinGroup, hearers[1], all) == ErrorCode::kEINVAL);
  CHECK(member(town, RequestKind::kJoinGroup, hearers[1], group, ipv6 ? "::1" : "127.0.0.1") ==
        ErrorCode::kOk);
  CHECK(heard() == "000");  // another interface
}

TEST_CASE("the interface for groups is one of the host's") {
  Town town(1);
  BackendSocket* socket = town.open(SocketType::kDatagram);
  OptionValue value;
  value.address = address_of("10.0.0.1");
  CHECK(set(town, socket, SocketOption::kMulticastInterface, value) == ErrorCode::kOk);
  value.address = address_of("10.0.0.2");
  CHECK(set(town, socket, SocketOption::kMulticastInterface, value) == ErrorCode::kEADDRNOTAVAIL);
  Request get{RequestKind::kGetOption};
  get.socket = socket;
  get.option = SocketOption::kMulticastInterface;
  CHECK(town.perform(get) == ErrorCode::kOk);
  CHECK(get.value.address == address_of("10.0.0.1"));
  value.none = true;
  CHECK(set(town, socket, SocketOption::kMulticastInterface, value) == ErrorCode::kOk);
  CHECK(town.perform(get) == ErrorCode::kOk);
  CHECK(get.value.none);
  CHECK(set(town, socket, SocketOption::kMulticastTtl, number(0)) == ErrorCode::kEINVAL);
  CHECK(set(town, socket, SocketOption::kNoDelay, flag(true)) == ErrorCode::kENOPROTOOPT);
}

}  // namespace coutil::sim
