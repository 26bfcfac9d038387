// Plain system calls, each checked.
#include "tests/echo_benchmark/loopback.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace coutil::load {
namespace {

sockaddr_in loopback(std::uint32_t host, int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(host);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void set(int descriptor, int level, int name, int value) {
  if (setsockopt(descriptor, level, name, &value, sizeof value) != 0) fail("setsockopt");
}

// A loopback address that isn't the server's, and a port that is chosen when both ends are known.
void bind_source(int descriptor, int source) {
  constexpr int kSources = 250;
  set(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  const sockaddr_in from = loopback(0x7f000101u + static_cast<std::uint32_t>(source % kSources), 0);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) fail("bind");
}

}  // namespace

void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

Connection::Connection(int port, int source) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (descriptor_ < 0) fail("socket");
  const timeval patience{20, 0};
  if (setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0) fail("setsockopt");
  if (setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0) fail("setsockopt");
  set(descriptor_, IPPROTO_TCP, TCP_NODELAY, 1);
  if (source > 0) bind_source(descriptor_, source);
  const sockaddr_in to = loopback(INADDR_LOOPBACK, port);
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
}

Connection::Connection(Connection&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void Connection::send_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool Connection::receive_all(std::size_t count) {
  static std::array<char, 262144> waste;
  while (count > 0) {
    const ssize_t received = recv(descriptor_, waste.data(), std::min(count, waste.size()), 0);
    if (received < 0) fail("receive");
    if (received == 0) return false;
    count -= static_cast<std::size_t>(received);
  }
  return true;
}

std::string Connection::receive(std::size_t count) {
  std::string bytes(count, '\0');
  const ssize_t received = recv(descriptor_, bytes.data(), count, 0);
  if (received < 0) fail("receive");
  bytes.resize(static_cast<std::size_t>(received));
  return bytes;
}

void Connection::shutdown() {
  if (::shutdown(descriptor_, SHUT_WR) != 0) fail("shutdown");
}

void Connection::set_nonblocking() {
  if (fcntl(descriptor_, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
}

void Connection::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void Connection::reset() {
  const linger at_once{1, 0};
  if (setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) != 0) fail("setsockopt");
  close();
}

}  // namespace coutil::load
