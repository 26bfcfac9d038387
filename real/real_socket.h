// The sockets of the real backend: one class a type, over libuv's handles. A socket answers the requests and
// does the operations of its type; one receiver, one accepter and one connect at a time, as the engine sees
// to, and any number of sends.
#pragma once

#include <uv.h>

#include "engine/operation.h"
#include "real/event_loop.h"
#include "real/send_record.h"

namespace coutil {

class RealSocket : public BackendSocket, public OpenHandle {
 public:
  /// Answers a request about this socket, but for kOpenSocket and kCloseSocket.
  virtual ErrorCode perform(Request& request) = 0;

  /// Starts an operation on this socket. An error ends the operation like any result.
  virtual void start(Operation& operation) = 0;

  /// See Backend::cancel. The operation has not ended.
  virtual bool cancel(Operation& operation) = 0;

  /// Ends all operations with kClosed, frees the descriptor at once, and this object later.
  virtual void close() = 0;

 protected:
  explicit RealSocket(EventLoop& loop) : loop_(loop) {}

  /// Ends `operation` if there is one, and forgets it.
  void end(Operation*& operation, ErrorCode error);

  /// A record for a send that begins; null, and the operation ended, when memory ran out.
  SendRecord* begin_send(Operation& operation);

  /// What libuv answered to the begin of a send: an error ends it.
  void send_began(SendRecord& record, int status);
  static void send_ended(RealSocket& socket, SendRecord& record, int status);
  void close_sends();

  EventLoop& loop_;

 private:
  void drop_send(SendRecord& record);

  SendList sends_;
};

/// Opens a socket that is bound to nothing yet.
ErrorCode open_socket(EventLoop& loop, SocketType type, Domain domain, RealSocket*& socket);

/// What streams and listening sockets have in common.
class TcpSocket : public RealSocket {
 protected:
  explicit TcpSocket(EventLoop& loop) : RealSocket(loop) {}

  /// kBind, kLocalAddress, kPeerAddress.
  ErrorCode perform_tcp(Request& request);

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&tcp_); }
  uv_handle_t* handle() { return reinterpret_cast<uv_handle_t*>(&tcp_); }

  uv_tcp_t tcp_{};

 private:
  ErrorCode bind(const IpAddress& address);
  friend ErrorCode open_socket(EventLoop& loop, SocketType type, Domain domain, RealSocket*& socket);
};

class StreamSocket final : public TcpSocket, private EagerReader {
 public:
  explicit StreamSocket(EventLoop& loop) : TcpSocket(loop) {}

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  void close() override;

  /// Becomes the connection that waits at `server`.
  int accept_from(uv_stream_t* server);

 private:
  ErrorCode try_send(Request& request);
  ErrorCode try_receive(Request& request);
  void connect(Operation& operation);
  void receive(Operation& operation);
  void send(Operation& operation);
  void shut_down(Operation& operation);

  static void give_room(uv_handle_t* handle, std::size_t, uv_buf_t* room);
  static void received(uv_stream_t* stream, ssize_t count, const uv_buf_t* room);
  void stop_reading();
  void stop_libuv();
  bool read_now() override;
  ErrorCode read_at_once(char* room, std::size_t size, std::size_t& count);
  void took(std::size_t count);
  void note_received(std::size_t count, std::size_t size);

  Operation* receiver_ = nullptr;
  Operation* connecting_ = nullptr;
  Operation* shutting_down_ = nullptr;
  bool reading_ = false;  // libuv watches for input, which goes on between two receives
  bool ended_ = false;    // the end of the stream came

  std::uint64_t received_turn_ = 0;  // of the loop, in which the last receive ended
  uv_connect_t connect_request_{};
  uv_shutdown_t shutdown_request_{};
};

class ListenSocket final : public TcpSocket {
 public:
  explicit ListenSocket(EventLoop& loop) : TcpSocket(loop) {}

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  void close() override;

  /// Keeps the connection of an accept that ended and was given up for the next one.
  void keep(BackendSocket* accepted) { kept_ = static_cast<StreamSocket*>(accepted); }

 private:
  void accept(Operation& operation);
  static void connected(uv_stream_t* server, int status);

  Operation* accepter_ = nullptr;
  StreamSocket* kept_ = nullptr;
  bool pending_ = false;  // libuv has a connection for us
  int failure_ = 0;       // libuv's code, for the next accept
};

class DatagramSocket final : public RealSocket {
 public:
  DatagramSocket(EventLoop& loop, Domain domain) : RealSocket(loop), domain_(domain) {}

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  void close() override;

 private:
  ErrorCode try_send(Request& request);
  ErrorCode local_address(IpAddress& address);
  ErrorCode change_membership(const Request& request, uv_membership membership);
  ErrorCode set_option(const Request& request);
  ErrorCode get_option(Request& request);
  void receive(Operation& operation);
  void send(Operation& operation);

  static void give_room(uv_handle_t* handle, std::size_t, uv_buf_t* room);
  static void received(uv_udp_t* udp, ssize_t count, const uv_buf_t* room, const sockaddr* from,
                       unsigned flags);
  uv_handle_t* handle() { return reinterpret_cast<uv_handle_t*>(&udp_); }

  uv_udp_t udp_{};
  Domain domain_;
  Operation* receiver_ = nullptr;
  bool reading_ = false;
  bool has_interface_ = false;  // for outgoing multicast
  IpAddress interface_;
  std::uint64_t received_turn_ = 0;
  friend ErrorCode open_socket(EventLoop& loop, SocketType type, Domain domain, RealSocket*& socket);
};

/// The socket that a handle of libuv belongs to.
template <typename Socket, typename Handle>
Socket& socket_of(Handle* handle) {
  return *static_cast<Socket*>(static_cast<OpenHandle*>(handle->data));
}

}  // namespace coutil
