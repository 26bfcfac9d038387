// PortTable: which ports of a host are in use, by whom and at which of its addresses; one table for streams,
// one for datagrams. It must not know what those who hold ports do with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <vector>

#include "engine/ip_address.h"
#include "sim/random_stream.h"

namespace coutil::sim {

class SimSocket;

/// A port that is held. It stays where it is while it is in a table.
struct PortUse {
  IpAddress local;      // as on the wire, but for the wildcard of IPv6, which stands for both families
  bool shares = false;  // others that share may have the same, as long as none of them listens
  bool listens = false;
  SimSocket* owner = nullptr;
  PortUse* next = nullptr;
  PortUse** link = nullptr;  // null: not in a table

  bool is_held() const { return link != nullptr; }
};

class PortTable final {
 public:
  static constexpr std::uint16_t kFirstEphemeral = 32768;
  static constexpr std::uint16_t kLastEphemeral = 60999;

  /// The first port of the system's choice is drawn from `random`, so that programs don't take it for given.
  PortTable(std::pmr::memory_resource* memory, RandomStream random)
      : buckets_(16, nullptr, memory),
        last_ephemeral_(static_cast<std::uint16_t>(kFirstEphemeral +
                                                   random.below(kLastEphemeral - kFirstEphemeral + 1))) {}
  PortTable(const PortTable&) = delete;
  PortTable& operator=(const PortTable&) = delete;

  /// The use has that address and its port from here on. Throws std::bad_alloc and is then as before.
  void hold(PortUse& use, const IpAddress& local);
  void remove(PortUse& use) noexcept;

  /// Whether somebody else's use forbids this one.
  bool conflicts(const PortUse& use) const noexcept;

  /// The next port from 32768 to 60999 that nobody uses at all, one after the other; `avoided` is not given.
  /// 0: there is none.
  std::uint16_t next_ephemeral(std::uint16_t avoided = 0) noexcept;

  /// The first use of a port of this bucket: go on with `next`, and look at local.port.
  PortUse* first(std::uint16_t port) const noexcept { return buckets_[port & (buckets_.size() - 1)]; }

 private:
  bool is_used(std::uint16_t port) const noexcept;
  void insert(PortUse& use) noexcept;

  std::pmr::vector<PortUse*> buckets_;
  std::size_t count_ = 0;
  std::uint16_t last_ephemeral_;
};

}  // namespace coutil::sim
