// The network: see the header.
#include "sim/network/network.h"

#include <new>
#include <string>

#include "sim/network/address_rules.h"
#include "sim/network/connection.h"
#include "sim/network/packet.h"

namespace coutil::sim {

namespace {

LinkSettings loopback_link() {
  LinkSettings settings;
  settings.latency_least_ns = settings.latency_most_ns = kLoopbackLatencyNs;
  settings.mtu = 65536;
  return settings;
}

}  // namespace

Network::Network(std::pmr::memory_resource* memory, std::uint64_t seed)
    : memory_(memory),
      seed_(seed),
      agenda_(memory),
      names_(memory),
      hosts_(memory),
      by_address_(memory),
      links_(memory) {
  usual_link_.latency_least_ns = usual_link_.latency_most_ns = 500'000;
}

Network::~Network() {
  observer_ = nullptr;
  for (Host* host : hosts_) host->crash();
  for (auto& [hosts, link] : links_) {
    while (Packet* packet = link.take_kept()) packet->discard();
  }
  agenda_.happen_until(kNever);  // what is left are packets, and nobody is up to take them
  for (Host* host : hosts_) destroy(host);
}

RandomStream Network::stream_for(std::string_view purpose, std::string_view host) const {
  std::pmr::string name(purpose, memory_);
  name.append(host);
  return RandomStream(seed_, name);
}

Host& Network::add_host(std::string_view name) {
  hosts_.reserve(hosts_.size() + 1);
  Host* host = make<Host>(*this, name, hosts_.size());
  hosts_.push_back(host);
  return *host;
}

bool Network::add_address(Host& host, const IpAddress& address, int subnet_bits) {
  host.interfaces_.reserve(host.interfaces_.size() + 1);
  if (!by_address_.emplace(address, &host).second) return false;
  host.interfaces_.push_back({address, subnet_bits, false});
  return true;
}

Host* Network::host_at(const IpAddress& address) const noexcept {
  auto found = by_address_.find(address);
  return found != by_address_.end() ? found->second : nullptr;
}

void Network::set_usual_link(const LinkSettings& settings) noexcept {
  usual_link_ = settings;
  for (auto& [hosts, link] : links_) {
    if (hosts.first != hosts.second && link.is_usual()) link.change_usual(settings);
  }
}

bool Network::mend_links() noexcept {
  bool any = false;
  for (auto& [hosts, link] : links_) {
    any = any || !link.is_whole();
    link.mend();
  }
  return any;
}

void Network::release(Link& link, TimeNs now_ns) noexcept {
  link.let_go();
  while (Packet* packet = link.take_kept()) pass(*packet, link, now_ns);
}

Link& Network::link(const Host& from, const Host& to) {
  const std::pair key(from.number(), to.number());
  auto found = links_.lower_bound(key);
  if (found == links_.end() || found->first != key) {
    std::pmr::string name("link ", memory_);
    name.append(from.name()).append(" to ").append(to.name());
    const LinkSettings& settings = &from == &to ? loopback_link() : usual_link_;
    found = links_.emplace_hint(found, key, Link(seed_, name, settings));
  }
  return found->second;
}

Host* Network::receiver_of(Host& from, const IpAddress& to) const noexcept {
  return from.is_own(to) ? &from : host_at(to);
}

void Network::send(Packet& packet, Host& from, Host* to, TimeNs now_ns) noexcept {
  if (to == nullptr || !from.is_up())
    return lose(packet, to == nullptr ? DropReason::kNoHost : DropReason::kHostDown);
  if (from.last_link_to != to->number()) {
    try {
      from.last_link = &link(from, *to);
      from.last_link_to = to->number();
    } catch (const std::bad_alloc&) {
      return lose(packet, DropReason::kNoMemory);
    }
  }
  packet.receiver = to;
  if (from.last_link->is_held()) return from.last_link->keep(packet);
  pass(packet, *from.last_link, now_ns);
}

void Network::pass(Packet& packet, Link& link, TimeNs now_ns) noexcept {
  const Passage passage = link.carry(packet.wire_size(), packet.time_to_live, now_ns);
  if (passage.copies == 0) return lose(packet, passage.why);
  if (passage.copies == 2) {
    if (Packet* copy = packet.copy()) agenda_.plan(*copy, passage.arrivals_ns[1]);
  }
  agenda_.plan(packet, passage.arrivals_ns[0]);
}

void Network::lose(Packet& packet, DropReason why) noexcept {
  if (packet.protocol == Protocol::kDatagram) tell_lost(packet.message, packet.size(), why);
  std::uint64_t begin = packet.segment.sequence;
  for (const MessageMark& mark : packet.marks()) {
    tell_lost(mark.message, mark.end - begin, why);
    begin = mark.end;
  }
  packet.discard();
}

}  // namespace coutil::sim
