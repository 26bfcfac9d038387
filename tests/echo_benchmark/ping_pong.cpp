// Round trips on many connections from one thread, over epoll.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/echo_benchmark/loads.h"
#include "tests/echo_benchmark/loopback.h"

namespace coutil::load {
namespace {

using Clock = std::chrono::steady_clock;

const std::string kMessage(kMessageBytes, 'm');

// An epoll descriptor and the connections that it watches.
class Players {
 public:
  Players(int port, int count) : epoll_(epoll_create1(EPOLL_CLOEXEC)), missing_(count, kMessageBytes) {
    if (epoll_ < 0) fail("epoll_create1");
    for (int i = 0; i < count; ++i) {
      Connection& connection = connections_.emplace_back(port);
      connection.set_nonblocking();
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u32 = static_cast<std::uint32_t>(i);
      if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.descriptor(), &event) != 0) fail("epoll_ctl");
    }
  }
  Players(const Players&) = delete;
  ~Players() { ::close(epoll_); }

  void serve_first() {
    for (Connection& connection : connections_) connection.send_all(kMessage);
  }

  // Waits for what comes back, answers all of it; the number of round trips that ended.
  int step() {
    const int ready = epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 20'000);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    if (ready == 0) throw std::runtime_error("the server sent nothing for 20 s");
    int trips = 0;
    for (int i = 0; i < ready; ++i) trips += answer(events_[i].data.u32);
    return trips;
  }

 private:
  int answer(std::size_t player) {
    std::array<char, kMessageBytes> bytes;
    Connection& connection = connections_[player];
    const ssize_t received = recv(connection.descriptor(), bytes.data(), missing_[player], 0);
    if (received == 0) throw std::runtime_error("the server closed a connection");
    if (received < 0 && errno != EAGAIN) fail("receive");
    if (received > 0) missing_[player] -= static_cast<std::size_t>(received);
    if (missing_[player] > 0) return 0;
    missing_[player] = kMessageBytes;
    connection.send_all(kMessage);
    return 1;
  }

  int epoll_;
  std::vector<std::size_t> missing_;  // bytes that each one's message still lacks
  std::vector<Connection> connections_;
  std::array<epoll_event, 1024> events_;
};

Clock::duration duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Measured ping_pong(const ServerProcess& server, int port, int connections, double seconds) {
  Players players(port, connections);
  players.serve_first();
  const Clock::time_point warm = Clock::now() + duration(seconds / 5);
  while (Clock::now() < warm) players.step();

  Measured measured;
  const std::int64_t cpu_before_ns = server.cpu_ns();
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + duration(seconds);
  Clock::time_point now = begin;
  while (now < end) {
    measured.count += players.step();
    now = Clock::now();
  }
  measured.server_cpu_ns = server.cpu_ns() - cpu_before_ns;
  measured.seconds = std::chrono::duration<double>(now - begin).count();
  return measured;
}

}  // namespace coutil::load
