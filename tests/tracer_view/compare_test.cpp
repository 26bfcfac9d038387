// Two traces side by side, driven with no display: one clock, one scroll position, and the place where they
// part.
#include <imgui.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/compare_view.h"
#include "tracer/headless_view.h"
#include "tracer/help_view.h"
#include "tracer/key_codes.h"
#include "tracer/lane_pairs.h"
#include "tracer/shot.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

using Catch::Matchers::ContainsSubstring;
using test::TraceFile;

// The same run, but for the last two that were woken: they are woken in the other order.
std::string turned_round(const std::string& lines) {
  const std::size_t last = lines.rfind("{\"e\":\"wake\""), end = lines.find("{\"e\":\"fin\"");
  const std::size_t before = lines.rfind("{\"e\":\"wake\"", last - 1);
  return lines.substr(0, before) + lines.substr(last, end - last) + lines.substr(before, last - before) +
         lines.substr(end);
}

struct Driver {
  Driver(const std::string& upper, const std::string& lower)
      : first(upper), second(lower), view(open_comparison(first.path(), second.path())) {
    show();
  }

  void show() {
    screen.show([this](const Fonts& fonts, float scale) { view->frame(fonts, scale); });
  }
  void move(float x, float y) {
    ImGui::GetIO().MousePos = {x, y};
    show();
  }
  void press(int key) {
    ImGui::GetIO().KeysDown[key] = true;
    show();
    ImGui::GetIO().KeysDown[key] = false;
    show();
  }
  void button(bool down) {
    ImGui::GetIO().MouseDown[0] = down;
    show();
  }
  bool shares_the_clock() const {
    const TimelineScale &a = view->input(0).scale, &b = view->input(1).scale;
    return a.start == b.start && a.per_pixel == b.per_pixel && a.left == b.left && a.width == b.width;
  }

  TraceFile first, second;
  HeadlessScreen screen{1400, 900, 1};
  std::unique_ptr<CompareView> view;
};

const std::string& crowd() {
  static const std::string lines = test::crowd_lines(4, 60);
  return lines;
}

TEST_CASE("both timelines stand on one clock whatever one does", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  CHECK(driver.shares_the_clock());
  const double all = driver.view->input(0).scale.per_pixel;
  driver.move(700, 200);
  ImGui::GetIO().MouseWheel = 5;
  driver.show();
  CHECK(driver.shares_the_clock());
  CHECK(driver.view->input(0).scale.per_pixel < all / 2);
  const double before = driver.view->input(0).scale.start;
  driver.button(true);
  driver.move(650, 200);
  driver.button(false);
  CHECK(driver.shares_the_clock());
  CHECK(driver.view->input(1).scale.start > before);
  driver.press('T');
  CHECK(driver.view->input(0).axis == driver.view->input(1).axis);
  CHECK(driver.shares_the_clock());
  driver.press('F');
  CHECK(driver.view->input(1).scale.end() >= driver.view->input(1).range().high);
}

TEST_CASE("the place where two runs part is marked in both, and a key goes there", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  driver.view->state().axis = Axis::kOrder;
  driver.press('N');
  const ComparisonPanel& panel = driver.view->panel();
  CHECK_THAT(panel.heading, ContainsSubstring("the runs part after"));
  for (std::size_t side = 0; side < 2; side++) {
    const Box& area = driver.view->timeline(side).lanes_area;
    CHECK(std::fabs(driver.view->parting_x(side) - (area.left + area.right) / 2) < area.width() / 10);
    REQUIRE(panel.sides[side].size() == 2);
    CHECK_THAT(panel.sides[side][0], ContainsSubstring("is woken from tick"));
    CHECK_THAT(panel.sides[side][1], ContainsSubstring("ready: worker "));
  }
  CHECK_THAT(panel.sides[0][1], ContainsSubstring("worker 3"));
  CHECK_THAT(panel.sides[1][1], ContainsSubstring("worker 4"));
  // It is painted in both.
  const Raster picture = driver.screen.picture(kDarkTheme.background);
  for (std::size_t side = 0; side < 2; side++) {
    const int x = static_cast<int>(std::round(driver.view->parting_x(side)));
    int painted = 0;
    const Box& area = driver.view->timeline(side).lanes_area;
    for (int y = static_cast<int>(area.top); y < static_cast<int>(area.bottom); y++) {
      painted += picture.pixel(x, y) != kDarkTheme.background ? 1 : 0;
    }
    CHECK(painted > static_cast<int>(area.height() * 0.9F));
  }
}

TEST_CASE("a lane that is clicked has its partner chosen in the other trace", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  for (std::uint32_t lane = 0; lane < 5; lane++) CHECK(driver.view->partner(0, lane) == lane);
  const Box& name = driver.view->timeline(1).names[2].box;
  driver.move(name.left + 40, name.middle_y());
  driver.button(true);
  driver.button(false);
  REQUIRE(driver.view->state().selection);
  CHECK(driver.view->state().selection->lane == 2);
  const Box& other = driver.view->timeline(0).names[2].box;
  const Raster picture = driver.screen.picture(kDarkTheme.background);
  CHECK(picture.pixel(static_cast<int>(other.right) - 3, static_cast<int>(other.top) + 3) ==
        kDarkTheme.raised);
}

TEST_CASE("one cursor stands in both and the panel tells what each does there", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  driver.view->state().axis = Axis::kOrder;
  CHECK(driver.view->cursor(0) == kNone);
  driver.press('N');
  const std::uint32_t parting = driver.view->cursor(0);
  CHECK(driver.view->cursor(1) == parting);
  CHECK_THAT(driver.view->side_lines(0)[0], ContainsSubstring("next: e" + std::to_string(parting)));
  driver.press(kKeyPeriod);
  for (std::size_t side = 0; side < 2; side++) {
    CHECK(driver.view->cursor(side) == parting + 1);
    CHECK_THAT(driver.view->side_lines(side)[0], ContainsSubstring("here: e" + std::to_string(parting + 1)));
    CHECK_THAT(driver.view->side_lines(side)[1], ContainsSubstring("ready"));
  }
  CHECK(driver.view->side_lines(0) != driver.view->side_lines(1));
  driver.press(kKeyComma);
  driver.press(kKeyComma);
  // Before they part both do the same.
  CHECK(driver.view->side_lines(0) == driver.view->side_lines(1));
  // By time the other one's is its last step by then.
  driver.press('T');
  for (int i = 0; i < 4; i++) driver.press(kKeyPeriod);
  const auto time = [&](std::size_t side) {
    return driver.view->input(side).lanes->model().time_ns(driver.view->cursor(side));
  };
  const TraceModel& other = driver.view->input(1).lanes->model();
  CHECK(time(1) <= time(0));
  CHECK((driver.view->cursor(1) + 1 == other.event_count() ||
         other.time_ns(driver.view->cursor(1) + 1) > time(0)));
  driver.press(kKeyEscape);
  CHECK(driver.view->cursor(1) == kNone);
}

TEST_CASE("a click in the other trace turns the cursor and the keys to it", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  CHECK(driver.view->side() == 0);
  const SpanBox* box = nullptr;
  for (const SpanBox& one : driver.view->timeline(1).spans) {
    if (one.box.width() > 6 && one.lane == 2) box = &one;
  }
  REQUIRE(box != nullptr);
  const std::uint32_t row = box->span.begin;
  driver.move((box->box.left + box->box.right) / 2, box->box.middle_y());
  driver.button(true);
  driver.button(false);
  CHECK(driver.view->side() == 1);
  CHECK(driver.view->cursor(1) == row);
  // A lane that is pinned in one is pinned in the other.
  driver.press('I');
  for (std::size_t side = 0; side < 2; side++) {
    REQUIRE(driver.view->input(side).order->pinned_count() == 1);
    CHECK(driver.view->input(side).order->row_of(2) == 0);
  }
}

TEST_CASE("nothing is laid out while nothing moves", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  driver.move(700, 200);
  const std::uint64_t before = driver.view->layout_count();
  for (int i = 0; i < 5; i++) driver.show();
  driver.move(720, 210);
  CHECK(driver.view->layout_count() == before);
  ImGui::GetIO().MouseWheel = 1;
  driver.show();
  CHECK(driver.view->layout_count() == before + 2);
}

TEST_CASE("the help sheet of two traces has what its keys do, and no more", "[compare]") {
  Driver driver(crowd(), turned_round(crowd()));
  std::string all;
  for (const HelpGroup& group : compare_help()) {
    for (const HelpLine& line : group.lines) all += line.keys + ": " + line.text + "\n";
  }
  CHECK_THAT(all, ContainsSubstring("N: to where the runs part\n"));
  CHECK_THAT(all, ContainsSubstring("next theme"));
  CHECK_THAT(all, !ContainsSubstring("bookmark"));
  driver.press('H');
  CHECK(driver.view->state().help_open);
  driver.press(kKeyEscape);
  CHECK_FALSE(driver.view->state().help_open);
  driver.press('B');
  CHECK(driver.view->state().bookmarks.list().empty());
}

TEST_CASE("two traces that grow are followed and compared again", "[compare]") {
  const std::size_t half = crowd().rfind("{\"e\":\"emit\""),
                    less = crowd().rfind("{\"e\":\"emit\"", half - 1);
  const TraceFile one(crowd().substr(0, less)), other(crowd().substr(0, half));
  CompareDocument document(one.path(), other.path());
  const auto soon = [&](auto condition) {  // a limit for a machine that is busy, not a measurement
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      document.advance();
    }
    return condition();
  };
  using Outcome = TraceComparison::Outcome;
  const auto outcome_is = [&](Outcome outcome) {
    return soon([&] { return document.compared() && document.compared()->comparison.outcome == outcome; });
  };
  REQUIRE(outcome_is(Outcome::kFirstIsPrefix));
  CompareView view(document.facts(), {"one", "other"});
  CHECK_THAT(view.panel().heading, ContainsSubstring("comparing"));
  view.set_comparison(*document.compared());
  CHECK_THAT(view.panel().heading, ContainsSubstring("the upper trace is the beginning"));
  std::ofstream(one.path(), std::ios::app) << crowd().substr(less);
  REQUIRE(outcome_is(Outcome::kSecondIsPrefix));
  std::ofstream(other.path(), std::ios::app) << crowd().substr(half);
  REQUIRE(outcome_is(Outcome::kSame));
  CHECK(document.facts()[0]->model().event_count() == document.facts()[1]->model().event_count());
}

TEST_CASE("a beginning, and a trace beside itself", "[compare]") {
  Driver same(crowd(), crowd());
  CHECK_THAT(same.view->panel().heading, ContainsSubstring("tell the same run"));
  same.press('N');
  const std::string cut = crowd().substr(0, crowd().rfind("{\"e\":\"emit\""));
  Driver prefix(cut, crowd());
  CHECK_THAT(prefix.view->panel().heading, ContainsSubstring("the upper trace is the beginning"));
  REQUIRE(prefix.view->panel().sides[0].size() == 1);
  CHECK(prefix.view->panel().sides[0][0] == "is cut short there");
  Driver nothing("", crowd());
  nothing.press('N');
  nothing.press('T');
  CHECK(nothing.shares_the_clock());
}

TEST_CASE("lanes pair by id and name, then by name", "[compare]") {
  const auto spawn = [](int id, const char* name) {
    return std::string(R"({"e":"spawn","t":0,"co":)") + std::to_string(id) + R"(,"by":0,"name":")" + name +
           "\"}\n";
  };
  const TraceFile one(spawn(1, "a") + spawn(2, "b") + spawn(3, "c") + spawn(4, "c"));
  const TraceFile other(spawn(1, "b") + spawn(2, "x") + spawn(3, "c") + spawn(4, "a"));
  const TraceModel first = read_trace(one.path()), second = read_trace(other.path());
  CHECK(pair_lanes(first, second) == std::vector<std::uint32_t>{0, 4, 1, 3, kNone});
  CHECK(pair_lanes(second, first) == std::vector<std::uint32_t>{0, 2, kNone, 3, 1});
}

TEST_CASE("two pictures of two traces have the same bytes", "[compare]") {
  const TraceFile one(crowd()), other(turned_round(crowd())), first(""), second("");
  const auto bytes = [](const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  };
  REQUIRE(write_comparison_shot(one.path(), other.path(), first.path(), {}).empty());
  REQUIRE(write_comparison_shot(one.path(), other.path(), second.path(), {}).empty());
  CHECK(bytes(first.path()) == bytes(second.path()));
  ShotOptions close;
  close.at_parting = true;
  REQUIRE(write_comparison_shot(one.path(), other.path(), second.path(), close).empty());
  CHECK(bytes(first.path()) != bytes(second.path()));
}

}  // namespace
}  // namespace coutil::tracer
