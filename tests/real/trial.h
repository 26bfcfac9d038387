// A real backend with what tests need around it: operations that know whether they ended, sockets opened in a
// line, and waiting with a limit. It ends by checking that no descriptor leaked.
#pragma once

#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include "engine/backend.h"

namespace coutil {

/// An operation that the trial marks when it was handed over.
struct Tried : Operation {
  explicit Tried(OperationKind of_kind) { kind = of_kind; }
  bool done = false;
};

/// The backend that is tried: real_trial.cpp gives the real one, the tests of the simulated network theirs.
std::unique_ptr<Backend> make_trial_backend();

/// How many descriptors this process, or the simulated host, has open.
int open_descriptors();

/// 127.0.0.1 or ::1.
IpAddress loopback(Domain domain = Domain::kIpv4, std::uint16_t port = 0);

/// The address with this text, which must be one.
IpAddress address_of(const std::string& host, std::uint16_t port = 0);

class Trial {
 public:
  Trial();
  ~Trial();

  Backend& backend() { return *backend_; }

  /// Ends the backend before the trial.
  void finish() { backend_.reset(); }

  /// Polls until the operation was handed over, ten seconds at the most. Its error, kENOSYS when it never
  /// came.
  ErrorCode wait(Tried& operation);

  /// Looks once without waiting; the number of operations handed over.
  int look();

  /// Looks for so long, in which nothing is expected.
  int look_for(std::chrono::milliseconds time);

  ErrorCode perform(Request& request) { return backend_->perform(request); }
  void start(Operation& operation) { backend_->start(operation); }

  BackendSocket* open(SocketType type, Domain domain = Domain::kIpv4);
  ErrorCode close(BackendSocket* socket);
  ErrorCode bind(BackendSocket* socket, const IpAddress& address);
  IpAddress local(BackendSocket* socket);

  /// A listening socket at a free port of the loopback.
  BackendSocket* listen(IpAddress& address, Domain domain = Domain::kIpv4, int backlog = 16);

  /// A stream that is connected, and its other end.
  std::pair<BackendSocket*, BackendSocket*> connection(Domain domain = Domain::kIpv4);

  /// Tries to send at once; how much the system took, or the error.
  ErrorCode try_send(BackendSocket* socket, const std::string& data, std::size_t* count = nullptr);

  /// Receives once: the bytes, or the error's text in brackets.
  std::string receive(BackendSocket* socket, std::size_t most = 1000);

 private:
  int before_;
  std::unique_ptr<Backend> backend_;
};

/// A receive into memory of its own.
struct TriedReceive : Tried {
  explicit TriedReceive(BackendSocket* of, std::size_t most = 1000)
      : Tried(OperationKind::kReceive), memory(most, '.') {
    socket = of;
    data = memory.data();
    size = most;
  }
  std::string text() const { return memory.substr(0, count); }
  std::string memory;
};

/// A send of memory of its own.
struct TriedSend : Tried {
  TriedSend(BackendSocket* of, std::string text) : Tried(OperationKind::kSend), memory(std::move(text)) {
    socket = of;
    data = memory.data();
    size = memory.size();
  }
  std::string memory;
};

}  // namespace coutil
