// The window's frame driven with no display, by writing what a mouse and a keyboard would write into ImGui's
// io.
#include <cmath>

#include "tests/catch.h"
#include "tests/tracer_view/driver.h"
#include "tracer/key_codes.h"

namespace coutil::tracer {
namespace {

using test::Driver;

TEST_CASE("the wheel zooms at the cursor and keeps what is under it", "[drive]") {
  Driver driver(test::dining_lines(5));
  for (const float x : {400.0F, 700.0F}) {
    driver.move(x, 300);
    const double before = driver.scale().to_position(x);
    const double size = driver.scale().per_pixel;
    driver.wheel(1);
    driver.wheel(2);
    CHECK(driver.scale().per_pixel < size * 0.6);
    CHECK(std::fabs(driver.scale().to_position(x) - before) < 1e-6);
  }
  driver.wheel(-30);
  CHECK(driver.scale().end() >= driver.trace.model.event_count());
}

TEST_CASE("dragging pans, and selects nothing", "[drive]") {
  Driver driver(test::dining_lines(5));
  driver.move(600, 300);
  driver.wheel(4);
  const double before = driver.scale().to_position(600);
  driver.button(true);
  driver.move(650, 300);
  driver.move(700, 310);
  driver.button(false);
  CHECK(std::fabs(driver.scale().to_position(700) - before) < 1e-6);
  CHECK_FALSE(driver.view.state().selection);
}

TEST_CASE("a click selects the span under it, another beside it nothing", "[drive]") {
  Driver driver(test::dining_lines(5));
  const SpanBox* span = driver.find(3, State::kWaiting);
  REQUIRE(span != nullptr);
  const Box box = span->box;
  const std::uint32_t event = span->span.begin;
  driver.click(box.left + box.width() / 2, box.middle_y());
  REQUIRE(driver.view.state().selection);
  CHECK(driver.view.state().selection->lane == 3);
  CHECK(driver.view.state().selection->event == event);
  driver.press(kKeyEscape);
  CHECK_FALSE(driver.view.state().selection);
  driver.click(60, driver.view.timeline().names[2].box.middle_y());
  REQUIRE(driver.view.state().selection);
  CHECK(driver.view.state().selection->lane == 2);
}

TEST_CASE("hovering finds what is under the mouse", "[drive]") {
  Driver driver(test::two_lines());
  const SpanBox* span = driver.find(1, State::kWaiting);
  REQUIRE(span != nullptr);
  const Box box = span->box;
  driver.move(box.left + box.width() / 3, box.middle_y());
  CHECK(driver.view.hovered().kind == Hit::Kind::kSpan);
  CHECK(driver.view.hovered().event == 2);
}

TEST_CASE("keys zoom, pan, and show all again", "[drive]") {
  Driver driver(test::dining_lines(5));
  const TimelineScale all = driver.scale();
  for (int i = 0; i < 20; ++i) driver.press('W');
  CHECK(driver.scale().per_pixel < all.per_pixel * 0.8);
  const double start = driver.scale().start;
  driver.press('D');
  CHECK(driver.scale().start > start);
  driver.press(kKeyLeft);
  CHECK(std::fabs(driver.scale().start - start) < 1e-6);
  driver.press(kKeyHome);
  CHECK(driver.scale().start == all.start);
  CHECK(driver.scale().per_pixel == all.per_pixel);
}

TEST_CASE("a key switches the axis, and what all was in sight stays so", "[drive]") {
  Driver driver(test::dining_lines(5));
  CHECK(driver.view.state().axis == Axis::kOrder);
  driver.press('T');
  CHECK(driver.view.input().axis == Axis::kTime);
  CHECK(driver.scale().to_pixel(1e6) < driver.view.timeline().lanes_area.right);
  driver.press('T');
  CHECK(driver.view.input().axis == Axis::kOrder);
  CHECK(driver.scale().start < 0);
}

TEST_CASE("keys and buttons switch theme and help", "[drive]") {
  Driver driver(test::two_lines());
  driver.press('L');
  CHECK(driver.view.state().theme == &kLightTheme);
  for (const int key : {static_cast<int>('H'), kKeyF1}) {
    driver.press(key);
    CHECK(driver.view.state().help_open);
    driver.press(kKeyEscape);
    CHECK_FALSE(driver.view.state().help_open);
  }
  driver.click(1170, 30);  // the button at the right
  CHECK(driver.view.state().help_open);
  driver.click(600, 300);
  CHECK_FALSE(driver.view.state().help_open);
}

TEST_CASE("many lanes scroll, with keys, with the wheel over the names, and to what went wrong", "[drive]") {
  Driver driver(test::crowd_lines(300, 2));
  const float content = driver.view.timeline().content_height;
  REQUIRE(content > driver.view.timeline().lanes_area.height());
  driver.press(kKeyPageDown);
  const float scrolled = driver.view.state().scroll;
  CHECK(scrolled > 100);
  driver.move(40, 400);
  driver.wheel(-2);
  CHECK(driver.view.state().scroll > scrolled);
  driver.wheel(100);
  CHECK(driver.view.state().scroll == 0);
  for (int i = 0; i < 200; ++i) driver.press(kKeyPageDown);
  CHECK(driver.view.timeline().names.back().lane == 300);
  driver.press('N');
  CHECK(driver.view.timeline().names.front().lane < 3);
}

TEST_CASE("when the window grows, what was all in sight still is", "[drive]") {
  Driver driver(test::dining_lines(5));
  driver.screen.resize(1900, 900);
  driver.screen.show(driver.view);
  const TimelineFrame& frame = driver.view.timeline();
  CHECK(frame.end_x > frame.lanes_area.left + frame.lanes_area.width() * 0.7F);
  driver.screen.resize(300, 200);
  driver.screen.show(driver.view);
  driver.screen.resize(1, 1);
  driver.screen.show(driver.view);
}

TEST_CASE("the box in the strip of the whole trace can be dragged, and comes to a click", "[drive]") {
  Driver driver(test::crowd_lines(20, 30));
  driver.move(600, 400);
  driver.wheel(8);
  const Overview& strip = driver.view.timeline().overview;
  const Box before = strip.window;
  REQUIRE(before.width() < strip.box.width() / 2);
  const float y = strip.box.middle_y(), x = (before.left + before.right) / 2;
  driver.drag(x, y, x + 50, y);
  CHECK(std::fabs(driver.view.timeline().overview.window.left - before.left - 50) < 1);
  const float target = strip.box.left + strip.box.width() * 0.25F;
  driver.click(target, y);
  driver.show();
  const Box& after = driver.view.timeline().overview.window;
  CHECK(std::fabs((after.left + after.right) / 2 - target) < 1);
  CHECK_FALSE(driver.state().selection);
}

TEST_CASE("clicks beside the names fold a host and pin a lane", "[drive]") {
  Driver driver(test::two_host_lines(10));
  REQUIRE(driver.view.timeline().groups.size() == 2);
  const Box head = driver.view.timeline().groups[0].box;
  driver.click(head.left + 20, head.middle_y());
  driver.show();
  CHECK(driver.view.timeline().groups[0].folded);
  driver.click(head.left + 20, head.middle_y());
  driver.show();
  CHECK_FALSE(driver.view.timeline().groups[0].folded);
  const NameBox name = driver.view.timeline().names[2];
  driver.click(name.box.right - 8, name.box.middle_y());
  driver.show();
  REQUIRE(driver.view.timeline().names[0].pinned);
  CHECK(driver.view.timeline().names[0].lane == name.lane);
  CHECK(driver.view.timeline().pinned.height() > 0);
}

}  // namespace
}  // namespace coutil::tracer
