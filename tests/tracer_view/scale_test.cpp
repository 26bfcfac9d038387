// Zooming, panning and the ruler's numbers.
#include "tracer/timeline_scale.h"

#include <cmath>

#include "tests/catch.h"
#include "tracer/time_argument.h"

namespace coutil::tracer {
namespace {

const AxisRange kRange = {0, 1000};

TimelineScale fitted() {
  TimelineScale scale{0, 1, 100, 800};
  fit(scale, kRange);
  return scale;
}

TEST_CASE("all of a range fits with a margin on both sides", "[scale]") {
  const TimelineScale scale = fitted();
  CHECK(scale.to_pixel(0) > 100);
  CHECK(scale.to_pixel(1000) < 900);
  CHECK(std::fabs((scale.to_pixel(0) - 100) - (900 - scale.to_pixel(1000))) < 0.01);
}

TEST_CASE("zooming keeps what is under the cursor", "[scale]") {
  for (const double pixel : {100.0, 333.0, 777.0}) {
    TimelineScale scale = fitted();
    const double before = scale.to_position(pixel);
    for (int i = 0; i < 5; ++i) zoom_at(scale, pixel, 0.7, kRange, 0.001);
    CHECK(std::fabs(scale.to_position(pixel) - before) < 1e-6);
    CHECK(scale.per_pixel < fitted().per_pixel * 0.2);
  }
}

TEST_CASE("zooming out ends when all is in sight, zooming in at the smallest step", "[scale]") {
  TimelineScale scale = fitted();
  zoom_at(scale, 500, 100, kRange, 0.001);
  CHECK(scale.per_pixel == fitted().per_pixel);
  CHECK(scale.start == fitted().start);
  for (int i = 0; i < 200; ++i) zoom_at(scale, 500, 0.5, kRange, 0.001);
  CHECK(std::fabs(scale.per_pixel - 0.001) < 1e-12);
}

TEST_CASE("panning never loses the trace", "[scale]") {
  TimelineScale scale = fitted();
  for (int i = 0; i < 100; ++i) pan_by(scale, 500, kRange);
  CHECK(scale.end() > kRange.low);
  for (int i = 0; i < 200; ++i) pan_by(scale, -500, kRange);
  CHECK(scale.start < kRange.high);
}

TEST_CASE("the ruler's labels have the unit that fits", "[scale]") {
  TimelineScale scale{0, 1, 0, 1000};
  const auto label = [&](double length_ns) {
    show(scale, {0, length_ns});
    for (const RulerTick& tick : ruler_ticks(scale, Axis::kTime, 100)) {
      if (tick.position > 0 && !tick.label.empty()) return tick.label;
    }
    return std::string("none");
  };
  CHECK(label(900) == "100 ns");
  CHECK(label(1e6) == "0.1 ms");
  CHECK(label(5e5) == "50 us");
  CHECK(label(2e9) == "0.2 s");
  CHECK(label(9e10) == "10 s");
}

TEST_CASE("labels are at least as far apart as asked", "[scale]") {
  TimelineScale scale{0, 1, 0, 1000};
  for (double length = 3; length < 1e12; length *= 7.3) {
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      show(scale, {length / 3, length * 4 / 3});
      double last = -1e9;
      for (const RulerTick& tick : ruler_ticks(scale, axis, 90)) {
        if (tick.label.empty()) continue;
        CHECK(scale.to_pixel(tick.position) - last >= 89.9);
        last = scale.to_pixel(tick.position);
      }
    }
  }
}

TEST_CASE("times are written in the unit that fits", "[scale]") {
  CHECK(time_text(0) == "0");
  CHECK(time_text(999) == "999 ns");
  CHECK(time_text(1500) == "1.5 us");
  CHECK(time_text(1'234'567, 6) == "1.234567 ms");
  CHECK(time_text(2'000'000'000) == "2 s");
}

TEST_CASE("times on the command line", "[scale]") {
  CHECK(parse_time_ns("1.5ms") == 1'500'000);
  CHECK(parse_time_ns("250 us") == 250'000);
  CHECK(parse_time_ns("42") == 42);
  CHECK(parse_time_ns("2s") == 2'000'000'000);
  for (const char* wrong : {"", "ms", "-1ms", "1 fortnight", "1e300s", "nan"}) CHECK(!parse_time_ns(wrong));
}

}  // namespace
}  // namespace coutil::tracer
