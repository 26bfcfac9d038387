// Packets: see the header.
#include "sim/network/packet.h"

#include <cstring>
#include <new>

#include "sim/network/host.h"
#include "sim/network/network.h"

namespace coutil::sim {

Packet::Packet(Host& sender, std::size_t size)
    : Happening(sender.network().agenda()), sender_(&sender), size_(size) {}

Packet* Packet::make(Host& sender, std::size_t size) noexcept {
  std::pmr::memory_resource* memory = sender.network().memory();
  void* block = nullptr;
  try {
    block = memory->allocate(sizeof(Packet) + size);
    return new (block) Packet(sender, size);
  } catch (const std::bad_alloc&) {
    if (block != nullptr) memory->deallocate(block, sizeof(Packet) + size);
    return nullptr;
  }
}

Packet* Packet::copy() const noexcept {
  Packet* made = make(*sender_, size_);
  if (made == nullptr) return nullptr;
  made->protocol = protocol;
  made->time_to_live = time_to_live;
  made->from = from;
  made->to = to;
  made->receiver = receiver;
  made->segment = segment;
  std::memcpy(made->bytes(), bytes(), size_);
  return made;
}

void Packet::discard() noexcept {
  std::pmr::memory_resource* memory = sender_->network().memory();
  const std::size_t size = sizeof(Packet) + size_;
  this->~Packet();
  memory->deallocate(this, size);
}

std::size_t Packet::wire_size() const noexcept {
  const std::size_t ip_header = to.domain == Domain::kIpv4 ? 20 : 40;
  return ip_header + (protocol == Protocol::kStream ? 20 : 8) + size_;
}

void Packet::happen(TimeNs now_ns) { receiver->take(*this, now_ns); }

}  // namespace coutil::sim
