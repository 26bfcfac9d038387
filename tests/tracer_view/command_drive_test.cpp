// Every command of the table by its key, with what came of it; the search, the fields, the dock and the ruler
// by mouse and keyboard. No display.
#include <imgui.h>

#include <cmath>
#include <map>

#include "tests/catch.h"
#include "tests/tracer_view/driver.h"
#include "tracer/command_view.h"
#include "tracer/help_view.h"
#include "tracer/key_codes.h"
#include "tracer/toolbar_view.h"

namespace coutil::tracer {
namespace {

using test::Driver;

void press(Driver& driver, Command command, std::size_t which = 0) {
  const Chord& chord = command_table()[static_cast<std::size_t>(command)].chords[which];
  if (chord.character != 0) {
    driver.type(std::string(1, chord.character));
  } else {
    driver.press(chord.key, chord.ctrl, chord.shift);
  }
}

// Selects the wait of philosopher 2 for a fork.
void select_wait(Driver& driver) {
  for (std::uint32_t row = 0; row < driver.trace.model.event_count(); ++row) {
    if (driver.trace.model.kind(row) == Kind::kAwait && driver.trace.model.coroutine(row) == 2) {
      go_to_row(driver.trace.lanes, driver.state(), row);
    }
  }
  driver.show();
}

using Effect = void (*)(Driver&, const ViewState& before);

const std::map<Command, Effect>& moving_effects() {
  static const std::map<Command, Effect> kEffects = {
      {Command::kZoomIn,
       [](Driver& d, const ViewState& b) { CHECK(d.state().scale.per_pixel < b.scale.per_pixel); }},
      {Command::kZoomOut,
       [](Driver& d, const ViewState& b) { CHECK(d.state().scale.per_pixel > b.scale.per_pixel); }},
      {Command::kMoveLeft,
       [](Driver& d, const ViewState& b) { CHECK(d.state().scale.start < b.scale.start); }},
      {Command::kMoveRight,
       [](Driver& d, const ViewState& b) { CHECK(d.state().scale.start > b.scale.start); }},
      {Command::kScrollUp, [](Driver& d, const ViewState& b) { CHECK(d.state().scroll < b.scroll); }},
      {Command::kScrollDown, [](Driver& d, const ViewState& b) { CHECK(d.state().scroll > b.scroll); }},
      {Command::kPageUp, [](Driver& d, const ViewState& b) { CHECK(d.state().scroll < b.scroll - 30); }},
      {Command::kPageDown, [](Driver& d, const ViewState& b) { CHECK(d.state().scroll > b.scroll + 30); }},
      {Command::kShowAll,
       [](Driver& d, const ViewState&) {
         CHECK(d.state().scroll == 0);
         CHECK(d.scale().end() >= d.trace.model.event_count());
       }},
      {Command::kZoomToSelection,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().scale.per_pixel < b.scale.per_pixel);
         CHECK(d.scale().to_pixel(b.selection->event) > d.view.timeline().lanes_area.left);
         CHECK(d.scale().to_pixel(b.selection->event) < d.view.timeline().lanes_area.left + 50);
       }},
  };
  return kEffects;
}

const std::map<Command, Effect>& step_effects() {
  static const std::map<Command, Effect> kEffects = {
      {Command::kPlay, [](Driver& d, const ViewState&) { CHECK(d.state().player.running()); }},
      {Command::kFaster,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().player.speed(Axis::kOrder) > b.player.speed(Axis::kOrder));
       }},
      {Command::kSlower,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().player.speed(Axis::kOrder) < b.player.speed(Axis::kOrder));
       }},
      {Command::kStepForward, [](Driver& d, const ViewState& b) { CHECK(d.state().cursor == b.cursor + 1); }},
      {Command::kStepBack, [](Driver& d, const ViewState& b) { CHECK(d.state().cursor == b.cursor - 1); }},
      {Command::kLaneForward,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().cursor == b.cursor);
         CHECK(d.state().notice == "that was the last one");
       }},
      {Command::kLaneBack,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().cursor < b.cursor);
         CHECK(d.trace.model.coroutine(d.state().cursor) == 2);
       }},
      {Command::kObjectForward,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "that was the last one"); }},
      {Command::kObjectBack,
       [](Driver& d, const ViewState& b) {
         CHECK(d.state().cursor < b.cursor);
         CHECK(d.trace.model.object(d.state().cursor) == b.object);
       }},
      {Command::kCause,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "no emit of this trace woke it"); }},
      {Command::kEffect, [](Driver& d, const ViewState&) { CHECK(d.state().notice == "this woke nobody"); }},
  };
  return kEffects;
}

const std::map<Command, Effect>& finding_effects() {
  static const std::map<Command, Effect> kEffects = {
      {Command::kNextFinding,
       [](Driver& d, const ViewState&) { CHECK(d.state().cursor == d.view.verdict().findings[0].event); }},
      {Command::kPreviousFinding,
       [](Driver& d, const ViewState&) {
         CHECK(d.state().cursor == d.view.findings().findings.back().event);
       }},
      {Command::kSearch, [](Driver& d, const ViewState&) { CHECK(d.state().prompt == Prompt::kSearch); }},
      {Command::kNextResult,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "search for something first"); }},
      {Command::kPreviousResult,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "search for something first"); }},
      {Command::kGoTo, [](Driver& d, const ViewState&) { CHECK(d.state().prompt == Prompt::kGoTo); }},
      {Command::kToggleBookmark,
       [](Driver& d, const ViewState& b) { CHECK(d.state().bookmarks.find(b.cursor) != nullptr); }},
      {Command::kNameBookmark,
       [](Driver& d, const ViewState&) { CHECK(d.state().prompt == Prompt::kBookmark); }},
      {Command::kNextBookmark,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "there are no bookmarks; B sets one"); }},
      {Command::kPreviousBookmark,
       [](Driver& d, const ViewState&) { CHECK(d.state().notice == "there are no bookmarks; B sets one"); }},
  };
  return kEffects;
}

template <Tab kWhich>
void check_tab(Driver& driver, const ViewState&) {
  CHECK(driver.state().dock.tab == kWhich);
  CHECK(driver.state().shows_dock() == (kWhich != Tab::kStory));  // that one was open: the key closes it
}

const std::map<Command, Effect>& lane_effects() {
  static const std::map<Command, Effect> kEffects = {
      {Command::kFilterLanes, [](Driver& d, const ViewState&) { CHECK(d.state().prompt == Prompt::kLanes); }},
      {Command::kSortLanes,
       [](Driver& d, const ViewState& b) { CHECK(d.state().lanes.sort != b.lanes.sort); }},
      {Command::kPinLane,
       [](Driver& d, const ViewState&) { CHECK(d.state().lanes.pinned == std::vector<std::uint32_t>{2}); }},
      {Command::kHideLane, [](Driver& d, const ViewState&) { CHECK(d.state().lanes.hidden.count(2) == 1); }},
      {Command::kAllLanes, [](Driver& d, const ViewState&) { CHECK(d.state().lanes.hidden.empty()); }},
      {Command::kFoldLanes,
       [](Driver& d, const ViewState&) {
         CHECK(d.state().notice == "this trace has one program: there are no groups");
       }},
  };
  return kEffects;
}

const std::map<Command, Effect>& panel_effects() {
  static const std::map<Command, Effect> kEffects = {
      {Command::kStory, check_tab<Tab::kStory>},
      {Command::kSource, check_tab<Tab::kSource>},
      {Command::kTables, check_tab<Tab::kTables>},
      {Command::kGraph, check_tab<Tab::kGraph>},
      {Command::kFindings, check_tab<Tab::kFindings>},
      {Command::kBookmarks, check_tab<Tab::kBookmarks>},
      {Command::kFilter,
       [](Driver& d, const ViewState&) {
         CHECK(d.state().dock.tab == Tab::kTables);
         CHECK(d.state().prompt == Prompt::kFilter);
       }},
      {Command::kToggleDock, [](Driver& d, const ViewState&) { CHECK_FALSE(d.state().shows_dock()); }},
      {Command::kDockSide,
       [](Driver& d, const ViewState& b) { CHECK(d.state().dock.at_side != b.dock.at_side); }},
      {Command::kFollow,
       [](Driver& d, const ViewState&) {
         CHECK(d.state().notice == "nothing is added to this trace any more");
       }},
      {Command::kAxis, [](Driver& d, const ViewState& b) { CHECK(d.state().axis != b.axis); }},
      {Command::kTheme, [](Driver& d, const ViewState&) { CHECK(d.state().theme == &kLightTheme); }},
      {Command::kHelp, [](Driver& d, const ViewState&) { CHECK(d.state().help_open); }},
      {Command::kEscape, [](Driver& d, const ViewState&) { CHECK_FALSE(d.state().selection); }},
      {Command::kPicture, [](Driver&, const ViewState&) {}},
      {Command::kClose, [](Driver&, const ViewState&) {}},
  };
  return kEffects;
}

TEST_CASE("every command does what the table says, by each of its keys", "[command]") {
  std::size_t known = 0;
  for (const auto* effects :
       {&moving_effects(), &step_effects(), &finding_effects(), &lane_effects(), &panel_effects()}) {
    known += effects->size();
    for (const auto& [command, effect] : *effects) {
      const CommandEntry& entry = command_table()[static_cast<std::size_t>(command)];
      REQUIRE(entry.command == command);
      INFO(entry.text);
      for (std::size_t which = 0; which < kMostChords; ++which) {
        if (entry.chords[which].key == 0 && entry.chords[which].character == 0) continue;
        Driver driver(test::dining_lines(40));
        select_wait(driver);
        driver.state().scroll = 200;
        driver.show();
        for (int i = 0; i < 20; ++i) driver.press('W');
        const ViewState before = driver.state();
        press(driver, command, which);
        effect(driver, before);
      }
    }
  }
  CHECK(known == static_cast<std::size_t>(kCommandCount));
}

TEST_CASE("no two commands share a key, and the help sheet has all of them", "[command]") {
  std::map<std::string, std::string> users;
  std::string sheet;
  for (const HelpGroup& group : help_groups()) {
    for (const HelpLine& line : group.lines) sheet += line.keys + ": " + line.text + "\n";
  }
  for (const CommandEntry& entry : command_table()) {
    CHECK(sheet.find(chords_text(entry) + ": " + entry.text + "\n") != std::string::npos);
    for (const Chord& chord : entry.chords) {
      if (chord.key == 0 && chord.character == 0) continue;
      INFO(chord_text(chord));
      CHECK(users.emplace(chord_text(chord), entry.text).second);
    }
  }
}

TEST_CASE("playing moves the cursor and the picture, until the end", "[command]") {
  Driver driver(test::dining_lines(40));
  for (int i = 0; i < 40; ++i) driver.press('W');
  driver.press(kKeySpace);
  CHECK(driver.view.wants_frames());
  CHECK(driver.state().cursor < 5);
  for (int i = 0; i < 12; ++i) driver.press(kKeyPeriod, false, true);
  std::uint32_t cursor = driver.state().cursor;
  for (int i = 0; i < 2000 && driver.view.wants_frames(); ++i) {
    driver.show();
    CHECK(driver.state().cursor >= cursor);
    cursor = driver.state().cursor;
    CHECK(driver.scale().to_pixel(cursor) < driver.view.timeline().lanes_area.right + 1);
  }
  CHECK(cursor == driver.trace.model.event_count() - 1);
  CHECK_FALSE(driver.view.wants_frames());
}

TEST_CASE("from a wait to its emit, to whom it woke, and around", "[command]") {
  Driver driver(test::crowd_lines(3, 2));
  const TraceModel& model = driver.trace.model;
  const SpanBox* wait = driver.find(1, State::kWaiting);
  REQUIRE(wait != nullptr);
  driver.click(wait->box);
  driver.press('J');
  const std::uint32_t emit = driver.state().cursor;
  REQUIRE(model.kind(emit) == Kind::kEmit);
  std::vector<std::uint32_t> woken;
  for (int i = 0; i < 4; ++i) {
    driver.press('K');
    CHECK(model.kind(driver.state().cursor) == Kind::kWake);
    woken.push_back(model.coroutine(driver.state().cursor));
  }
  CHECK(woken == std::vector<std::uint32_t>{1, 2, 3, 1});
  driver.press('J');
  CHECK(driver.state().cursor == emit);
}

TEST_CASE("what is typed into the search is found, listed and gone to", "[command]") {
  Driver driver(test::dining_lines(5));
  driver.type("/");
  REQUIRE(driver.state().prompt == Prompt::kSearch);
  driver.type("Fork 3");
  CHECK(driver.state().search.text() == "Fork 3");
  REQUIRE(driver.state().search.results().size() == 1);
  CHECK(driver.state().axis == Axis::kOrder);  // letters are no commands while one types
  driver.press(kKeyEnter);
  REQUIRE(driver.state().cursor != kNone);
  CHECK(driver.trace.model.object_label(driver.trace.model.object(driver.state().cursor)) == "fork 3");
  driver.show(3);
  driver.type("Fork 3");  // it was all selected
  driver.press(kKeyBackspace);
  CHECK(driver.state().search.text() == "Fork ");
  REQUIRE(driver.state().search.results().size() == 5);
  driver.press(kKeyF3);
  const std::uint32_t first = driver.state().cursor;
  driver.press(kKeyDown);
  CHECK(driver.state().search.chosen() == 1);
  CHECK(driver.state().cursor != first);
  driver.press(kKeyF3, false, true);
  CHECK(driver.state().cursor == first);
  driver.press(kKeyEscape);
  CHECK(driver.state().prompt == Prompt::kNone);
  CHECK(driver.state().search.text() == "Fork ");
  driver.press(kKeyF3);
  CHECK(driver.state().search.chosen() == 1);
}

TEST_CASE("a click on a result goes there; what lies below it is not clicked", "[command]") {
  Driver driver(test::dining_lines(5));
  const Box toolbar = driver.view.areas().toolbar;
  driver.click(toolbar.right - 60, toolbar.middle_y());
  REQUIRE(driver.state().prompt == Prompt::kSearch);
  driver.type("philosopher");
  REQUIRE(driver.state().search.results().size() > 3);
  driver.click(toolbar.right - 200, toolbar.bottom + 40);
  CHECK(driver.state().prompt == Prompt::kSearch);
  CHECK(driver.state().search.chosen() == 1);
  REQUIRE(driver.state().selection);
  CHECK(driver.state().selection->lane == driver.state().search.results()[1].index);
  driver.click(driver.view.timeline().lanes_area.left + 5, driver.view.timeline().lanes_area.bottom - 5);
  CHECK(driver.state().prompt == Prompt::kNone);
}

TEST_CASE("one goes to a time or an event by typing it, and reads what was wrong", "[command]") {
  Driver driver(test::dining_lines(5));
  const auto go = [&](const char* text) {
    driver.press('G', true);
    driver.type(text);
    driver.press(kKeyEnter);
    CHECK(driver.state().prompt == Prompt::kNone);
  };
  go("#12");
  CHECK(driver.state().cursor == 12);
  go("1ms");
  CHECK(driver.state().cursor == driver.trace.model.first_at_or_after(1000000));
  go("tomorrow");
  CHECK(driver.state().notice.find("'tomorrow' is neither a time") == 0);
  driver.press(kKeyPeriod);
  CHECK(driver.state().notice.empty());
}

TEST_CASE("only the lanes whose text one types stay", "[command]") {
  Driver driver(test::dining_lines(12));
  driver.press('L', true);
  driver.type("philosopher 1");
  CHECK(driver.view.timeline().names.size() == 4);  // 1, 10, 11, 12
  driver.press(kKeyEnter);
  CHECK(driver.state().prompt == Prompt::kNone);
  CHECK(driver.state().lanes.filter == "philosopher 1");
  driver.press('U', false, true);
  CHECK(driver.view.timeline().names.size() > 4);
}

TEST_CASE("bookmarks are set, named, gone to, listed and taken away", "[command]") {
  Driver driver(test::dining_lines(5));
  go_to_row(driver.trace.lanes, driver.state(), 7);
  driver.show();
  driver.press('B', true);
  driver.type("before it jams");
  driver.press(kKeyEnter);
  REQUIRE(driver.state().bookmarks.find(7) != nullptr);
  CHECK(driver.state().bookmarks.find(7)->name == "before it jams");
  go_to_row(driver.trace.lanes, driver.state(), 20);
  driver.press('B');
  driver.press('M');
  CHECK(driver.state().cursor == 7);
  driver.press('M', false, true);
  CHECK(driver.state().cursor == 20);
  driver.press('6');
  const Box dock = driver.view.areas().dock;
  REQUIRE(dock.height() > 80);
  driver.click(dock.left + 60, dock.top + 34 + 20);
  CHECK(driver.state().cursor == 7);
  driver.click(dock.right - 30, dock.top + 34 + 20);
  CHECK(driver.state().bookmarks.list().size() == 1);
}

TEST_CASE("a stretch is marked on the ruler; a click there moves the cursor", "[command]") {
  Driver driver(test::dining_lines(5));
  const Box ruler = driver.view.timeline().ruler;
  const float y = ruler.bottom - 6;
  driver.drag(ruler.left + 200, y, ruler.left + 400, y);
  REQUIRE(driver.state().stretch);
  CHECK(driver.state().stretch->low == Approx(driver.scale().to_position(ruler.left + 200)));
  CHECK(driver.state().stretch->high == Approx(driver.scale().to_position(ruler.left + 400)));
  driver.press(kKeyEscape);
  CHECK_FALSE(driver.state().stretch);
  driver.click(ruler.left + 300, y);
  CHECK(driver.state().cursor ==
        static_cast<std::uint32_t>(std::floor(driver.scale().to_position(ruler.left + 300))));
}

TEST_CASE("two clicks zoom to a span", "[command]") {
  Driver driver(test::dining_lines(5));
  const SpanBox* wait = driver.find(3, State::kWaiting);
  REQUIRE(wait != nullptr);
  const std::uint32_t begin = wait->span.begin, end = wait->span.end;
  driver.double_click((wait->box.left + wait->box.right) / 2, wait->box.middle_y());
  const Box& area = driver.view.timeline().lanes_area;
  CHECK(driver.scale().to_pixel(begin) == Approx(area.left).margin(area.width() * 0.05));
  CHECK(driver.scale().to_pixel(end) == Approx(area.right).margin(area.width() * 0.05));
}

TEST_CASE("the panel never hides what was clicked", "[command]") {
  for (const float scale : {1.0F, 2.0F, 3.0F}) {
    Driver driver(test::dining_lines(30), static_cast<int>(900 * scale), static_cast<int>(560 * scale),
                  scale);
    const NameBox last = driver.view.timeline().names[driver.view.timeline().names.size() - 2];
    driver.click(last.box.left + 30, last.box.middle_y());
    driver.show();
    REQUIRE(driver.state().selection);
    REQUIRE(driver.state().selection->lane == last.lane);
    REQUIRE(driver.view.areas().dock.height() > 0);
    bool in_sight = false;
    for (const NameBox& name : driver.view.timeline().names) {
      in_sight |= name.lane == last.lane && name.box.bottom <= driver.view.areas().dock.top + 1;
    }
    CHECK(in_sight);
  }
}

TEST_CASE("tabs, edge and buttons of the dock work by mouse", "[command]") {
  Driver driver(test::dining_lines(5), 1400, 800);
  driver.press('1');
  Box dock = driver.view.areas().dock;
  driver.click(dock.left + 100, dock.top + 17);
  CHECK(driver.state().dock.tab == Tab::kSource);
  driver.drag(700, dock.top, 700, dock.top - 100);
  CHECK(driver.view.areas().dock.top == Approx(dock.top - 100).margin(3));
  CHECK(driver.view.timeline().lanes_area.bottom <= driver.view.areas().dock.top);
  dock = driver.view.areas().dock;
  driver.click(dock.right - 52, dock.top + 17);
  CHECK(driver.state().dock.at_side);
  dock = driver.view.areas().dock;
  CHECK(dock.left > 400);
  driver.drag(dock.left, 600, dock.left - 80, 600);
  CHECK(driver.view.areas().dock.left == Approx(dock.left - 80).margin(3));
  dock = driver.view.areas().dock;
  driver.click(dock.right - 24, dock.top + 17);
  CHECK_FALSE(driver.state().shows_dock());
}

TEST_CASE("findings fold and are clicked", "[command]") {
  Driver driver(test::dining_lines(5));
  const Box verdict = driver.view.areas().verdict;
  driver.click(verdict.left + 200, verdict.top + 20);
  CHECK(driver.state().cursor == driver.view.verdict().findings[0].event);
  driver.click(verdict.right - 22, verdict.top + 14);
  CHECK(driver.view.areas().verdict.height() < verdict.height());
  driver.click(verdict.right - 22, verdict.top + 14);
  driver.press('5');
  const Box dock = driver.view.areas().dock;
  driver.press(kKeyEscape);
  driver.click(dock.left + 200, dock.top + 34 + 20);
  CHECK(driver.state().selection);
}

TEST_CASE("the wheel with Ctrl moves along the axis", "[command]") {
  Driver driver(test::dining_lines(5));
  driver.move(700, 400);
  driver.wheel(5);
  const TimelineScale before = driver.scale();
  ImGui::GetIO().KeyCtrl = true;
  driver.wheel(-2);
  ImGui::GetIO().KeyCtrl = false;
  CHECK(driver.scale().per_pixel == before.per_pixel);
  CHECK(driver.scale().start > before.start);
}

TEST_CASE("windows of all sizes are painted, with every panel", "[command]") {
  for (const auto& [width, height, scale] : {std::tuple{800, 500, 1.0F},
                                             {3840, 2160, 1.0F},
                                             {3840, 2160, 2.0F},
                                             {1600, 1000, 3.0F},
                                             {60, 40, 1.0F}}) {
    Driver driver(test::dining_lines(5), width, height, scale);
    for (const bool at_side : {false, true}) {
      driver.state().dock.at_side = at_side;
      for (int key = '1'; key <= '6'; ++key) driver.press(key);
      const TracerView::Areas& areas = driver.view.areas();
      if (width >= 800) {
        CHECK(areas.timeline.height() >= 100 * scale);
        CHECK(areas.timeline.width() >= 300 * scale);
        CHECK(areas.legend.bottom <= static_cast<float>(height));
      }
    }
    driver.press(kKeyF1);
    driver.wheel(-3);
  }
}

}  // namespace
}  // namespace coutil::tracer
