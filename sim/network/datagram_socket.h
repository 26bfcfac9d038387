// DatagramSocket: a socket of datagrams: its names, its options, the groups that it joined, and what came and
// nobody read yet. What it answers when is what libuv answers on Linux.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

#include "sim/network/agenda.h"
#include "sim/network/port_table.h"
#include "sim/network/sim_socket.h"

namespace coutil::sim {

class Packet;
struct Interface;

/// What a socket holds unread: with Linux's usual setting, where each datagram counts for this much more.
inline constexpr std::size_t kDatagramBufferBytes = 212'992;
inline constexpr std::size_t kDatagramOverheadBytes = 768;

class DatagramSocket final : public SimSocket {
 public:
  DatagramSocket(Process& process, Domain domain);
  ~DatagramSocket();

  ErrorCode perform(Request& request) override;
  void start(Operation& operation) override;
  bool cancel(Operation& operation) override;
  bool answer(Operation& operation) override;
  void close() override;
  void forget_operations() noexcept override { receiver_ = nullptr; }

  // For the host that a packet came to (datagram_delivery.cpp).

  /// Whether it hears what `from` sends to `to`.
  bool hears(const IpAddress& from, const IpAddress& to) const noexcept;

  /// Whether it joined the group, at the loopback or elsewhere.
  bool is_member(const IpAddress& group, bool at_loopback) const noexcept;

  /// Has the packet from here on, and drops it when it holds too much already.
  void take(Packet& packet) noexcept;

  /// Nobody is where it sent to.
  void refused() noexcept;

  const IpAddress* peer() const noexcept { return is_connected_ ? &peer_ : nullptr; }

 private:
  struct Membership {
    IpAddress group;
    IpAddress interface;  // one of its addresses
  };

  ErrorCode bind(const IpAddress& address);
  ErrorCode bind_somewhere();
  ErrorCode connect(const IpAddress& address);
  ErrorCode disconnect() noexcept;
  ErrorCode set_option(const Request& request);
  ErrorCode get_option(Request& request) const;
  struct Outgoing {
    const char* data;
    std::size_t size;
    IpAddress to;
    std::int64_t message;
  };

  /// `message` is its number then, where that is observed.
  ErrorCode send(const char* data, std::size_t size, const IpAddress* address, std::int64_t& message);

  // Groups (datagram_groups.cpp).
  ErrorCode join(const Request& request);
  ErrorCode leave(const Request& request);
  ErrorCode set_interface(const OptionValue& value);
  const Interface* named_interface(const Request& request) const noexcept;

  // datagram_delivery.cpp
  ErrorCode send_to_group(const Outgoing& outgoing);
  ErrorCode send_to_all(const Outgoing& outgoing, const IpAddress& source);
  ErrorCode dispatch(const Outgoing& outgoing, const IpAddress& source, Host* receiver, int time_to_live);

  PortUse port_;
  bool host_fixed_ = false;  // by bind; else a connect may choose, and a disconnect undoes it
  bool port_fixed_ = false;
  bool is_connected_ = false;
  IpAddress peer_;  // as on the wire
  bool broadcast_ = false;
  bool loop_ = true;
  int multicast_time_to_live_ = 1;
  bool has_interface_ = false;
  IpAddress interface_;
  std::pmr::vector<Membership> memberships_;
  Operation* receiver_ = nullptr;
  ErrorCode error_ = ErrorCode::kOk;
  Packet* first_ = nullptr;
  Packet* last_ = nullptr;
  std::size_t held_bytes_ = 0;
};

/// A datagram has arrived at `host`, or the answer that nobody was there to take one.
void take_datagram(Host& host, Packet& packet, TimeNs now_ns);
void take_refusal(Host& host, const Packet& packet) noexcept;

}  // namespace coutil::sim
