// The world outside in the window's timeline: which marks stand where, what they and the waits around them
// say.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/headless_view.h"
#include "tracer/timeline_sentence.h"
#include "tracer/timeline_story.h"

namespace coutil::tracer {
namespace {

using Catch::Matchers::ContainsSubstring;
using test::LoadedTrace;

// One coroutine that receives, sends, and waits for a process and a signal. Rows are counted in brackets.
std::string world_lines() {
  return R"_({"e":"object","id":1,"kind":"socket","name":"udp (127.0.0.1:53)"}
{"e":"object","id":2,"kind":"process","name":"/bin/sh"}
{"e":"object","id":3,"kind":"signal","name":"user1"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"echo"}
{"e":"run","t":0,"co":1,"by":0}
{"e":"open","t":0,"co":1,"on":1,"what":"datagram","address":""}
{"e":"await","t":100000,"co":1,"mode":"one","on":[1],"op":"receive"}
{"e":"deliver","t":200000,"co":1,"on":1,"msg":1,"bytes":64,"from":"127.0.0.1:4000"}
{"e":"wake","t":200000,"co":1,"by":-1,"on":1}
{"e":"run","t":200000,"co":1,"by":-1}
{"e":"send","t":200000,"co":1,"on":1,"msg":2,"bytes":64,"to":"127.0.0.1:4000"}
{"e":"process","t":200000,"pid":17,"what":"start","name":"/bin/sh"}
{"e":"await","t":200000,"co":1,"mode":"one","on":[2],"op":"process"}
{"e":"process","t":300000,"pid":17,"what":"exit","status":1}
{"e":"wake","t":300000,"co":1,"by":-1,"on":2}
{"e":"run","t":300000,"co":1,"by":-1}
{"e":"await","t":300000,"co":1,"mode":"one","on":[3],"op":"signal"}
{"e":"signal","t":400000,"name":"user1"}
{"e":"wake","t":400000,"co":1,"by":-1,"on":3}
{"e":"run","t":400000,"co":1,"by":-1}
{"e":"close","t":400000,"co":1,"on":1,"what":"datagram","address":""}
{"e":"end","t":400000,"co":1}
{"e":"fin","t":400000,"events":19,"waiting":0,"suspended":0,"errors":0}
)_";
}

std::vector<MarkGlyph> marks_of(const TimelineFrame& frame, std::uint32_t lane) {
  std::vector<MarkGlyph> marks;
  for (const MarkGlyph& mark : frame.marks) {
    if (mark.lane == lane) marks.push_back(mark);
  }
  return marks;
}

TEST_CASE("sockets' marks stand at the bottom of the lane, at their rows", "[world]") {
  const LoadedTrace trace(world_lines());
  const TimelineInput input = trace.input(Axis::kOrder, 1600);
  const TimelineFrame frame = lay_out(input);
  const auto marks = marks_of(frame, 1);
  REQUIRE(marks.size() == 4);
  const MarkKind kinds[] = {MarkKind::kOpen, MarkKind::kDeliver, MarkKind::kSend, MarkKind::kClose};
  const double rows[] = {2, 4, 7, 17};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    CHECK(marks[i].mark.kind == kinds[i]);
    CHECK(std::fabs(marks[i].x - input.scale.to_pixel(rows[i] + 0.5)) < 0.01);
    CHECK(marks[i].y > frame.spans.front().box.top);
    CHECK_FALSE(marks[i].both);
  }
}

TEST_CASE("messages at one place that go both ways are one mark", "[world]") {
  const LoadedTrace trace(world_lines());
  const auto marks = marks_of(lay_out(trace.input(Axis::kTime, 1600)), 1);
  const auto deliver = std::find_if(
      marks.begin(), marks.end(), [](const MarkGlyph& mark) { return mark.mark.kind == MarkKind::kDeliver; });
  REQUIRE(deliver != marks.end());
  CHECK(deliver->both);
  CHECK(std::none_of(marks.begin(), marks.end(),
                     [](const MarkGlyph& mark) { return mark.mark.kind == MarkKind::kSend; }));
}

TEST_CASE("a message hides the opening that it touches", "[world]") {
  const LoadedTrace trace(R"_({"e":"object","id":1,"kind":"socket","name":"udp (unbound)"}
{"e":"open","t":0,"co":0,"on":1,"what":"datagram","address":""}
{"e":"send","t":0,"co":0,"on":1,"msg":1,"bytes":6}
{"e":"note","t":9000,"co":0,"text":"x"}
)_");
  const auto marks = marks_of(lay_out(trace.input(Axis::kTime)), 0);
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].mark.kind == MarkKind::kSend);
  CHECK(marks[0].y > marks[1].y);
}

TEST_CASE("signals and processes stand in a row of their own, with words where there is room", "[world]") {
  const LoadedTrace trace(world_lines());
  const TimelineInput input = trace.input(Axis::kOrder, 1600);
  REQUIRE(input.style.marks_height > 0);
  const TimelineFrame frame = lay_out(input);
  const auto marks = marks_of(frame, kNone);
  REQUIRE(marks.size() == 3);
  const char* labels[] = {"sh", "exit 1", "user1"};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    CHECK(marks[i].label == labels[i]);
    CHECK(marks[i].y < frame.ruler.top + input.style.marks_height);
    const Hit hit = hit_test(input, frame, marks[i].x + 20, marks[i].y);
    CHECK(hit.kind == Hit::Kind::kMark);
    CHECK(hit.event == marks[i].mark.event);
  }
  CHECK_FALSE(marks[0].bad);
  CHECK(marks[1].bad);
  const TimelineInput narrow = trace.input(Axis::kOrder, 420);
  for (const MarkGlyph& mark : marks_of(lay_out(narrow), kNone)) CHECK(mark.label != "exit 1");
}

TEST_CASE("without a world outside there is no row for it", "[world]") {
  CHECK(LoadedTrace(test::two_lines()).input(Axis::kOrder).style.marks_height == 0);
}

TEST_CASE("marks, spans and waits tell what they are", "[world]") {
  const LoadedTrace trace(world_lines());
  const TimelineInput input = trace.input(Axis::kOrder, 1600);
  const TimelineFrame frame = lay_out(input);
  const auto story = [&](std::uint32_t lane, std::uint32_t event) {
    return span_story(trace.lanes, trace.holds, trace.verdict, lane, event);
  };
  const auto sentence = [&](std::uint32_t event) {
    return span_sentence(trace.lanes, trace.holds, trace.verdict, 1, event);
  };
  CHECK(story(1, 4).title == "echo receives 64 bytes from 127.0.0.1:4000 on udp (127.0.0.1:53)");
  CHECK(story(kNone, 14).title == "signal user1 comes");
  CHECK(span_sentence(trace.lanes, trace.holds, trace.verdict, kNone, 14).empty());
  CHECK(story(kNone, 10).title == "process 17 (/bin/sh) exits with status 1");
  const Story wait = story(1, 3);
  CHECK(wait.facts[0].name == "to");
  CHECK(wait.facts[0].text == "receive on udp (127.0.0.1:53)");
  CHECK_THAT(sentence(3), ContainsSubstring("to receive on udp (127.0.0.1:53)"));
  CHECK_THAT(sentence(3), ContainsSubstring("until it was woken by scheduler: echo receives 64 bytes"));
  CHECK_THAT(sentence(9), ContainsSubstring("for process /bin/sh"));
  CHECK_THAT(sentence(9), ContainsSubstring("process 17 (/bin/sh) exits with status 1"));
  CHECK_THAT(sentence(13), ContainsSubstring("for signal user1"));
  CHECK_THAT(sentence(13), ContainsSubstring("signal user1 comes"));
  const auto labelled = std::find_if(frame.spans.begin(), frame.spans.end(),
                                     [](const SpanBox& span) { return span.span.begin == 13; });
  REQUIRE(labelled != frame.spans.end());
  CHECK(labelled->label == "signal user1");  // no room for "waits for"
}

TEST_CASE("a wait that lasts says since when and for what", "[world]") {
  std::string lines = world_lines();
  lines = lines.substr(0, lines.find(R"({"e":"deliver")"));
  const LoadedTrace trace(lines);
  CHECK(span_sentence(trace.lanes, trace.holds, trace.verdict, 1, 3) ==
        "echo waits since 100 us to receive on udp (127.0.0.1:53).");
}

TEST_CASE("marks are painted in the colour of the world outside", "[world]") {
  const LoadedTrace trace(world_lines());
  for (const Theme* theme : {&kDarkTheme, &kLightTheme}) {
    HeadlessScreen screen(1600, 400, 1);
    TracerView view(trace.lanes);
    view.state().theme = theme;
    view.state().axis = Axis::kOrder;
    view.state().selection = Selection{kNone, 14};
    screen.show(view);
    const Raster picture = screen.picture(theme->background);
    int painted = 0;
    for (const MarkGlyph& mark : view.timeline().marks) {
      bool found = false;
      for (int dy = -6; dy <= 6; ++dy) {
        for (int dx = -6; dx <= 6; ++dx) {
          const Colour colour = picture.pixel(static_cast<int>(mark.x) + dx, static_cast<int>(mark.y) + dy);
          found = found || colour == theme->outside || (mark.bad && colour == theme->stuck);
        }
      }
      painted += found ? 1 : 0;
    }
    CHECK(painted == static_cast<int>(view.timeline().marks.size()));
  }
}

}  // namespace
}  // namespace coutil::tracer
