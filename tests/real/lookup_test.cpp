// Looking up names: families, types, mapped addresses, the loopback and the wildcard; giving up.
#include <vector>

#include "tests/catch.h"
#include "tests/real/trial.h"

namespace coutil {
namespace {

using Node = LookupRequest::Node;

struct TriedLookup : Tried {
  explicit TriedLookup(const char* name, const char* service = nullptr) : Tried(OperationKind::kLookup) {
    wanted.name = name;
    wanted.service = service;
    wanted.stream = true;
    lookup = &wanted;
  }
  // "127.0.0.1:80 [::1]:80 ...", with "d" before those for datagrams.
  std::string found(Trial& trial) {
    std::string text;
    for (const FoundAddress& one : wanted.found) {
      Request format{RequestKind::kFormatHost};
      format.address = one.address;
      CHECK(trial.perform(format) == ErrorCode::kOk);
      if (!text.empty()) text += " ";
      if (one.type == SocketType::kDatagram) text += "d";
      text += format.text_out + std::string("|") + std::to_string(one.address.port);
    }
    return text;
  }
  std::string result(Trial& trial) {
    trial.start(*this);
    CHECK_FALSE(done);
    ErrorCode error = trial.wait(*this);
    return error == ErrorCode::kOk ? found(trial) : error_text(error);
  }
  LookupRequest wanted;
};

}  // namespace

TEST_CASE("literals and numbers are found as they are") {
  Trial trial;
  CHECK(TriedLookup("192.0.2.1", "80").result(trial) == "192.0.2.1|80");
  CHECK(TriedLookup("192.0.2.1").result(trial) == "192.0.2.1|0");
  TriedLookup both("192.0.2.1", "80");
  both.wanted.datagram = true;
  CHECK(both.result(trial) == "192.0.2.1|80 d192.0.2.1|80");
  TriedLookup datagram("192.0.2.1", "80");
  datagram.wanted.stream = false;
  datagram.wanted.datagram = true;
  CHECK(datagram.result(trial) == "d192.0.2.1|80");
  TriedLookup ipv6("2001:db8::1", "1");
  ipv6.wanted.ipv6 = true;
  CHECK(ipv6.result(trial) == "2001:db8::1|1");
  TriedLookup mapped("192.0.2.1", "1");
  mapped.wanted.mapped = true;
  CHECK(mapped.result(trial) == "::ffff:192.0.2.1|1");
  TriedLookup wrong("192.0.2.1", "1");
  wrong.wanted.ipv6 = true;
  const std::string error = wrong.result(trial);
  CHECK((error == error_text(ErrorCode::kEAI_ADDRFAMILY) || error == error_text(ErrorCode::kEAI_NONAME)));
}

TEST_CASE("the loopback and the wildcard") {
  Trial trial;
  const auto find = [&](Node node, bool ipv4, bool ipv6, bool mapped) {
    TriedLookup lookup(nullptr, "80");
    lookup.wanted.node = node;
    lookup.wanted.ipv4 = ipv4;
    lookup.wanted.ipv6 = ipv6;
    lookup.wanted.mapped = mapped;
    return lookup.result(trial);
  };
  CHECK(find(Node::kLoopback, true, false, false) == "127.0.0.1|80");
  CHECK(find(Node::kLoopback, false, true, false) == "::1|80");
  CHECK(find(Node::kLoopback, false, false, true) == "::ffff:127.0.0.1|80");
  CHECK(find(Node::kWildcard, true, false, false) == "0.0.0.0|80");
  CHECK(find(Node::kWildcard, false, true, false) == "::|80");
  const std::string both = find(Node::kLoopback, true, true, false);
  CHECK((both == "::1|80 127.0.0.1|80" || both == "127.0.0.1|80 ::1|80"));
  const std::string all = find(Node::kWildcard, false, true, true);
  CHECK((all == "::|80 ::ffff:0.0.0.0|80" || all == "::ffff:0.0.0.0|80 ::|80"));
}

TEST_CASE("names that are known and names that are not") {
  Trial trial;
  TriedLookup local("localhost", "80");
  local.wanted.ipv4 = true;
  CHECK(local.result(trial) == "127.0.0.1|80");
  CHECK(TriedLookup("127.0.0.1", "no such service").result(trial) == error_text(ErrorCode::kEAI_SERVICE));
  CHECK(TriedLookup(std::string(1000, 'x').c_str(), "80").result(trial) != "");
}

TEST_CASE("a lookup that was given up touches nothing") {
  Trial trial;
  std::vector<std::unique_ptr<TriedLookup>> lookups;
  for (int i = 0; i < 20; ++i) {
    lookups.push_back(std::make_unique<TriedLookup>("127.0.0.1", "80"));
    trial.start(*lookups.back());
  }
  for (int i = 0; i < 20; i += 2) CHECK(trial.backend().cancel(*lookups[i]));
  for (int i = 0; i < 20; i += 2) lookups[i].reset();
  for (int i = 1; i < 20; i += 2) CHECK(trial.wait(*lookups[i]) == ErrorCode::kOk);
  for (int i = 1; i < 20; i += 2) CHECK(lookups[i]->found(trial) == "127.0.0.1|80");
  for (auto& lookup : lookups) {
    lookup = std::make_unique<TriedLookup>("127.0.0.1", "80");
    trial.start(*lookup);
  }
  lookups.clear();
  trial.finish();
}

}  // namespace coutil
