// SimSocket: what all sockets of a simulated process have in common. One class a type derives: datagrams,
// streams, listening ones. One receiver, one accepter, one connect and one shutdown at a time, as the engine
// sees to, and any number of sends.
#pragma once

#include "engine/operation.h"

namespace coutil::sim {

class Host;
class Process;

class SimSocket : public BackendSocket {
 public:
  SimSocket(const SimSocket&) = delete;
  SimSocket& operator=(const SimSocket&) = delete;

  /// Answers a request about this socket, but for kOpenSocket and kCloseSocket. May throw std::bad_alloc, and
  /// is then as before.
  virtual ErrorCode perform(Request& request) = 0;

  /// Starts an operation on this socket. May throw std::bad_alloc, and it is then not started.
  virtual void start(Operation& operation) = 0;

  /// See Backend::cancel.
  virtual bool cancel(Operation& operation) = 0;

  /// Gives a ready operation its answer. False: there is nothing after all, and it waits on.
  virtual bool answer(Operation& operation) = 0;

  /// Ends all operations with kClosed and destroys the socket. What it sent still arrives.
  virtual void close() = 0;

  /// Touches its operations no more: their records are gone.
  virtual void forget_operations() noexcept = 0;

  Process& process() const noexcept { return *process_; }
  Host& host() const noexcept { return *host_; }
  Domain domain() const noexcept { return domain_; }

  /// The next one of its host.
  SimSocket* next() const noexcept { return next_; }

 protected:
  SimSocket(Process& process, Domain domain) noexcept;
  ~SimSocket();

  /// Ends `operation` if there is one, and forgets it.
  void end(Operation*& operation, ErrorCode error) noexcept;

  /// `operation` can be answered, if there is one.
  void ready(Operation* operation) noexcept;

 private:
  Process* process_;
  Host* host_;
  Domain domain_;
  SimSocket* next_;  // of the host's
  SimSocket** link_;
};

inline SimSocket& socket_of(const Operation& operation) { return *static_cast<SimSocket*>(operation.socket); }

/// Opens a socket that is bound to nothing yet. Throws std::bad_alloc.
ErrorCode open_socket(Process& process, SocketType type, Domain domain, BackendSocket*& socket);

}  // namespace coutil::sim
