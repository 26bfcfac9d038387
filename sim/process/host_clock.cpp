// A rate as a whole number of parts of 10^12, so that there and back is exact: see the header.
#include "sim/process/host_clock.h"

#include <algorithm>
#include <cmath>

namespace coutil::sim {

namespace {

constexpr std::int64_t kParts = 1'000'000'000'000;

// 2^63 nanoseconds times 2 * 10^12 fit.
__extension__ using Wide = __int128;

TimeNs limited(Wide time) noexcept { return time < kNever ? static_cast<TimeNs>(time) : kNever; }

}  // namespace

void HostClock::set(TimeNs world_ns, TimeNs skew_ns, double drift) noexcept {
  since_monotonic_ns_ = monotonic_ns(world_ns);
  since_world_ns_ = world_ns;
  skew_ns_ = skew_ns;
  drift_ = std::llround(std::clamp(drift, kLeastDrift, kMostDrift) * static_cast<double>(kParts));
}

double HostClock::drift() const noexcept { return static_cast<double>(drift_) / static_cast<double>(kParts); }

TimeNs HostClock::monotonic_ns(TimeNs world_ns) const noexcept {
  const Wide elapsed = static_cast<Wide>(world_ns) - since_world_ns_;
  if (drift_ == 0) return limited(since_monotonic_ns_ + elapsed);
  return limited(since_monotonic_ns_ + elapsed * (kParts + drift_) / kParts);
}

TimeNs HostClock::world_ns(TimeNs monotonic_ns) const noexcept {
  if (monotonic_ns == kNever) return kNever;
  const Wide elapsed = static_cast<Wide>(monotonic_ns) - since_monotonic_ns_;
  if (elapsed <= 0) return since_world_ns_;
  if (drift_ == 0) return limited(since_world_ns_ + elapsed);
  // The least time t with t * rate / kParts, rounded down, at `elapsed`.
  const Wide rate = kParts + drift_;
  return limited(since_world_ns_ + (elapsed * kParts + rate - 1) / rate);
}

}  // namespace coutil::sim
