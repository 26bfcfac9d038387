// Town: a simulated network with some hosts and a backend for each, and what tests need around them:
// operations that know whether they ended, sockets in a line, and waiting in virtual time.
#pragma once

#include <deque>
#include <memory_resource>
#include <string>
#include <utility>

#include "sim/network/network.h"
#include "sim/process/process.h"
#include "sim/sim_backend.h"

namespace coutil::sim {

/// An operation that the town marks when it was handed over.
struct Tried : Operation {
  explicit Tried(OperationKind of_kind, BackendSocket* of = nullptr) {
    kind = of_kind;
    socket = of;
  }
  virtual ~Tried() = default;
  bool done = false;
};

/// A receive into memory of its own.
struct TriedReceive : Tried {
  explicit TriedReceive(BackendSocket* of, std::size_t most = 1000)
      : Tried(OperationKind::kReceive, of), memory(most, '.') {
    data = memory.data();
    size = most;
  }
  std::string text() const { return memory.substr(0, count); }
  std::string memory;
};

/// A send of memory of its own.
struct TriedSend : Tried {
  TriedSend(BackendSocket* of, std::string text) : Tried(OperationKind::kSend, of), memory(std::move(text)) {
    data = memory.data();
    size = memory.size();
  }
  std::string memory;
};

struct TriedConnect : Tried {
  TriedConnect(BackendSocket* of, const IpAddress& to) : Tried(OperationKind::kConnect, of) { address = to; }
};

/// The address with this text, which must be one.
IpAddress address_of(const std::string& host, std::uint16_t port = 0);

inline constexpr TimeNs kMicrosecond = 1'000;
inline constexpr TimeNs kMillisecond = 1'000'000;
inline constexpr TimeNs kSecond = 1'000'000'000;

class Town {
 public:
  /// So many hosts, "host1" at 10.0.0.1 and fd00::1 and so on, 0 standing for one that has its loopback only.
  explicit Town(int count = 0, std::uint64_t seed = 1,
                std::pmr::memory_resource* memory = std::pmr::new_delete_resource());
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;

  Network network;
  SimBackend& backend(std::size_t host = 0) { return backends_[host]; }
  Process& process(std::size_t host = 0) { return backend(host).process(); }
  Host& host(std::size_t number = 0) { return *network.hosts()[number]; }
  TimeNs now() { return network.agenda().now_ns(); }

  /// Sets both ways between two hosts.
  void set_links(std::size_t one, std::size_t other, const LinkSettings& settings);

  /// Waits until the operation was handed over, ten minutes of virtual time at the most. Its error, kENOSYS
  /// when it never came.
  ErrorCode wait(Tried& operation, std::size_t host = 0);

  /// Lets so much time pass. The number of operations handed over to any host.
  int pass(TimeNs duration);

  ErrorCode perform(Request& request, std::size_t host = 0) { return backend(host).perform(request); }
  void start(Operation& operation, std::size_t host = 0) { backend(host).start(operation); }

  BackendSocket* open(SocketType type, std::size_t host = 0, Domain domain = Domain::kIpv4);
  void close(BackendSocket* socket, std::size_t host = 0);
  ErrorCode bind(BackendSocket* socket, const IpAddress& address);
  ErrorCode listen(BackendSocket* socket, int backlog);
  IpAddress local(BackendSocket* socket);
  IpAddress peer(BackendSocket* socket);

  /// A listening socket at a free port of this address, which is filled in.
  BackendSocket* listener(IpAddress& address, std::size_t host = 0, int backlog = 16);

  /// A datagram socket at a free port of this address.
  BackendSocket* datagram(const IpAddress& address, std::size_t host = 0);

  /// A stream of `from` connected to `to`, and its other end. The same host: over its loopback.
  std::pair<BackendSocket*, BackendSocket*> connection(std::size_t from = 0, std::size_t to = 0);

  /// Tries to send at once; how much was taken, or the error.
  ErrorCode try_send(BackendSocket* socket, const std::string& data, std::size_t* count = nullptr);
  ErrorCode send_to(BackendSocket* socket, const std::string& data, const IpAddress& to);

  /// Receives once: the bytes, or the error's text in brackets, "[nothing]" after ten minutes.
  std::string receive(BackendSocket* socket, std::size_t most = 1000);

 private:
  int hand_over(std::size_t host, TimeNs until);

  FifoStrategy strategy_;
  std::deque<SimBackend> backends_;
};

}  // namespace coutil::sim
