// Many connections at once, and many one after the other: what they cost in memory, and what they leave
// behind.
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/echo_benchmark/loads.h"
#include "tests/echo_benchmark/loopback.h"

namespace coutil::load {
namespace {

const std::string kMessage(kMessageBytes, 'm');

void expect_echo(Connection& connection) {
  if (!connection.receive_all(kMessageBytes)) throw std::runtime_error("the server closed a connection");
}

// One round trip on each of `count` new connections, all at once.
std::vector<Connection> connect_and_echo(int port, std::int64_t count, int first_source) {
  std::vector<Connection> connections;
  for (std::int64_t i = 0; i < count; ++i) {
    connections.emplace_back(port, first_source + static_cast<int>(i)).send_all(kMessage);
  }
  for (Connection& connection : connections) expect_echo(connection);
  return connections;
}

// The server notices closed connections in its own time.
Standing settled(const ServerProcess& server) {
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  return server.standing();
}

constexpr std::int64_t kAtOnce = 100;

void come_and_go(int port, std::int64_t count) {
  for (std::int64_t done = 0; done < count; done += kAtOnce) {
    const int source = 1 + static_cast<int>(done % 1'000'000);
    std::vector<Connection> some = connect_and_echo(port, std::min(kAtOnce, count - done), source);
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (i % 2 == 0) some[i].reset();
    }
  }
}

}  // namespace

Growth hold(const ServerProcess& server, int port, int connections) {
  Growth growth;
  come_and_go(port, 1);
  growth.before = settled(server);
  std::vector<Connection> held;
  while (held.size() < static_cast<std::size_t>(connections)) {
    const auto missing = connections - static_cast<std::int64_t>(held.size());
    for (Connection& connection : connect_and_echo(port, std::min(kAtOnce, missing), 0)) {
      held.push_back(std::move(connection));
    }
  }
  growth.after = settled(server);
  return growth;
}

Growth soak(const ServerProcess& server, int port, std::int64_t first, std::int64_t connections) {
  Growth growth;
  come_and_go(port, first);
  growth.before = settled(server);
  come_and_go(port, connections - first);
  growth.after = settled(server);
  return growth;
}

}  // namespace coutil::load
