// TCP sockets of the load's side, over 127.0.0.x, blocking unless asked otherwise. Knows nothing of what is
// sent over them, nor of who serves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coutil::load {

// Throws std::runtime_error: what was tried and the system's reason (errno).
[[noreturn]] void fail(const std::string& what);

// One connection, or none (descriptor -1). Owns its descriptor. Each operation that fails, or waits for more
// than 20 s, throws what fail() throws.
class Connection {
 public:
  Connection() = default;
  // Connects to 127.0.0.1:`port`. With `source` > 0 from an address 127.0.1.x that depends on it, so that
  // a million of them don't use up the ports of one.
  explicit Connection(int port, int source = 0);
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  ~Connection() { close(); }

  [[nodiscard]] int descriptor() const { return descriptor_; }
  void send_all(std::string_view bytes);
  // Exactly `count` bytes, thrown away; false if the peer closed before them.
  bool receive_all(std::size_t count);
  // At most `count` bytes, at least one; empty once the peer closed.
  std::string receive(std::size_t count);
  // Sends what remains and says that nothing more will come.
  void shutdown();
  void set_nonblocking();
  void close();
  // Closes with a reset: leaves no trace in the system's tables, and an error for the peer to read.
  void reset();

 private:
  int descriptor_ = -1;
};

}  // namespace coutil::load
