// Many megabytes on one connection, in one direction or in both.
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>

#include "tests/echo_benchmark/loads.h"
#include "tests/echo_benchmark/loopback.h"

namespace coutil::load {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;
constexpr std::size_t kPieceBytes = 262144;

// Runs `transfer(megabytes)` for the warm-up, then again with the watches on.
template <typename Transfer>
Measured measure(const ServerProcess& server, int megabytes, Transfer transfer) {
  transfer(megabytes / 10 + 1);
  Measured measured;
  const std::int64_t cpu_before_ns = server.cpu_ns();
  const auto begin = std::chrono::steady_clock::now();
  transfer(megabytes);
  measured.count = megabytes;
  measured.server_cpu_ns = server.cpu_ns() - cpu_before_ns;
  measured.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return measured;
}

void send_megabytes(Connection& connection, int count) {
  const std::string piece(kPieceBytes, 'f');
  for (std::size_t i = 0; i < count * kMegabyte / kPieceBytes; ++i) connection.send_all(piece);
}

}  // namespace

Measured feed(const ServerProcess& server, int port, int megabytes) {
  return measure(server, megabytes, [&](int count) {
    Connection connection(port);
    send_megabytes(connection, count);
    connection.shutdown();
    if (connection.receive_all(1))
      throw std::runtime_error("the server sent something; it only has to receive");
  });
}

Measured drain(const ServerProcess& server, int port, int megabytes) {
  return measure(server, megabytes, [&](int count) {
    Connection connection(port);
    if (!connection.receive_all(count * kMegabyte)) throw std::runtime_error("the server closed too early");
    connection.reset();
  });
}

Measured reflect(const ServerProcess& server, int port, int megabytes) {
  return measure(server, megabytes, [&](int count) {
    Connection connection(port);
    auto back = std::async(std::launch::async, [&] { return connection.receive_all(count * kMegabyte); });
    send_megabytes(connection, count);
    if (!back.get()) throw std::runtime_error("the server closed too early");
    connection.reset();
  });
}

}  // namespace coutil::load
