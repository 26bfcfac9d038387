// StreamSocket: a stream as its program has it: a connection, and the operations that wait for it. What it
// answers when is what libuv answers on Linux.
#pragma once

#include "sim/network/connection.h"
#include "sim/network/sim_socket.h"

namespace coutil::sim {

class StreamSocket final : public SimSocket {
 public:
  /// Throws std::bad_alloc.
  StreamSocket(Process& process, Domain domain);

  /// One for a connection that was accepted.
  StreamSocket(Process& process, Connection& accepted, Domain domain) noexcept;

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  bool answer(Operation& operation) override;
  void close() override;
  void forget_operations() noexcept override;

  // For its connection.
  void connected(ErrorCode error) noexcept;
  void connection_broke() noexcept;
  void input_came() noexcept { ready(receiver_); }
  void room_came(TimeNs now_ns) noexcept;

 private:
  ErrorCode bind(const IpAddress& address);
  ErrorCode try_send(Request& request);
  ErrorCode set_option(const Request& request);
  ErrorCode get_option(Request& request) const;
  void connect(Operation& operation);
  void receive(Operation& operation);
  void send(Operation& operation);
  void shut_down(Operation& operation);
  void go_on_sending(TimeNs now_ns) noexcept;
  void fail_sends(ErrorCode first) noexcept;
  TimeNs now_ns() const noexcept;

  Connection* connection_;
  IpAddress bound_;
  ErrorCode refused_ = ErrorCode::kOk;  // why the last bind failed where libuv remembers it
  Operation* receiver_ = nullptr;
  Operation* connecting_ = nullptr;
  Operation* shutting_down_ = nullptr;
  CompletedList sends_;  // under way
  bool readable_ = false;
  bool writable_ = false;
  bool was_connected_ = false;
};

/// Binds a port of streams: `shares` others that share, as libuv has it. Throws std::bad_alloc.
ErrorCode bind_stream_port(Host& host, PortUse& port, const IpAddress& address, bool shares);

}  // namespace coutil::sim
