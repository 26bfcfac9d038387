// Links as faults change them: cut, mended, held and released.
#include "sim/scenario/faults.h"
#include "tests/catch.h"
#include "tests/sim_network/town.h"
#include "tests/sim_scenario/stage.h"

namespace coutil::sim {
namespace {

// What arrived, each as a word.
std::string arrived(Town& town, BackendSocket* socket) {
  std::string words;
  for (std::string one = town.receive(socket); one != "[nothing]"; one = town.receive(socket))
    words += one + " ";
  return words;
}

const std::string kThree =
    "local sim = require 'coutil.sim'\nlocal a, b, c = sim.host { name = 'a' }, sim.host { name = 'b' }, "
    "sim.host { name = 'c' }\n";

// How the links stand after a scenario's lines, as "from>to" for those that are cut (or held).
std::string links_after(const std::string& lines, bool (Link::*is)() const noexcept, bool wanted) {
  Stage stage;
  const std::string log = stage.play(kThree + lines, "");
  std::string text = log;
  for (Host* from : stage.network().hosts()) {
    for (Host* to : stage.network().hosts()) {
      if ((stage.network().link(*from, *to).*is)() != wanted) continue;
      text.append(text.empty() ? "" : " ").append(from->name()).append(">").append(to->name());
    }
  }
  return text;
}

std::string cut_after(const std::string& lines) { return links_after(lines, &Link::is_whole, false); }
std::string held_after(const std::string& lines) { return links_after(lines, &Link::is_held, true); }

}  // namespace

TEST_CASE("held packets wait and go on in order at the release") {
  Town town(2);
  BackendSocket* to = town.datagram(address_of("10.0.0.2"), 1);
  BackendSocket* from = town.datagram(address_of("10.0.0.1"), 0);
  Link& link = town.network.link(town.host(0), town.host(1));
  REQUIRE(town.send_to(from, "before", town.local(to)) == ErrorCode::kOk);
  link.hold();
  for (const char* text : {"one", "two", "three"})
    REQUIRE(town.send_to(from, text, town.local(to)) == ErrorCode::kOk);
  CHECK(arrived(town, to) == "before ");
  const TimeNs released_ns = town.now();
  town.network.release(link, released_ns);
  CHECK(town.receive(to) == "one");
  CHECK(town.now() == released_ns + link.settings().latency_most_ns);
  CHECK(arrived(town, to) == "two three ");
}

TEST_CASE("what was held goes where the link leads at the release") {
  Town town(2);
  BackendSocket* to = town.datagram(address_of("10.0.0.2"), 1);
  BackendSocket* from = town.datagram(address_of("10.0.0.1"), 0);
  Link& link = town.network.link(town.host(0), town.host(1));
  link.hold();
  REQUIRE(town.send_to(from, "lost", town.local(to)) == ErrorCode::kOk);
  link.cut();
  town.network.release(link, town.now());
  CHECK(arrived(town, to).empty());
  link.mend();
  link.hold();
  REQUIRE(town.send_to(from, "kept", town.local(to)) == ErrorCode::kOk);  // goes with the network
}

TEST_CASE("a stream outlives a link that is held for a while") {
  Town town(2);
  auto [near, far] = town.connection(0, 1);
  Link& link = town.network.link(town.host(0), town.host(1));
  link.hold();
  REQUIRE(town.try_send(near, "hello") == ErrorCode::kOk);
  town.pass(5 * kSecond);
  town.network.release(link, town.now());
  CHECK(town.receive(far) == "hello");
}

TEST_CASE("links that nobody named follow the usual one") {
  Town town(3);
  Link& named = town.network.link(town.host(0), town.host(1));
  const Link& used = town.network.link(town.host(0), town.host(2));
  const Link& own = town.network.link(town.host(0), town.host(0));
  LinkSettings settings;
  settings.loss = 0.25;
  named.change(settings);
  settings.loss = 0.5;
  town.network.set_usual_link(settings);
  CHECK(named.settings().loss == 0.25);
  CHECK(used.settings().loss == 0.5);
  CHECK(own.settings().loss == 0);
}

TEST_CASE("partitions cut between groups, both ways or one") {
  CHECK(cut_after("sim.partition({ a, b }, c)") == "a>c b>c c>a c>b");
  CHECK(cut_after("sim.partition(a, { 'b', c }, 'oneway')") == "a>b a>c");
  CHECK(cut_after("sim.partition(a)") == "a>b a>c b>a c>a");
  CHECK(cut_after("sim.partition(a, nil, 'oneway')") == "a>b a>c");
  CHECK(cut_after("sim.partition(a, b, 'both') sim.partition(b, c) sim.heal(a, b)") == "b>c c>b");
  CHECK(cut_after("sim.partition(a) sim.partition(b) sim.heal(a)") == "b>c c>b");
  CHECK(cut_after("sim.partition(a) sim.heal()").empty());
}

TEST_CASE("links are held between groups, and released") {
  CHECK(held_after("sim.hold(a, { b, c })") == "a>b a>c b>a c>a");
  CHECK(held_after("sim.hold(a) sim.release(a, b)") == "a>c c>a");
  CHECK(held_after("sim.hold(a) sim.release(a)").empty());
}

TEST_CASE("a scenario sets links, and changes only what it names") {
  Stage stage;
  CHECK(stage.play(kThree +
                       "sim.links { latency = 0.02, loss = 0.1 }\n"
                       "sim.link(a, b, { latency = { 0.01, 0.03, spread = 'normal' }, jitter = 0.001, "
                       "bandwidth = 1e6 })\n"
                       "sim.link(a, b, { loss = 0.5, oneway = true })\nsim.link(a, { b, c }, { mtu = 600 })\n"
                       "sim.link('a', 'a', { latency = 1 })\nsim.link(b, c, { reordering = 0.1 })\n"
                       "sim.at(1, function() sim.link(a, c, { loss = 1, oneway = true }) sim.links { queue = "
                       "1000 } end)",
                   "sleep(2)") == "");
  Network& network = stage.network();
  const auto link = [&](std::size_t from, std::size_t to) {
    return network.link(*network.hosts()[from], *network.hosts()[to]).settings();
  };
  CHECK(link(0, 1).latency_least_ns == 10'000'000);
  CHECK(link(0, 1).latency_most_ns == 30'000'000);
  CHECK(link(1, 0).spread == Spread::kNormal);
  CHECK(link(1, 0).jitter_ns == 1'000'000);
  CHECK(link(0, 1).bits_per_second == 1'000'000);
  CHECK(link(0, 1).loss == 0.5);
  CHECK(link(1, 0).loss == 0.1);
  CHECK(link(0, 1).mtu == 600);
  CHECK(link(2, 0).mtu == 600);
  CHECK(link(0, 2).loss == 1);
  CHECK(link(2, 0).loss == 0.1);
  CHECK(link(0, 0).latency_least_ns == 1'000'000'000);
  CHECK(link(1, 2).reordering_delay_ns == 20'000'000);
  CHECK(link(1, 1).queue_bytes != 1000);
  CHECK(stage.faults() == std::vector<std::string>{"1 link a -> c latency 0.02 s, loss 1"});
}

TEST_CASE("names and services are those of the scenario") {
  Stage stage;
  CHECK(stage.play(kThree + "sim.name('www.Example.org', '10.0.0.7', 'fd00::7') sim.name('both', a, b)\n"
                            "sim.name('gone', '10.0.0.8') sim.name('gone')\n"
                            "sim.service('myapp', 4000) sim.service('http', 8080, 'stream')",
                   "") == "");
  const auto look_up = [&](const char* name, const char* service) {
    LookupRequest wanted;
    wanted.node = LookupRequest::Node::kName;
    wanted.name = name;
    wanted.service = service;
    wanted.stream = wanted.datagram = true;
    const ErrorCode error = stage.network().names().look_up(*stage.network().hosts()[0], wanted);
    if (error != ErrorCode::kOk) return std::string("error");
    std::string text;
    for (const auto& found : wanted.found)
      text += (found.type == SocketType::kStream ? "s" : "d") + std::to_string(found.address.port) + " ";
    return text;
  };
  CHECK(look_up("www.example.ORG", "myapp") == "s4000 d4000 ");
  CHECK(look_up("both", "http") == "s8080 s8080 ");
  CHECK(look_up("b", "80") == "s80 d80 ");
  CHECK(look_up("gone", "80") == "error");
  CHECK(look_up("both", "unknown") == "error");
}

}  // namespace coutil::sim
