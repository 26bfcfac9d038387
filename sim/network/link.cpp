// The fate of packets: see the header. A stream is drawn from only where a setting asks for it, so a link
// without chances draws nothing.
#include "sim/network/link.h"

#include <algorithm>
#include <cmath>

#include "sim/network/packet.h"

namespace coutil::sim {

namespace {

// In [0, 1).
double draw_fraction(RandomStream& random) noexcept {
  return static_cast<double>(random.next() >> 11) * 0x1.0p-53;
}

}  // namespace

bool Link::happens(double likelihood) noexcept {
  return likelihood > 0 && draw_fraction(random_) < likelihood;
}

TimeNs Link::draw_latency() noexcept {
  TimeNs latency = settings_.latency_least_ns;
  const auto range = static_cast<double>(settings_.latency_most_ns - settings_.latency_least_ns);
  if (range > 0) {
    double part = 0;
    switch (settings_.spread) {
      case Spread::kUniform:
        part = draw_fraction(random_);
        break;
      case Spread::kNormal:  // twelve even ones add up to nearly a normal one, of deviation 1
        for (int i = 0; i < 12; ++i) part += draw_fraction(random_);
        part = std::max(0.0, 0.5 + (part - 6) / 6);
        break;
      case Spread::kExponential:
        part = -std::log(1 - draw_fraction(random_));
        break;
    }
    latency += static_cast<TimeNs>(part * range);
  }
  if (settings_.jitter_ns > 0)
    latency += static_cast<TimeNs>(random_.below(static_cast<std::uint64_t>(settings_.jitter_ns) + 1));
  return latency;
}

void Link::keep(Packet& packet) noexcept {
  packet.next = nullptr;
  (last_kept_ != nullptr ? last_kept_->next : first_kept_) = &packet;
  last_kept_ = &packet;
}

Packet* Link::take_kept() noexcept {
  Packet* packet = first_kept_;
  if (packet == nullptr) return nullptr;
  first_kept_ = packet->next;
  if (first_kept_ == nullptr) last_kept_ = nullptr;
  return packet;
}

Passage Link::carry(std::size_t size, int time_to_live, TimeNs now_ns) noexcept {
  Passage passage;
  passage.why = whole_ ? DropReason::kTimeToLive : DropReason::kCut;
  if (!whole_ || time_to_live < settings_.hops) return passage;
  TimeNs left_ns = now_ns;
  if (settings_.bits_per_second > 0) {
    const auto rate = static_cast<double>(settings_.bits_per_second);
    const TimeNs begins_ns = std::max(now_ns, free_ns_);
    const double waiting = static_cast<double>(begins_ns - now_ns) * rate / 8e9;
    passage.why = DropReason::kQueue;
    if (waiting + static_cast<double>(size) > static_cast<double>(settings_.queue_bytes) && waiting > 0)
      return passage;
    free_ns_ = left_ns = begins_ns + static_cast<TimeNs>(static_cast<double>(size) * 8e9 / rate);
  }
  // What is longer than the MTU goes in pieces, and is lost with any of them.
  passage.why = DropReason::kLoss;
  for (std::size_t piece = 0; piece * settings_.mtu < size; ++piece) {
    if (happens(settings_.loss)) return passage;
    if (settings_.mtu == 0) break;
  }
  passage.copies = happens(settings_.duplication) ? 2 : 1;
  for (int copy = 0; copy < passage.copies; ++copy) {
    TimeNs arrival_ns = left_ns + draw_latency();
    if (happens(settings_.reordering)) {
      arrival_ns += settings_.reordering_delay_ns;
    } else {
      last_arrival_ns_ = arrival_ns = std::max(arrival_ns, last_arrival_ns_);
    }
    passage.arrivals_ns[copy] = arrival_ns;
  }
  return passage;
}

}  // namespace coutil::sim
