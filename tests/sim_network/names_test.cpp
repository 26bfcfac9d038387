// Names and services in a simulated world.
#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

using Node = LookupRequest::Node;

struct TriedLookup : Tried {
  explicit TriedLookup(const char* name, const char* service = nullptr) : Tried(OperationKind::kLookup) {
    wanted.name = name;
    wanted.service = service;
    wanted.stream = true;
    lookup = &wanted;
  }
  // "127.0.0.1|80 ::1|80", with a "d" before those for datagrams, or the error's text.
  std::string result(Town& town) {
    town.start(*this);
    CHECK_FALSE(done);
    if (ErrorCode error = town.wait(*this); error != ErrorCode::kOk) return error_text(error);
    std::string text;
    for (const FoundAddress& one : wanted.found) {
      Request format{RequestKind::kFormatHost};
      format.address = one.address;
      CHECK(town.perform(format) == ErrorCode::kOk);
      if (!text.empty()) text += " ";
      if (one.type == SocketType::kDatagram) text += "d";
      text += format.text_out + std::string("|") + std::to_string(one.address.port);
    }
    return text;
  }
  LookupRequest wanted;
};

}  // namespace

TEST_CASE("simulated lookups of literals and services") {
  Town town;
  CHECK(TriedLookup("192.0.2.1", "80").result(town) == "192.0.2.1|80");
  CHECK(TriedLookup("127.1").result(town) == "127.0.0.1|0");
  CHECK(TriedLookup("::1", "https").result(town) == "::1|443");
  TriedLookup both("192.0.2.1", "domain");
  both.wanted.datagram = true;
  CHECK(both.result(town) == "192.0.2.1|53 d192.0.2.1|53");
  TriedLookup one("192.0.2.1", "ssh");
  one.wanted.datagram = true;
  CHECK(one.result(town) == "192.0.2.1|22");
  TriedLookup none("192.0.2.1", "ssh");
  none.wanted.stream = false;
  none.wanted.datagram = true;
  CHECK(none.result(town) == error_text(ErrorCode::kEAI_SERVICE));
  CHECK(TriedLookup("192.0.2.1", "no such").result(town) == error_text(ErrorCode::kEAI_SERVICE));
  TriedLookup mapped("192.0.2.1", "1");
  mapped.wanted.mapped = true;
  CHECK(mapped.result(town) == "::ffff:192.0.2.1|1");
  TriedLookup wrong("192.0.2.1", "1");
  wrong.wanted.ipv6 = true;
  CHECK(wrong.result(town) == error_text(ErrorCode::kEAI_ADDRFAMILY));
}

TEST_CASE("simulated lookups of the loopback and the wildcard") {
  Town town;
  const auto find = [&](Node node, bool ipv4, bool ipv6, bool mapped) {
    TriedLookup lookup(nullptr, "80");
    lookup.wanted.node = node;
    lookup.wanted.ipv4 = ipv4;
    lookup.wanted.ipv6 = ipv6;
    lookup.wanted.mapped = mapped;
    return lookup.result(town);
  };
  CHECK(find(Node::kLoopback, true, false, false) == "127.0.0.1|80");
  CHECK(find(Node::kLoopback, true, true, false) == "::1|80 127.0.0.1|80");
  CHECK(find(Node::kLoopback, false, false, true) == "::ffff:127.0.0.1|80");
  CHECK(find(Node::kWildcard, false, true, true) == "::ffff:0.0.0.0|80 ::|80");
  CHECK(find(Node::kWildcard, false, false, false) == "0.0.0.0|80 ::|80");
}

TEST_CASE("names that a world knows") {
  Town town(2);
  CHECK(TriedLookup("localhost").result(town) == "::1|0 127.0.0.1|0");
  CHECK(TriedLookup("host1").result(town) == "10.0.0.1|0 fd00::1|0");
  CHECK(TriedLookup("shop.example", "80").result(town) == error_text(ErrorCode::kEAI_NONAME));
  town.network.names().add("shop.example", address_of("10.0.0.2"));
  town.network.names().add("Shop.Example", address_of("10.0.0.1"));
  CHECK(TriedLookup("SHOP.example", "80").result(town) == "10.0.0.2|80 10.0.0.1|80");
  town.network.names().remove("shop.example");
  CHECK(TriedLookup("shop.example", "80").result(town) == error_text(ErrorCode::kEAI_NONAME));
  CHECK(TriedLookup("", "80").result(town) == error_text(ErrorCode::kEINVAL));
  CHECK(TriedLookup(std::string(256, 'a').c_str(), "80").result(town) == error_text(ErrorCode::kEINVAL));
}

TEST_CASE("a host with one family only is asked for that one") {
  Town town;
  CHECK(town.network.add_address(town.host(), address_of("10.0.0.1"), 24));
  CHECK_FALSE(town.network.add_address(town.host(), address_of("10.0.0.1"), 24));
  CHECK(TriedLookup("localhost").result(town) == "127.0.0.1|0");
}

TEST_CASE("signals come to who waits for them, in their order") {
  Town town;
  Tried one(OperationKind::kSignal);
  Tried two(OperationKind::kSignal);
  Tried other(OperationKind::kSignal);
  Tried gone(OperationKind::kSignal);
  one.signal = two.signal = gone.signal = 10;
  other.signal = 12;
  for (Tried* operation : {&one, &gone, &other, &two}) town.start(*operation);
  CHECK(town.backend().cancel(gone));
  CHECK(town.pass(kSecond) == 0);
  CHECK(town.process().catch_signal(10));
  CompletedList completed;
  town.backend().wait_until(0, completed);
  CHECK(completed.take() == &one);
  CHECK(completed.take() == &two);
  CHECK(completed.take() == nullptr);
  CHECK(town.process().stop_catching() == 0);
  CHECK_FALSE(town.process().catch_signal(10));
  CHECK(town.process().catch_signal(12));
  CHECK(town.backend().cancel(other));
  CHECK(town.pass(kSecond) == 0);
  Tried process(OperationKind::kProcess);
  town.start(process);
  CHECK(town.wait(process) == ErrorCode::kENOENT);
}

}  // namespace coutil::sim
