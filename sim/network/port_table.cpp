// Ports in use: see the header. The rules are those of Linux with SO_REUSEADDR set on what shares.
#include "sim/network/port_table.h"

#include <utility>

#include "sim/network/address_rules.h"

namespace coutil::sim {

void PortTable::insert(PortUse& use) noexcept {
  PortUse*& bucket = buckets_[use.local.port & (buckets_.size() - 1)];
  use.next = bucket;
  use.link = &bucket;
  if (bucket != nullptr) bucket->link = &use.next;
  bucket = &use;
}

void PortTable::hold(PortUse& use, const IpAddress& local) {
  if (count_ >= buckets_.size()) {
    std::pmr::vector<PortUse*> grown(buckets_.size() * 2, nullptr, buckets_.get_allocator());
    std::swap(grown, buckets_);
    for (PortUse* first : grown) {
      while (first != nullptr) insert(*std::exchange(first, first->next));
    }
  }
  use.local = local;
  insert(use);
  ++count_;
}

void PortTable::remove(PortUse& use) noexcept {
  if (!use.is_held()) return;
  *use.link = use.next;
  if (use.next != nullptr) use.next->link = use.link;
  use.link = nullptr;
  --count_;
}

bool PortTable::conflicts(const PortUse& use) const noexcept {
  for (const PortUse* other = first(use.local.port); other != nullptr; other = other->next) {
    if (other == &use || other->local.port != use.local.port) continue;
    if (!covers(other->local, use.local) && !covers(use.local, other->local)) continue;
    if (!use.shares || !other->shares || other->listens) return true;
  }
  return false;
}

bool PortTable::is_used(std::uint16_t port) const noexcept {
  for (const PortUse* use = first(port); use != nullptr; use = use->next) {
    if (use->local.port == port) return true;
  }
  return false;
}

std::uint16_t PortTable::next_ephemeral(std::uint16_t avoided) noexcept {
  for (int tries = kLastEphemeral - kFirstEphemeral + 1; tries > 0; --tries) {
    last_ephemeral_ =
        last_ephemeral_ == kLastEphemeral ? kFirstEphemeral : static_cast<std::uint16_t>(last_ephemeral_ + 1);
    if (last_ephemeral_ != avoided && !is_used(last_ephemeral_)) return last_ephemeral_;
  }
  return 0;
}

}  // namespace coutil::sim
