// HostClock: what a machine takes for the time: its monotonic clock, which may run too fast or too slow, and
// its wall clock, which may be wrong besides. Exact integers. It must not know who reads it.
#pragma once

#include <cstdint>

#include "engine/backend.h"

namespace coutil::sim {

/// A clock may gain or lose so much in a unit of time: half of it lost, or one more gained.
inline constexpr double kLeastDrift = -0.5;
inline constexpr double kMostDrift = 1;

class HostClock final {
 public:
  /// From `world_ns` (the present) on: the wall clock shows `skew_ns` more than the monotonic one counts, and
  /// both gain `drift` seconds a second, kLeastDrift..kMostDrift, to the nearest 10^-12. The monotonic clock
  /// makes no jump.
  void set(TimeNs world_ns, TimeNs skew_ns, double drift) noexcept;

  TimeNs skew_ns() const noexcept { return skew_ns_; }
  double drift() const noexcept;

  /// What the monotonic clock shows at a time of the world; the world's own time as long as nobody set it.
  /// For times from the last `set` on.
  TimeNs monotonic_ns(TimeNs world_ns) const noexcept;

  /// What the wall clock shows, counted from the run's beginning: negative when it is before that.
  TimeNs wall_ns(TimeNs world_ns) const noexcept { return monotonic_ns(world_ns) + skew_ns_; }

  /// The first time of the world, from the last `set` on, at which the monotonic clock shows that much or
  /// more. kNever is kNever.
  TimeNs world_ns(TimeNs monotonic_ns) const noexcept;

 private:
  TimeNs since_world_ns_ = 0;      // when it was set, and
  TimeNs since_monotonic_ns_ = 0;  // what it showed then
  TimeNs skew_ns_ = 0;
  std::int64_t drift_ = 0;  // in 10^-12
};

}  // namespace coutil::sim
