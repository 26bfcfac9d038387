// A host's clock: rates, skews, and the way back from its time to the world's.
#include "sim/process/host_clock.h"

#include "sim/random_stream.h"
#include "tests/catch.h"

using coutil::kNever;
using coutil::RandomStream;
using coutil::TimeNs;
using coutil::sim::HostClock;

namespace {

constexpr TimeNs kSecond = 1'000'000'000;

}  // namespace

TEST_CASE("a clock that nobody set is the world's") {
  const HostClock clock;
  CHECK(clock.monotonic_ns(12345) == 12345);
  CHECK(clock.wall_ns(12345) == 12345);
  CHECK(clock.world_ns(12345) == 12345);
  CHECK(clock.world_ns(kNever) == kNever);
}

TEST_CASE("a skew moves the wall clock only") {
  HostClock clock;
  clock.set(10 * kSecond, -3 * kSecond, 0);
  CHECK(clock.monotonic_ns(11 * kSecond) == 11 * kSecond);
  CHECK(clock.wall_ns(11 * kSecond) == 8 * kSecond);
  CHECK(clock.skew_ns() == -3 * kSecond);
}

TEST_CASE("a drift makes no jump and counts from when it was set") {
  HostClock clock;
  clock.set(100 * kSecond, 0, 0.01);
  CHECK(clock.monotonic_ns(100 * kSecond) == 100 * kSecond);
  CHECK(clock.monotonic_ns(200 * kSecond) == 201 * kSecond);
  clock.set(200 * kSecond, 0, -0.5);
  CHECK(clock.monotonic_ns(200 * kSecond) == 201 * kSecond);
  CHECK(clock.monotonic_ns(202 * kSecond) == 202 * kSecond);
  clock.set(202 * kSecond, 0, 0);
  CHECK(clock.monotonic_ns(203 * kSecond) == 203 * kSecond);
  CHECK(clock.drift() == 0);
}

TEST_CASE("what is out of range is brought into it") {
  HostClock clock;
  clock.set(0, 0, 1000);
  CHECK(clock.drift() == coutil::sim::kMostDrift);
  clock.set(0, 0, -1000);
  CHECK(clock.drift() == coutil::sim::kLeastDrift);
}

TEST_CASE("the way back is the first time at which the clock shows as much") {
  RandomStream random(7, "host clock test");
  for (int i = 0; i < 20000; ++i) {
    HostClock clock;
    const auto since = static_cast<TimeNs>(random.below(1'000'000'000'000));
    clock.set(since, 0, static_cast<double>(random.below(1'500'001)) / 1e6 - 0.5);
    const TimeNs wanted = clock.monotonic_ns(since) + static_cast<TimeNs>(random.below(1'000'000'000'000));
    const TimeNs world = clock.world_ns(wanted);
    REQUIRE(clock.monotonic_ns(world) >= wanted);
    if (world > since) REQUIRE(clock.monotonic_ns(world - 1) < wanted);
  }
}

TEST_CASE("times never fall and do not run over") {
  HostClock clock;
  clock.set(0, 0, 1);
  CHECK(clock.monotonic_ns(kNever - 1) == kNever);
  clock.set(0, 0, -0.5);
  CHECK(clock.world_ns(kNever - 1) == kNever);
  TimeNs last = 0;
  for (TimeNs now = 0; now < 1000; ++now) {
    CHECK(clock.monotonic_ns(now) >= last);
    last = clock.monotonic_ns(now);
  }
}
