// Network: the hosts of a simulated world, the ways between them, their names and the agenda that they share.
// All that it holds is in the memory that it is given. It must not know Lua, nor the programs of the hosts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/network/agenda.h"
#include "sim/network/host.h"
#include "sim/network/link.h"
#include "sim/network/names.h"
#include "sim/network/observer.h"

namespace coutil::sim {

/// What a host's loopback takes.
inline constexpr TimeNs kLoopbackLatencyNs = 10'000;

class Network final {
 public:
  /// `memory` gives 16-byte aligned blocks and outlives the network. What is drawn comes from `seed`.
  Network(std::pmr::memory_resource* memory, std::uint64_t seed);

  /// Destroys hosts, sockets, connections and packets; no operation is touched. A network in an arena may
  /// go without.
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Agenda& agenda() noexcept { return agenda_; }
  Names& names() noexcept { return names_; }
  std::pmr::memory_resource* memory() const noexcept { return memory_; }

  /// A host that has its loopback only. Throws std::bad_alloc.
  Host& add_host(std::string_view name);
  const std::pmr::vector<Host*>& hosts() const noexcept { return hosts_; }

  /// False: another host has that address.
  bool add_address(Host& host, const IpAddress& address, int subnet_bits);

  /// The host with that address (not a loopback one); null when there is none.
  Host* host_at(const IpAddress& address) const noexcept;

  /// How links between hosts are that nobody changed, from now on.
  void set_usual_link(const LinkSettings& settings) noexcept;
  const LinkSettings& usual_link() const noexcept { return usual_link_; }

  /// The way from one host to another, or to itself. Throws std::bad_alloc the first time.
  Link& link(const Host& from, const Host& to);

  /// Mends all links. False: all were whole.
  bool mend_links() noexcept;

  /// Ends that the link is held, and sends what waited there on its way.
  void release(Link& link, TimeNs now_ns) noexcept;

  /// Sends a packet, which is complete but for its receiver. The network has it from here on.
  void send(Packet& packet, Host& from, Host* to, TimeNs now_ns) noexcept;

  /// Who hears of messages from here on; null, as at first: nobody, and none is numbered.
  void set_observer(NetworkObserver* observer) noexcept { observer_ = observer; }
  std::int64_t next_message() noexcept { return observer_ != nullptr ? observer_->next_message() : 0; }

  /// So many bytes of a message are lost. A message 0 is none.
  void tell_lost(std::int64_t message, std::size_t bytes, DropReason why) noexcept {
    if (observer_ != nullptr && message != 0) observer_->dropped(agenda_.now_ns(), message, bytes, why);
  }

  /// The packet is lost: tells and discards it.
  void lose(Packet& packet, DropReason why) noexcept;

  /// For a packet to `to` from `from`: itself, another, or null.
  Host* receiver_of(Host& from, const IpAddress& to) const noexcept;

  /// A stream of random numbers for this purpose and host. Throws std::bad_alloc.
  RandomStream stream_for(std::string_view purpose, std::string_view host) const;

  /// The number of a new connection, for its first byte.
  std::uint64_t next_connection() noexcept { return ++last_connection_; }

  /// An object in the network's memory. Throws std::bad_alloc.
  template <typename T, typename... Arguments>
  T* make(Arguments&&... arguments) {
    std::pmr::polymorphic_allocator<T> allocator(memory_);
    T* block = allocator.allocate(1);
    try {
      return ::new (block) T(std::forward<Arguments>(arguments)...);
    } catch (...) {
      allocator.deallocate(block, 1);
      throw;
    }
  }
  template <typename T>
  void destroy(T* object) noexcept {
    std::destroy_at(object);
    std::pmr::polymorphic_allocator<T>(memory_).deallocate(object, 1);
  }

 private:
  struct HostOrder {
    bool operator()(const IpAddress& left, const IpAddress& right) const noexcept {
      return left.domain != right.domain ? left.domain < right.domain : left.host < right.host;
    }
  };

  void pass(Packet& packet, Link& link, TimeNs now_ns) noexcept;

  std::pmr::memory_resource* memory_;
  std::uint64_t seed_;
  Agenda agenda_;
  Names names_;
  std::pmr::vector<Host*> hosts_;
  std::pmr::map<IpAddress, Host*, HostOrder> by_address_;
  std::pmr::map<std::pair<std::size_t, std::size_t>, Link> links_;  // by the numbers of the hosts
  LinkSettings usual_link_;
  std::uint64_t last_connection_ = 0;
  NetworkObserver* observer_ = nullptr;
};

}  // namespace coutil::sim
