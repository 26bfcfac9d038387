// UDP sockets: datagrams with and without addresses, cut ones, connecting, giving up, closing; multicast.
#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

ErrorCode send_to(Trial& trial, BackendSocket* from, const IpAddress& to, const std::string& data) {
  Request request{RequestKind::kTrySend};
  request.socket = from;
  request.has_address = true;
  request.address = to;
  request.data = data.data();
  request.size = data.size();
  ErrorCode error = trial.perform(request);
  if (error == ErrorCode::kOk) CHECK(request.count == data.size());
  return error;
}

ErrorCode ask(Trial& trial, RequestKind kind, BackendSocket* socket, const IpAddress& address = {}) {
  Request request{kind};
  request.socket = socket;
  request.address = address;
  return trial.perform(request);
}

BackendSocket* bound(Trial& trial, Domain domain = Domain::kIpv4) {
  BackendSocket* socket = trial.open(SocketType::kDatagram, domain);
  REQUIRE(trial.bind(socket, loopback(domain)) == ErrorCode::kOk);
  return socket;
}

}  // namespace

TEST_CASE("datagrams keep their bounds and tell their sender") {
  const Domain domain = GENERATE(Domain::kIpv4, Domain::kIpv6);
  Trial trial;
  BackendSocket* one = bound(trial, domain);
  BackendSocket* two = bound(trial, domain);
  for (const char* text : {"first", "", "third one"}) {
    CHECK(send_to(trial, one, trial.local(two), text) == ErrorCode::kOk);
  }
  for (const char* text : {"first", "", "thir"}) {
    TriedReceive receive(two, 5 - (text[0] == 't' ? 1 : 0));
    trial.start(receive);
    CHECK(trial.wait(receive) == ErrorCode::kOk);
    CHECK(receive.text() == text);
    CHECK(receive.truncated == (std::string(text) == "thir"));
    CHECK(receive.address == trial.local(one));
    trial.look_for(std::chrono::milliseconds(2));  // what came and is not wanted yet stays
  }
  TriedReceive receive(two);
  trial.start(receive);
  CHECK(trial.look_for(std::chrono::milliseconds(5)) == 0);
  TriedSend send(one, "later");
  send.has_address = true;
  send.address = trial.local(two);
  trial.start(send);
  CHECK_FALSE(send.done);
  CHECK(trial.wait(send) == ErrorCode::kOk);
  CHECK(trial.wait(receive) == ErrorCode::kOk);
  CHECK(receive.text() == "later");
}

TEST_CASE("a connected datagram socket has one peer") {
  Trial trial;
  BackendSocket* one = bound(trial);
  BackendSocket* two = bound(trial);
  BackendSocket* stranger = bound(trial);
  CHECK(ask(trial, RequestKind::kPeerAddress, one) == ErrorCode::kENOTCONN);
  CHECK(ask(trial, RequestKind::kDisconnectDatagram, one) == ErrorCode::kENOTCONN);
  CHECK(trial.try_send(one, "x") == ErrorCode::kEDESTADDRREQ);
  CHECK(ask(trial, RequestKind::kConnectDatagram, one, trial.local(two)) == ErrorCode::kOk);
  Request peer{RequestKind::kPeerAddress};
  peer.socket = one;
  CHECK(trial.perform(peer) == ErrorCode::kOk);
  CHECK(peer.address == trial.local(two));
  CHECK(trial.try_send(one, "x") == ErrorCode::kOk);
  CHECK(send_to(trial, one, trial.local(two), "x") == ErrorCode::kEISCONN);
  CHECK(send_to(trial, stranger, trial.local(one), "not for you") == ErrorCode::kOk);
  CHECK(send_to(trial, two, trial.local(one), "for you") == ErrorCode::kOk);
  CHECK(trial.receive(one) == "for you");
  CHECK(trial.receive(two) == "x");
  CHECK(ask(trial, RequestKind::kDisconnectDatagram, one) == ErrorCode::kOk);
  CHECK(trial.try_send(one, "x") == ErrorCode::kEDESTADDRREQ);
  SECTION("who is gone is an error of the next receive") {
    const IpAddress gone = trial.local(two);
    trial.close(two);
    CHECK(ask(trial, RequestKind::kConnectDatagram, one, gone) == ErrorCode::kOk);
    CHECK(trial.try_send(one, "x") == ErrorCode::kOk);
    CHECK(trial.receive(one) == "[connection refused]");
  }
}

TEST_CASE("errors of datagram sockets") {
  Trial trial;
  BackendSocket* one = bound(trial);
  BackendSocket* two = bound(trial);
  CHECK(trial.bind(trial.open(SocketType::kDatagram), trial.local(one)) == ErrorCode::kEADDRINUSE);
  CHECK(send_to(trial, one, trial.local(two), std::string(70000, 'x')) == ErrorCode::kEMSGSIZE);
  TriedSend large(one, std::string(70000, 'x'));
  large.has_address = true;
  large.address = trial.local(two);
  trial.start(large);
  CHECK(trial.wait(large) == ErrorCode::kEMSGSIZE);
  TriedSend lost(one, "x");
  trial.start(lost);
  CHECK(trial.wait(lost) == ErrorCode::kEDESTADDRREQ);
}

TEST_CASE("giving up and closing datagram sockets") {
  Trial trial;
  BackendSocket* one = bound(trial);
  BackendSocket* two = bound(trial);
  TriedReceive given_up(two);
  trial.start(given_up);
  trial.look();
  CHECK(trial.backend().cancel(given_up));
  CHECK(send_to(trial, one, trial.local(two), "kept") == ErrorCode::kOk);
  trial.look_for(std::chrono::milliseconds(5));
  CHECK(given_up.memory[0] == '.');
  CHECK(trial.receive(two) == "kept");
  TriedReceive receive(two);
  trial.start(receive);
  TriedSend send(two, "x");
  send.has_address = true;
  send.address = trial.local(one);
  trial.start(send);
  CHECK(trial.close(two) == ErrorCode::kOk);
  CHECK(trial.look() == 2);
  CHECK(receive.error == ErrorCode::kClosed);
}

TEST_CASE("multicast reaches who joined") {
  const bool ipv6 = GENERATE(false, true);
  const Domain domain = ipv6 ? Domain::kIpv6 : Domain::kIpv4;
  Trial trial;
  BackendSocket* listener = trial.open(SocketType::kDatagram, domain);
  CHECK(trial.bind(listener, address_of(ipv6 ? "::" : "0.0.0.0")) == ErrorCode::kOk);
  const IpAddress group = address_of(ipv6 ? "ff01::1234" : "239.255.1.2");
  Request membership{RequestKind::kJoinGroup};
  membership.socket = listener;
  membership.address = group;
  membership.has_interface = true;
  membership.interface = loopback(domain);
  CHECK(trial.perform(membership) == ErrorCode::kOk);
  BackendSocket* sender = bound(trial, domain);
  Request option{RequestKind::kSetOption};
  option.socket = sender;
  option.option = SocketOption::kMulticastInterface;
  option.value.address = loopback(domain);
  CHECK(trial.perform(option) == ErrorCode::kOk);
  IpAddress to = group;
  to.port = trial.local(listener).port;
  const ErrorCode sent = send_to(trial, sender, to, "to all");
  if (!ipv6 || sent == ErrorCode::kOk) {  // the loopback may lack a route for groups of IPv6
    CHECK(sent == ErrorCode::kOk);
    CHECK(trial.receive(listener) == "to all");
  }
  membership.kind = RequestKind::kLeaveGroup;
  CHECK(trial.perform(membership) == ErrorCode::kOk);
  CHECK(trial.perform(membership) == ErrorCode::kEADDRNOTAVAIL);
  membership.kind = RequestKind::kJoinGroup;
  membership.interface = address_of(ipv6 ? "2001:db8::77" : "192.0.2.77");
  CHECK(trial.perform(membership) == ErrorCode::kENODEV);
  option.value.address = membership.interface;
  CHECK(trial.perform(option) == ErrorCode::kEADDRNOTAVAIL);
}

TEST_CASE("without an interface a group is joined at the address that the socket is bound to") {
  Trial trial;
  BackendSocket* socket = bound(trial);
  Request membership{RequestKind::kJoinGroup};
  membership.socket = socket;
  membership.address = address_of("239.255.1.3");
  CHECK(trial.perform(membership) == ErrorCode::kOk);
  membership.kind = RequestKind::kLeaveGroup;
  membership.has_interface = true;
  membership.interface = loopback();
  CHECK(trial.perform(membership) == ErrorCode::kOk);
}

}  // namespace coutil
