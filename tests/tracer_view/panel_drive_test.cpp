// The dock's source and tables, driven by clicks and keys with no display: titles sort, the filter filters,
// rows and lines lead to the timeline.
#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/tracer_view/driver.h"
#include "tracer/command_view.h"
#include "tracer/key_codes.h"
#include "tracer/lane_builder.h"
#include "tracer/trace_loader.h"

namespace coutil::tracer {
namespace {

using test::Driver;

// The top of the list below tabs, head and titles of the tables.
constexpr float kTabs = 35, kTableHead = 34, kTitles = 27, kSourceHead = 30;

TEST_CASE("tables sort by their titles and filter; a row leads to the timeline", "[panel]") {
  Driver driver(test::dining_lines(5), 1400, 900);
  driver.press('3');
  const Box dock = driver.view.areas().dock;
  const TraceTable* table = driver.view.dock().tables().table();
  REQUIRE(table != nullptr);
  CHECK(table->sorted_by() == 3);
  const float titles = dock.top + kTabs + kTableHead + 12;
  driver.click(dock.left + 40, titles);
  CHECK(table->sorted_by() == 0);
  CHECK_FALSE(table->descending());
  driver.click(dock.left + 40, titles);
  CHECK(table->descending());
  CHECK(table->text(table->rows()[0], 0) == "philosopher 5");
  driver.click(dock.left + 40, dock.top + kTabs + kTableHead + kTitles + 12);
  REQUIRE(driver.state().selection);
  CHECK(driver.state().selection->lane == 5);
  driver.press('F', false, true);
  driver.type("pher 3");
  REQUIRE(table->rows().size() == 1);
  CHECK(table->text(table->rows()[0], 0) == "philosopher 3");
  driver.press(kKeyEnter);
  CHECK(driver.state().prompt == Prompt::kNone);
}

TEST_CASE("panels of a long trace wait for what is found out later", "[panel]") {
  Driver driver(test::dining_lines(5), 1400, 900);
  const test::TraceFile file(test::dining_lines(5));
  TraceLoader loader(file.path(), {});
  LaneBuilder lanes(loader.building());
  while (loader.read_chunk()) continue;
  lanes.advance();
  const auto facts = make_first_facts(loader.snapshot(), lanes, false);
  driver.view.show(facts, false);
  for (std::size_t tab = 0; tab < kTabCount; ++tab) {
    show_tab(driver.state(), static_cast<Tab>(tab), false);
    driver.show(2);
  }
  show_tab(driver.state(), Tab::kTables, false);
  driver.show(2);
  CHECK(facts->late() == nullptr);
  CHECK(driver.view.dock().tables().table() == nullptr);
  // Between two frames, as a document adds them.
  REQUIRE(facts->add_late([] { return false; }));
  driver.show(2);
  const TraceTable* table = driver.view.dock().tables().table();
  REQUIRE(table != nullptr);
  CHECK(table->rows().size() == facts->lanes.lanes().size());
}

TEST_CASE("every table and the histogram are shown", "[panel]") {
  for (const float width : {800.0F, 1600.0F}) {
    Driver driver(test::crowd_lines(5, 4), static_cast<int>(width), 700);
    driver.press('3');
    const Box dock = driver.view.areas().dock;
    std::vector<std::size_t> columns;
    for (float x = dock.left + 20; x < dock.left + 520; x += 40) {
      driver.click(x, dock.top + kTabs + kTableHead / 2);
      const TraceTable* table = driver.view.dock().tables().table();
      columns.push_back(table == nullptr ? 0 : table->columns().size());
    }
    for (const std::size_t count : {10U, 9U, 8U, 7U, 0U}) {
      CHECK(std::find(columns.begin(), columns.end(), count) != columns.end());
    }
  }
}

TEST_CASE("the graph shows who waits for whom at the cursor; a click selects", "[panel]") {
  Driver driver(test::dining_lines(5), 1400, 900);
  driver.press('G');
  const Box dock = driver.view.areas().dock;
  REQUIRE(dock.height() > 100);
  for (float y = dock.top + 60; y < dock.bottom && !driver.state().selection; y += 20) {
    for (float x = dock.left + 20; x < dock.right && !driver.state().selection; x += 30) driver.click(x, y);
  }
  REQUIRE(driver.state().selection);
  CHECK(driver.state().selection->lane >= 1);
  CHECK(driver.state().cursor == kNone);
  CHECK(driver.state().dock.tab == Tab::kGraph);
}

TEST_CASE("a click on a line of the source goes to who waited there, then to the next", "[panel]") {
  Driver driver(test::dining_lines(5), 1400, 900);
  const std::filesystem::path beside =
      std::filesystem::path(driver.trace.model.path()).parent_path() / "small.lua";
  std::ofstream(beside) << std::string(20, '\n');
  driver.press('2');
  const Box dock = driver.view.areas().dock;
  const float first = dock.top + kTabs + kSourceHead;
  // Nothing is selected yet, so the list stands at its top. Nobody waits in line 1.
  driver.click(dock.left + 100, first + 10);
  CHECK_FALSE(driver.state().selection);
  for (int i = 0; i < 40; ++i) {
    driver.move(dock.left + 100, first + 40);
    driver.wheel(-1);
  }
  // At its end: the last line is 20, the mutex is waited for in 15.
  const float bottom = driver.view.areas().dock.bottom - 8;
  driver.click(dock.left + 100, bottom - 21 * 5 - 10);
  std::filesystem::remove(beside);
  REQUIRE(driver.state().selection);
  const TraceModel& model = driver.trace.model;
  const std::uint32_t row = driver.state().cursor;
  CHECK(model.places()[model.place(row)].line == 15);
  CHECK(model.kind(row) == Kind::kAwait);
}

}  // namespace
}  // namespace coutil::tracer
