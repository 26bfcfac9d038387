// Options of sockets: what was set is what is told, before and after a bind, in both families.
#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

OptionValue get(Trial& trial, BackendSocket* socket, SocketOption option) {
  Request request{RequestKind::kGetOption};
  request.socket = socket;
  request.option = option;
  CHECK(trial.perform(request) == ErrorCode::kOk);
  return request.value;
}

ErrorCode set(Trial& trial, BackendSocket* socket, SocketOption option, const OptionValue& value) {
  Request request{RequestKind::kSetOption};
  request.socket = socket;
  request.option = option;
  request.value = value;
  return trial.perform(request);
}

OptionValue flag(bool on) {
  OptionValue value;
  value.flag = on;
  return value;
}

OptionValue number(std::int64_t of) {
  OptionValue value;
  value.number = of;
  return value;
}

}  // namespace

TEST_CASE("options of datagram sockets") {
  const Domain domain = GENERATE(Domain::kIpv4, Domain::kIpv6);
  const bool is_bound = GENERATE(false, true);
  Trial trial;
  BackendSocket* socket = trial.open(SocketType::kDatagram, domain);
  if (is_bound) CHECK(trial.bind(socket, loopback(domain)) == ErrorCode::kOk);
  const IpAddress before = trial.local(socket);
  CHECK_FALSE(get(trial, socket, SocketOption::kBroadcast).flag);
  CHECK(get(trial, socket, SocketOption::kMulticastLoop).flag);
  CHECK(get(trial, socket, SocketOption::kMulticastTtl).number == 1);
  CHECK(get(trial, socket, SocketOption::kMulticastInterface).none);
  for (bool on : {true, false, true}) {
    CHECK(set(trial, socket, SocketOption::kBroadcast, flag(on)) == ErrorCode::kOk);
    CHECK(get(trial, socket, SocketOption::kBroadcast).flag == on);
    CHECK(set(trial, socket, SocketOption::kMulticastLoop, flag(on)) == ErrorCode::kOk);
    CHECK(get(trial, socket, SocketOption::kMulticastLoop).flag == on);
  }
  for (int hops : {255, 1, 7}) {
    CHECK(set(trial, socket, SocketOption::kMulticastTtl, number(hops)) == ErrorCode::kOk);
    CHECK(get(trial, socket, SocketOption::kMulticastTtl).number == hops);
  }
  CHECK(set(trial, socket, SocketOption::kMulticastTtl, number(0)) == ErrorCode::kEINVAL);
  CHECK(set(trial, socket, SocketOption::kMulticastTtl, number(256)) == ErrorCode::kEINVAL);
  OptionValue interface;
  interface.address = loopback(domain);
  CHECK(set(trial, socket, SocketOption::kMulticastInterface, interface) == ErrorCode::kOk);
  CHECK(get(trial, socket, SocketOption::kMulticastInterface).address == interface.address);
  interface.none = true;
  CHECK(set(trial, socket, SocketOption::kMulticastInterface, interface) == ErrorCode::kOk);
  CHECK(get(trial, socket, SocketOption::kMulticastInterface).none);
  CHECK(set(trial, socket, SocketOption::kNoDelay, flag(true)) == ErrorCode::kENOPROTOOPT);
  CHECK(trial.local(socket) == before);
}

TEST_CASE("options of streams") {
  Trial trial;
  auto [near, far] = trial.connection();
  for (BackendSocket* socket : {near, far, trial.open(SocketType::kStream, Domain::kIpv6)}) {
    CHECK(get(trial, socket, SocketOption::kKeepAlive).none);
    CHECK_FALSE(get(trial, socket, SocketOption::kNoDelay).flag);
    for (bool on : {true, false, true}) {
      CHECK(set(trial, socket, SocketOption::kNoDelay, flag(on)) == ErrorCode::kOk);
      CHECK(get(trial, socket, SocketOption::kNoDelay).flag == on);
    }
    CHECK(set(trial, socket, SocketOption::kKeepAlive, number(77)) == ErrorCode::kOk);
    OptionValue value = get(trial, socket, SocketOption::kKeepAlive);
    CHECK_FALSE(value.none);
    CHECK(value.number == 77);
    CHECK(set(trial, socket, SocketOption::kKeepAlive, number(0)) == ErrorCode::kEINVAL);
    CHECK(set(trial, socket, SocketOption::kKeepAlive, number(std::int64_t{1} << 40)) == ErrorCode::kEINVAL);
    value.none = true;
    CHECK(set(trial, socket, SocketOption::kKeepAlive, value) == ErrorCode::kOk);
    CHECK(get(trial, socket, SocketOption::kKeepAlive).none);
    CHECK(set(trial, socket, SocketOption::kBroadcast, flag(true)) == ErrorCode::kENOPROTOOPT);
  }
}

}  // namespace coutil
