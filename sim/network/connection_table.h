// ConnectionTable: the connections of a host, found by their two addresses. It must not know what they do.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <vector>

#include "engine/ip_address.h"

namespace coutil::sim {

class Connection;

class ConnectionTable final {
 public:
  explicit ConnectionTable(std::pmr::memory_resource* memory) : buckets_(16, nullptr, memory) {}
  ConnectionTable(const ConnectionTable&) = delete;
  ConnectionTable& operator=(const ConnectionTable&) = delete;

  /// Throws std::bad_alloc.
  void add(Connection& connection);
  void remove(Connection& connection) noexcept;

  /// Null when there is none. Both as on the wire.
  Connection* find(const IpAddress& local, const IpAddress& remote) const noexcept;

  /// Any one of them, null when there is none.
  Connection* any() const noexcept;

 private:
  std::size_t bucket_of(const IpAddress& local, const IpAddress& remote) const noexcept;

  std::pmr::vector<Connection*> buckets_;
  std::size_t count_ = 0;
};

}  // namespace coutil::sim
