// Why: what the panels say after clicks and keys, with no display. A message, a hold, an object, an instant,
// a finding, and who woke whom before.
#include <algorithm>

#include "tests/catch.h"
#include "tests/tracer_view/driver.h"
#include "tracer/command_view.h"
#include "tracer/key_codes.h"

namespace coutil::tracer {
namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using test::Driver;

// The text behind a name; "" where there is none.
std::string fact(const std::vector<Fact>& facts, const std::string& name) {
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const Fact& f) { return f.name == name; });
  return found == facts.end() ? "" : found->text;
}

std::string fact(const Driver& driver, const std::string& name) {
  return fact(driver.view.story().facts, name);
}
std::string note(const Driver& driver, const std::string& name) {
  return fact(driver.view.dock().notes().told(), name);
}

// Moves the mouse along a message until nothing else is on top of it.
void hover(Driver& driver, std::size_t which) {
  const MessageLine line = driver.view.timeline().messages[which];
  for (float part = 0.1F; part < 0.95F; part += 0.02F) {
    driver.move(line.from_x + (line.to_x - line.from_x) * part,
                line.from_y + (line.to_y - line.from_y) * part);
    const Hit& hit = driver.view.hovered();
    if (hit.kind == Hit::Kind::kMessage && hit.index == which) return;
  }
  FAIL("the message is nowhere to be found under the mouse");
}

// Long enough that the next one makes no double click.
void click_here(Driver& driver) {
  driver.button(true);
  driver.button(false);
  driver.show(30);
}

TEST_CASE("a message is told from whom to whom, when it came and how long it took, by click and by key",
          "[story]") {
  Driver driver(test::two_host_lines(12), 1600, 1000);
  driver.state().axis = Axis::kTime;
  driver.state().fit_wanted = true;
  driver.show(2);
  std::size_t seen = 0;
  for (std::size_t i = 0; i < driver.view.timeline().messages.size(); ++i) {
    const MessageLine line = driver.view.timeline().messages[i];
    if (line.count > 1) continue;
    ++seen;
    hover(driver, i);
    const Story story = hit_story(driver.view.input(), driver.view.timeline(), driver.view.hovered());
    CHECK_THAT(fact(story.facts, "from"), StartsWith(driver.trace.model.label(line.from)));
    CHECK_THAT(fact(story.facts, "to"), ContainsSubstring("10.0.0.2:7"));
    CHECK_THAT(fact(story.facts, "what"), ContainsSubstring("8 bytes"));
    CHECK(fact(story.facts, "why") == (line.lost ? "cut" : ""));
    CHECK(fact(story.facts, line.lost ? "after" : "took") == "3.5 us");
    click_here(driver);
    REQUIRE(driver.state().selection);
    CHECK(driver.state().selection->event == line.first.send);
    CHECK(driver.view.story().title == story.title);
    CHECK_THAT(driver.view.sentence(),
               ContainsSubstring(line.lost ? "it was lost 3.5 us later" : "it arrived at"));
    driver.press(kKeyEscape);
  }
  CHECK(seen > 5);
  // By keys: the same events, one after the other.
  std::size_t stepped = 0;
  for (std::uint32_t row = 0; row < driver.trace.model.event_count(); ++row) {
    driver.press(kKeyPeriod);
    if (!has_message(driver.trace.model.kind(driver.state().cursor))) continue;
    ++stepped;
    CHECK(fact(driver, "what").find("message ") == 0);
    CHECK(!fact(driver, "sent").empty());
  }
  CHECK(stepped == 24);
}

TEST_CASE("a hold is told from lock to unlock, by a click on its bar and by steps", "[story]") {
  Driver driver(test::dining_lines(3), 1400, 900);
  REQUIRE(!driver.view.timeline().holds.empty());
  const HoldBar bar = driver.view.timeline().holds.front();
  driver.click(bar.box);
  REQUIRE(driver.state().selection);
  CHECK(driver.state().selection->event == bar.hold.begin);
  CHECK(driver.view.story().title == "philosopher 1 holds fork 1");
  CHECK(fact(driver, "until") == "the trace's end");
  CHECK_THAT(driver.view.sentence(), ContainsSubstring("and never unlocked it"));
  driver.press(kKeyEscape);
  driver.click(60, driver.view.timeline().names[2].box.middle_y());
  std::uint32_t before = kNone;
  while (before != driver.state().cursor && driver.trace.model.kind(driver.state().cursor) != Kind::kLock) {
    before = driver.state().cursor;
    driver.press(kKeyLeft, false, true);
  }
  CHECK(driver.view.story().title == "philosopher 2 holds fork 2");
}

TEST_CASE("an object is told with who holds it and who waits, as it stands at the cursor", "[story]") {
  Driver driver(test::dining_lines(3), 1280, 800);
  driver.press('N');
  driver.click(60, driver.view.timeline().names[3].box.middle_y());
  CHECK_THAT(
      note(driver, "object"),
      StartsWith("fork 1 is a mutex, held by philosopher 1 since 0 at small.lua:13; philosopher 3 since "));
  CHECK_THAT(note(driver, "object"), ContainsSubstring("waits for it."));
  // Before the waits began nobody waited for it.
  for (int i = 0; i < 40 && driver.state().cursor > 3; ++i) driver.press(kKeyLeft, true, true);
  CHECK_THAT(note(driver, "object"), ContainsSubstring("nobody waits for it here."));
  // In the graph a click on its box selects it.
  driver.press(kKeyEscape);
  driver.press('G');
  const WaitGraphView& graph = driver.view.dock().graph();
  REQUIRE(graph.graph());
  for (const GraphBox& box : graph.picture().boxes) {
    const GraphNode& node = graph.graph()->nodes()[box.node];
    if (!node.is_object || driver.trace.model.object_label(node.index) != "fork 2") continue;
    const Box there = graph.place(box.box);
    driver.move((there.left + there.right) / 2, there.middle_y());
    CHECK(graph.hovered() == box.node);
    const Story story = node_story(driver.trace.model, *graph.graph(), box.node);
    CHECK(story.title == "fork 2: mutex");
    CHECK(fact(story.facts, "held by") == "philosopher 2");
    CHECK_THAT(fact(story.facts, "awaited by"), StartsWith("philosopher 1 since"));
    click_here(driver);
    break;
  }
  driver.press('1');
  CHECK_THAT(note(driver, "object"), StartsWith("fork 2 is a mutex, held by philosopher 2"));
  CHECK(driver.view.story().title == "philosopher 2 holds fork 2");
}

TEST_CASE("an instant is told by a click on the ruler, and by steps: who runs, who is ready", "[story]") {
  Driver driver(test::two_host_lines(12), 1400, 900);
  const Box ruler = driver.view.timeline().ruler;
  CHECK_FALSE(driver.state().shows_dock());
  const float x = ruler.left + ruler.width() / 3;
  float y = ruler.bottom - 4;
  for (driver.move(x, y); driver.view.hovered().kind != Hit::Kind::kNothing; y -= 3) driver.move(x, y - 3);
  REQUIRE(y > driver.view.timeline().overview.box.bottom);
  driver.click(x, y);
  REQUIRE(driver.state().cursor != kNone);
  CHECK_FALSE(driver.state().selection);
  CHECK(driver.state().shows_dock());
  CHECK(!driver.view.story().title.empty());
  CHECK(!driver.view.sentence().empty());
  const std::string here = note(driver, "instant");
  CHECK_THAT(here, ContainsSubstring("(#" + std::to_string(driver.state().cursor) + ")"));
  driver.press(kKeyPeriod);
  CHECK(note(driver, "instant") != here);
  // Each row of the trace has a story and a sentence: notes, faults, signals and errors among them.
  for (const std::string& lines : {test::two_host_lines(12), test::error_lines()}) {
    Driver all(lines, 1400, 900);
    while (all.state().notice != "that was the last one") {
      all.press(kKeyPeriod);
      CHECK(!all.view.story().title.empty());
      CHECK(!all.view.sentence().empty());
    }
  }
}

TEST_CASE("marks are told by a click", "[story]") {
  Driver driver(test::two_host_lines(12), 1600, 1000);
  std::size_t told = 0;
  for (std::size_t i = 0; i < driver.view.timeline().marks.size(); ++i) {
    const MarkGlyph mark = driver.view.timeline().marks[i];
    driver.move(mark.x, mark.y);
    if (driver.view.hovered().kind != Hit::Kind::kMark || driver.view.hovered().index != i) continue;
    click_here(driver);
    REQUIRE(driver.state().selection);
    CHECK(driver.state().selection->event == mark.mark.event);
    CHECK(!driver.view.sentence().empty());
    ++told;
    driver.press(kKeyEscape);
  }
  CHECK(told > 4);
}

TEST_CASE("a key goes through all findings in their order and says which it is", "[story]") {
  Driver driver(test::dining_lines(4), 1280, 800);
  const auto& findings = driver.view.findings().findings;
  REQUIRE(findings.size() > driver.view.verdict().findings.size());
  for (const bool with_panel : {false, true}) {
    if (with_panel) driver.press('5');
    for (std::size_t i = 0; i < findings.size(); ++i) {
      driver.press('N');
      CHECK(driver.state().cursor == findings[i].event);
      CHECK_THAT(driver.state().notice,
                 StartsWith("finding " + std::to_string(i + 1) + " of " + std::to_string(findings.size()) +
                            ": " + findings[i].title));
    }
  }
  driver.press('N');
  driver.press('N', false, true);
  CHECK_THAT(driver.state().notice, StartsWith("finding " + std::to_string(findings.size()) + " of "));
  Driver fine(test::two_host_lines(2));
  fine.press('N');
  if (fine.view.findings().findings.empty())
    CHECK_THAT(fine.state().notice, ContainsSubstring("nothing went wrong"));
}

TEST_CASE("J goes to the emit that was waited for, then on to who woke that one", "[story]") {
  Driver driver(test::crowd_lines(3, 2), 1400, 900);
  const TraceModel& model = driver.trace.model;
  const SpanBox* wait = driver.find(2, State::kWaiting);
  REQUIRE(wait != nullptr);
  const std::uint32_t wake = wait->span.end;
  REQUIRE(model.kind(wake) == Kind::kWake);
  driver.click(wait->box);
  CHECK_THAT(note(driver, "went on"), StartsWith("Woken by main (which emits tick"));
  driver.press('J');
  const std::uint32_t emit = driver.state().cursor;
  CHECK(model.kind(emit) == Kind::kEmit);
  CHECK(emit < wake);
  driver.press('K');
  CHECK(model.kind(driver.state().cursor) == Kind::kWake);
  driver.press('J');
  CHECK(driver.state().cursor == emit);
  // From the emit back to what made its coroutine run, until nothing did.
  for (int i = 0; i < 20; ++i) {
    const std::uint32_t before = driver.state().cursor;
    driver.press('J');
    CHECK(driver.state().cursor <= before);
  }
  CHECK(driver.state().notice == "no emit of this trace woke it");
}

TEST_CASE("a graph of up to six coroutines is all in sight in windows of usual sizes", "[story]") {
  for (const auto& [width, height, scale] :
       {std::tuple{1280, 800, 1.0F}, std::tuple{1920, 1080, 1.0F}, std::tuple{2560, 1600, 2.0F}}) {
    for (int n = 2; n <= 6; ++n) {
      for (const bool at_side : {false, true}) {
        CAPTURE(width, n, at_side);
        Driver driver(test::dining_lines(n), width, height, scale);
        driver.press('G');
        driver.state().dock.at_side = at_side;
        driver.show(2);
        const WaitGraphView& graph = driver.view.dock().graph();
        const Box& dock = driver.view.areas().dock;
        CHECK(graph.picture().boxes.size() == static_cast<std::size_t>(2 * n));
        CHECK(graph.picture().left_out == 0);
        CHECK(graph.picture().scale >= 0.7F);
        for (const GraphBox& box : graph.picture().boxes) {
          const Box there = graph.place(box.box);
          CHECK((there.left >= dock.left && there.right <= dock.right));
          CHECK((there.top >= dock.top + 34 * scale && there.bottom <= dock.bottom - 28 * scale));
        }
      }
    }
  }
}

TEST_CASE("the wheel zooms the graph at the mouse; dragging moves it", "[story]") {
  Driver driver(test::dining_lines(5), 1280, 800);
  driver.press('G');
  const WaitGraphView& graph = driver.view.dock().graph();
  const Box before = graph.place(graph.picture().boxes[0].box);
  const float x = (before.left + before.right) / 2, y = before.middle_y();
  driver.move(x, y);
  driver.wheel(3);
  const Box after = graph.place(graph.picture().boxes[0].box);
  CHECK(after.width() > before.width() * 1.3F);
  CHECK(after.contains(x, y));
  driver.button(true);
  driver.move(x + 30, y + 10);
  driver.move(x + 60, y + 20);
  driver.button(false);
  CHECK(graph.place(graph.picture().boxes[0].box).left > after.left + 40);
  CHECK_FALSE(driver.state().selection);
}

}  // namespace
}  // namespace coutil::tracer
