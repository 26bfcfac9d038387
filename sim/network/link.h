// Link: what the way from one host to another does to a packet: how long it takes, whether it is lost,
// doubled or overtaken, how much fits through. One direction; a plain value with a random stream of its own.
// It must not know what packets carry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/backend.h"
#include "sim/network/observer.h"
#include "sim/random_stream.h"

namespace coutil::sim {

class Packet;

/// How latencies lie between the least and the most.
enum class Spread : std::uint8_t {
  kUniform,
  kNormal,       // around the middle; all but three in a thousand lie between
  kExponential,  // from the least on, the difference is the mean: a few are much later
};

struct LinkSettings {
  TimeNs latency_least_ns = 0;
  TimeNs latency_most_ns = 0;
  Spread spread = Spread::kUniform;
  TimeNs jitter_ns = 0;  // up to so much is added, evenly
  double loss = 0;       // how likely, 0..1, each of the three
  double duplication = 0;
  double reordering = 0;                // the packet is late and others overtake it
  TimeNs reordering_delay_ns = 0;       // by so much it is late
  std::int64_t bits_per_second = 0;     // 0: no limit
  std::size_t queue_bytes = 256 << 10;  // what waits for a link with a limit; more is lost
  std::size_t mtu = 1500;               // of a segment; a datagram may be longer, and go in pieces
  int hops = 1;                         // a packet with a smaller time to live does not arrive
};

/// What became of a packet.
struct Passage {
  int copies = 0;
  DropReason why = DropReason::kLoss;  // where there are none
  TimeNs arrivals_ns[2] = {0, 0};
};

class Link final {
 public:
  Link(std::uint64_t seed, std::string_view name, const LinkSettings& settings) noexcept
      : settings_(settings), random_(seed, name) {}

  const LinkSettings& settings() const noexcept { return settings_; }

  /// For packets that set out from now on. It is as it is told from here on, and no longer as links usually
  /// are.
  void change(const LinkSettings& settings) noexcept {
    settings_ = settings;
    is_usual_ = false;
  }

  /// The same for one that is as links usually are.
  void change_usual(const LinkSettings& settings) noexcept { settings_ = settings; }
  bool is_usual() const noexcept { return is_usual_; }

  /// Nothing gets through while it is cut.
  void cut() noexcept { whole_ = false; }
  void mend() noexcept { whole_ = true; }
  bool is_whole() const noexcept { return whole_; }

  /// What sets out waits here while it is held, in order, and was not sent as far as the link is concerned.
  void hold() noexcept { held_ = true; }
  void let_go() noexcept { held_ = false; }
  bool is_held() const noexcept { return held_; }
  void keep(Packet& packet) noexcept;
  Packet* take_kept() noexcept;  // null: there is none

  /// Sends a packet of so many bytes, headers included, on its way. Those that are not reordered keep their
  /// order.
  Passage carry(std::size_t size, int time_to_live, TimeNs now_ns) noexcept;

 private:
  bool happens(double likelihood) noexcept;
  TimeNs draw_latency() noexcept;

  LinkSettings settings_;
  RandomStream random_;
  bool whole_ = true;
  bool held_ = false;
  bool is_usual_ = true;
  Packet* first_kept_ = nullptr;
  Packet* last_kept_ = nullptr;
  TimeNs free_ns_ = 0;          // when the last packet will have left the sender
  TimeNs last_arrival_ns_ = 0;  // of those in order
};

}  // namespace coutil::sim
