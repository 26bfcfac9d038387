// Packets: see the header.
#include "sim/network/packet.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "sim/network/host.h"
#include "sim/network/network.h"

namespace coutil::sim {

namespace {

// Where the marks lie behind the packet and its bytes.
std::size_t offset_of_marks(std::size_t size) {
  return (sizeof(Packet) + size + alignof(MessageMark) - 1) / alignof(MessageMark) * alignof(MessageMark);
}

std::size_t block_size(std::size_t size, std::size_t marks) {
  return marks == 0 ? sizeof(Packet) + size : offset_of_marks(size) + marks * sizeof(MessageMark);
}

}  // namespace

Packet::Packet(Host& sender, std::size_t size, std::size_t marks)
    : Happening(sender.network().agenda()), sender_(&sender), size_(size), mark_count_(marks) {
  std::uninitialized_default_construct_n(this->marks().data(), marks);
}

Packet* Packet::make(Host& sender, std::size_t size, std::size_t marks) noexcept {
  std::pmr::memory_resource* memory = sender.network().memory();
  void* block = nullptr;
  try {
    block = memory->allocate(block_size(size, marks));
    return new (block) Packet(sender, size, marks);
  } catch (const std::bad_alloc&) {
    if (block != nullptr) memory->deallocate(block, block_size(size, marks));
    return nullptr;
  }
}

std::span<MessageMark> Packet::marks() noexcept {
  return {reinterpret_cast<MessageMark*>(reinterpret_cast<char*>(this) + offset_of_marks(size_)),
          mark_count_};
}

std::span<const MessageMark> Packet::marks() const noexcept { return const_cast<Packet*>(this)->marks(); }

Packet* Packet::copy() const noexcept {
  Packet* made = make(*sender_, size_, mark_count_);
  if (made == nullptr) return nullptr;
  made->protocol = protocol;
  made->time_to_live = time_to_live;
  made->from = from;
  made->to = to;
  made->receiver = receiver;
  made->segment = segment;
  made->message = message;
  std::memcpy(made->bytes(), bytes(), size_);
  std::copy_n(marks().data(), mark_count_, made->marks().data());
  return made;
}

void Packet::discard() noexcept {
  std::pmr::memory_resource* memory = sender_->network().memory();
  const std::size_t size = block_size(size_, mark_count_);
  this->~Packet();
  memory->deallocate(this, size);
}

std::size_t Packet::wire_size() const noexcept {
  const std::size_t ip_header = to.domain == Domain::kIpv4 ? 20 : 40;
  return ip_header + (protocol == Protocol::kStream ? 20 : 8) + size_;
}

void Packet::happen(TimeNs now_ns) { receiver->take(*this, now_ns); }

}  // namespace coutil::sim
