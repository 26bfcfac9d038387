// Host: a machine of the simulated world as its network sees it: addresses, ports, sockets, connections. It
// must not know Lua, nor what its processes do.
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "engine/operation.h"
#include "sim/network/agenda.h"
#include "sim/network/connection_table.h"
#include "sim/network/port_table.h"
#include "sim/process/host_clock.h"

namespace coutil::sim {

class DatagramSocket;
class FileSystem;
class Link;
class Network;
class Packet;
class SimSocket;

/// An address of a host and its subnet.
struct Interface {
  IpAddress address;
  int subnet_bits;
  bool loopback;
};

class Host final {
 public:
  /// Network::add_host makes hosts. Throws std::bad_alloc.
  Host(Network& network, std::string_view name, std::size_t number);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  Network& network() const noexcept { return *network_; }
  std::string_view name() const noexcept { return name_; }
  std::size_t number() const noexcept { return number_; }

  /// 127.0.0.1 and ::1 first, then what Network::add_address gave.
  const std::pmr::vector<Interface>& interfaces() const noexcept { return interfaces_; }

  /// Whether a packet to this address stays here.
  bool is_own(const IpAddress& address) const noexcept;

  /// Whether a socket may be bound to it.
  bool can_bind(const IpAddress& address) const noexcept;

  /// Whether it means all hosts of a subnet of ours.
  bool is_broadcast(const IpAddress& address) const noexcept;

  /// The interface with this address, the first other one than the loopback where it is a wildcard, or the
  /// loopback where there is no other. Null: none has it.
  const Interface* interface_at(const IpAddress& address) const noexcept;

  /// Whether it has an address of that domain beside the loopback.
  bool has_network(Domain domain) const noexcept;

  /// The host's own address for a packet to `to`, with port 0. kENETUNREACH: there is no way. kEINVAL:
  /// `bound`, where it is not a wildcard, does not lead there.
  ErrorCode choose_source(const IpAddress& bound, const IpAddress& to, IpAddress& source) const noexcept;

  /// A packet has arrived.
  void take(Packet& packet, TimeNs now_ns);

  /// All sockets and connections are gone at once and nobody is told; packets to it are lost until it is up
  /// again. No operation is touched.
  void crash() noexcept;
  void restart() noexcept { is_up_ = true; }
  bool is_up() const noexcept { return is_up_; }

  /// The connection lingers from now on. Where many do, the one that did so longest is gone.
  void linger(Connection& connection) noexcept;
  void stop_lingering(const Connection& connection) noexcept;

  // For sockets and connections.
  PortTable stream_ports;
  PortTable datagram_ports;
  ConnectionTable connections;
  SimSocket* first_socket = nullptr;
  HostClock clock;              // what it takes for the time
  FileSystem* files = nullptr;  // null where nobody gave it any
  bool is_paused = false;       // none of its processes runs
  std::size_t joined_groups = 0;
  std::size_t last_link_to = SIZE_MAX;  // the network's memory of the last way
  Link* last_link = nullptr;

 private:
  friend class Network;
  Network* network_;
  std::pmr::string name_;
  std::size_t number_;
  std::pmr::vector<Interface> interfaces_;
  std::array<Connection*, 128> lingering_{};
  std::size_t next_lingering_ = 0;
  bool is_up_ = true;
};

}  // namespace coutil::sim
