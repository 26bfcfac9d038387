// What a packet costs does not grow with the number of hosts: heartbeats of 10, 100 and 1,000 hosts, each to
// its neighbour. Prints the costs; checks only that none is out of all proportion.
#include <chrono>
#include <cstdio>
#include <deque>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/sim_network/town.h"

namespace coutil::sim {
namespace {

#ifdef COUTIL_TEST_FEWER
constexpr int kDatagrams = 20'000;
#else
constexpr int kDatagrams = 200'000;
#endif

// Nanoseconds for a datagram from one host to its neighbour, received there.
double cost_ns(int hosts) {
  Network network(std::pmr::new_delete_resource(), 1);
  FifoStrategy strategy;
  std::deque<SimBackend> backends;
  std::vector<BackendSocket*> sockets;
  std::deque<TriedReceive> receives;
  for (int i = 0; i < hosts; ++i) {
    Host& host = network.add_host("host" + std::to_string(i));
    IpAddress address = address_of("10.0.0.0", 7000);
    address.host[2] = static_cast<std::uint8_t>(i / 250);
    address.host[3] = static_cast<std::uint8_t>(i % 250 + 1);
    network.add_address(host, address, 16);
    SimBackend& backend = backends.emplace_back(strategy, host);
    Request open{RequestKind::kOpenSocket};
    open.type = SocketType::kDatagram;
    REQUIRE(backend.perform(open) == ErrorCode::kOk);
    Request bind{RequestKind::kBind};
    bind.socket = open.socket;
    bind.address = address;
    REQUIRE(backend.perform(bind) == ErrorCode::kOk);
    sockets.push_back(open.socket);
    backend.start(receives.emplace_back(open.socket, 64));
  }
  const auto begin = std::chrono::steady_clock::now();
  const int rounds = kDatagrams / hosts;
  int came = 0;
  CompletedList completed;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < hosts; ++i) {
      const int to = (i + 1) % hosts;
      Request send{RequestKind::kTrySend};
      send.socket = sockets[static_cast<std::size_t>(i)];
      send.data = "a heartbeat";
      send.size = 11;
      send.has_address = true;
      send.address = address_of("10.0.0.0", 7000);
      send.address.host[2] = static_cast<std::uint8_t>(to / 250);
      send.address.host[3] = static_cast<std::uint8_t>(to % 250 + 1);
      backends[static_cast<std::size_t>(i)].perform(send);
    }
    const TimeNs next = network.agenda().now_ns() + kSecond;
    for (int i = 0; i < hosts; ++i) {
      SimBackend& backend = backends[static_cast<std::size_t>(i)];
      backend.wait_until(i + 1 < hosts ? network.agenda().now_ns() : next, completed);
      if (i == 0) backend.wait_until(network.agenda().now_ns() + 2 * kMillisecond, completed);
      while (Operation* ended = completed.take()) {
        ++came;
        backend.start(*ended);
      }
    }
  }
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
  CHECK(came >= rounds * hosts * 9 / 10);
  return taken.count() / (rounds * hosts);
}

}  // namespace

TEST_CASE("the cost of a packet does not grow with the number of hosts") {
  const double few = cost_ns(10);
  const double some = cost_ns(100);
  const double many = cost_ns(1000);
  std::printf("a datagram costs %.0f ns with 10 hosts, %.0f with 100, %.0f with 1,000\n", few, some, many);
  CHECK(many < 50 * few + 50'000);
}

}  // namespace coutil::sim
