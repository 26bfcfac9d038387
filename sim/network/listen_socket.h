// ListenSocket: a listening stream socket: the connections that wait to be accepted. Bytes are not its
// business.
#pragma once

#include <cstddef>

#include "sim/network/connection.h"
#include "sim/network/sim_socket.h"

namespace coutil::sim {

class ListenSocket final : public SimSocket {
 public:
  ListenSocket(Process& process, Domain domain) noexcept;
  ~ListenSocket();

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  bool answer(Operation& operation) override;
  void close() override;
  void forget_operations() noexcept override { accepter_ = nullptr; }

  /// Who listens at that address of the host; null when nobody does.
  static ListenSocket* find(const Host& host, const IpAddress& to) noexcept;

  /// Whether one more connection may wait.
  bool has_room() const noexcept { return waiting_ <= backlog_; }

  /// A connection that is open now and waits for who accepts it.
  void add(Connection& connection) noexcept;

 private:
  ErrorCode bind(const IpAddress& address);
  ErrorCode listen(std::int64_t backlog);
  Connection* take() noexcept;

  PortUse port_;
  ErrorCode refused_ = ErrorCode::kOk;  // why the last bind failed, which libuv remembers
  std::size_t backlog_ = 0;
  std::size_t waiting_ = 0;
  Connection* first_ = nullptr;
  Connection* last_ = nullptr;
  Operation* accepter_ = nullptr;
};

}  // namespace coutil::sim
