// Pictures: the same bytes each time, and the colours of the states where the states are.
#include "tracer/shot.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/headless_view.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

std::string bytes_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Differs by at most a rounding step in each channel.
bool is_close(Colour a, Colour b) {
  for (int shift = 0; shift < 24; shift += 8) {
    if (std::abs(static_cast<int>((a >> shift) & 0xFF) - static_cast<int>((b >> shift) & 0xFF)) > 2)
      return false;
  }
  return true;
}

TEST_CASE("two pictures of one trace have the same bytes", "[shot]") {
  const LoadedTrace trace(test::dining_lines(5));
  const test::TraceFile first(""), second("");
  REQUIRE(write_shot(trace.lanes, first.path(), {}).empty());
  REQUIRE(write_shot(trace.lanes, second.path(), {}).empty());
  const std::string bytes = bytes_of(first.path());
  CHECK(bytes.substr(1, 3) == "PNG");
  CHECK(bytes == bytes_of(second.path()));
  ShotOptions light;
  light.theme = &kLightTheme;
  REQUIRE(write_shot(trace.lanes, second.path(), light).empty());
  CHECK(bytes != bytes_of(second.path()));
}

TEST_CASE("states have their colours, in both themes and at both scales", "[shot]") {
  const LoadedTrace trace(test::two_lines());
  for (const Theme* theme : {&kDarkTheme, &kLightTheme}) {
    for (const float scale : {1.0F, 2.0F}) {
      HeadlessScreen screen(static_cast<int>(1400 * scale), static_cast<int>(400 * scale), scale);
      TracerView view(trace.lanes);
      view.state().theme = theme;
      screen.show(view);
      const Raster picture = screen.picture(theme->background);
      bool saw_running = false;
      for (const SpanBox& span : view.timeline().spans) {
        if (span.state != State::kRunning) continue;
        saw_running = true;
        const int x = static_cast<int>(span.box.left + span.box.width() * 0.75F);
        const int y = static_cast<int>(span.box.bottom - 6 * scale);
        CHECK(is_close(picture.pixel(x, y), theme->running));
      }
      CHECK(saw_running);
      CHECK(picture.pixel(picture.width() / 2, picture.height() - static_cast<int>(60 * scale)) ==
            theme->background);
    }
  }
}

TEST_CASE("a stuck lane shows the colour of trouble", "[shot]") {
  const LoadedTrace trace(test::dining_lines(5));
  HeadlessScreen screen(1600, 700, 1);
  TracerView view(trace.lanes);
  screen.show(view);
  const Raster picture = screen.picture(kDarkTheme.background);
  for (std::uint32_t lane = 1; lane <= 5; ++lane) {
    const Box& box = view.timeline().names[lane].box;
    CHECK(is_close(picture.pixel(static_cast<int>(box.left) + 2, static_cast<int>(box.middle_y())),
                   kDarkTheme.stuck));
  }
}

TEST_CASE("a picture of a stretch of time shows that stretch", "[shot]") {
  const LoadedTrace trace(test::crowd_lines(3, 50));
  HeadlessScreen screen(1000, 400, 1);
  for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
    TracerView view(trace.lanes);
    view.state().axis = axis;
    view.state().range = AxisRange{10'000, 20'000};
    screen.show(view);
    const double low = view.input().scale.start, high = view.input().scale.end();
    const auto time = [&](double row) { return trace.model.time_ns(static_cast<std::uint32_t>(row)); };
    CHECK((axis == Axis::kTime ? low : static_cast<double>(time(low))) == 10'000);
    CHECK((axis == Axis::kTime ? high : static_cast<double>(time(high - 1))) == 20'000);
  }
}

TEST_CASE("a trace with nothing in it has a picture too", "[shot]") {
  const LoadedTrace trace("");
  const test::TraceFile picture("");
  CHECK(write_shot(trace.lanes, picture.path(), {}).empty());
}

}  // namespace
}  // namespace coutil::tracer
