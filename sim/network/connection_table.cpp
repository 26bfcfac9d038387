// Connections by their addresses: see the header. Only exact matches are looked for, so that the order in a
// bucket shows nowhere.
#include "sim/network/connection_table.h"

#include <cstdint>
#include <utility>

#include "sim/network/connection.h"

namespace coutil::sim {

std::size_t ConnectionTable::bucket_of(const IpAddress& local, const IpAddress& remote) const noexcept {
  std::uint64_t hash = std::uint64_t{local.port} << 16 | remote.port;
  for (std::size_t i = 0; i < remote.host.size(); i += 4) {
    std::uint64_t word = 0;
    for (std::size_t j = i; j < i + 4; ++j) word = word << 8 | remote.host[j];
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  return static_cast<std::size_t>(hash) & (buckets_.size() - 1);
}

void ConnectionTable::add(Connection& connection) {
  if (count_ >= buckets_.size()) {
    std::pmr::vector<Connection*> grown(buckets_.size() * 2, nullptr, buckets_.get_allocator());
    std::swap(grown, buckets_);
    for (Connection* first : grown) {
      while (first != nullptr) {
        Connection* moved = std::exchange(first, first->next_in_table);
        Connection*& bucket = buckets_[bucket_of(moved->local(), moved->remote())];
        moved->next_in_table = bucket;
        bucket = moved;
      }
    }
  }
  Connection*& bucket = buckets_[bucket_of(connection.local(), connection.remote())];
  connection.next_in_table = bucket;
  bucket = &connection;
  ++count_;
}

void ConnectionTable::remove(Connection& connection) noexcept {
  Connection** link = &buckets_[bucket_of(connection.local(), connection.remote())];
  while (*link != nullptr && *link != &connection) link = &(*link)->next_in_table;
  if (*link == nullptr) return;
  *link = connection.next_in_table;
  --count_;
}

Connection* ConnectionTable::find(const IpAddress& local, const IpAddress& remote) const noexcept {
  Connection* found = buckets_[bucket_of(local, remote)];
  while (found != nullptr && !(found->local() == local && found->remote() == remote))
    found = found->next_in_table;
  return found;
}

Connection* ConnectionTable::any() const noexcept {
  for (Connection* first : buckets_) {
    if (first != nullptr) return first;
  }
  return nullptr;
}

}  // namespace coutil::sim
