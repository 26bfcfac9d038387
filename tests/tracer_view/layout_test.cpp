// Which box, bar, arrow and label stands where, read from the plain structs.
#include "tracer/timeline_layout.h"

#include <algorithm>
#include <cmath>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

std::vector<SpanBox> boxes_of(const TimelineFrame& frame, std::uint32_t lane) {
  std::vector<SpanBox> boxes;
  for (const SpanBox& box : frame.spans) {
    if (box.lane == lane) boxes.push_back(box);
  }
  std::sort(boxes.begin(), boxes.end(),
            [](const SpanBox& a, const SpanBox& b) { return a.box.left < b.box.left; });
  return boxes;
}

TEST_CASE("by order a span is as wide as its rows", "[layout]") {
  const LoadedTrace trace(test::two_lines());
  const TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame frame = lay_out(input);
  const auto boxes = boxes_of(frame, 1);
  REQUIRE(boxes.size() == 5);
  const State states[] = {State::kCreated, State::kRunning, State::kWaiting, State::kReady, State::kRunning};
  const std::uint32_t rows[] = {0, 1, 2, 5, 6, 7};
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    CHECK(boxes[i].state == states[i]);
    CHECK(std::fabs(boxes[i].box.left - input.scale.to_pixel(rows[i])) < 0.01);
    CHECK(std::fabs(boxes[i].box.right - input.scale.to_pixel(rows[i + 1])) < 0.01);
  }
  CHECK(boxes[2].label == "waits for ready");
  CHECK_FALSE(boxes[2].stuck);
}

TEST_CASE("a wait for a timer that came late says so, where that is a tenth of it or more", "[layout]") {
  const auto label = [](const std::string& due) {
    const LoadedTrace trace(test::hog_lines(due));
    for (const SpanBox& box : boxes_of(lay_out(trace.input(Axis::kTime, 1600)), 1)) {
      if (box.state == State::kWaiting) return box.label;
    }
    return std::string("no wait");
  };
  CHECK(label("3000000") == "waits for 3 ms timer, 6 ms late");
  CHECK(label("7900000") == "waits for 7.9 ms timer, 1.1 ms late");
  CHECK(label("8500000") == "waits for 8.5 ms timer");  // the story says more
  CHECK(label("9000000") == "waits for 9 ms timer");
}

TEST_CASE("a coroutine that resumed another is not drawn as running itself", "[layout]") {
  const LoadedTrace trace(test::two_lines());
  const auto boxes = boxes_of(lay_out(trace.input(Axis::kOrder)), 0);
  REQUIRE(boxes.size() == 5);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    CHECK(boxes[i].state == (i % 2 == 0 ? State::kRunning : State::kDriving));
  }
}

TEST_CASE("one arrow goes from the emit to the wake, and an emit that nobody heard is a ring", "[layout]") {
  const LoadedTrace trace(test::two_lines());
  const TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame frame = lay_out(input);
  REQUIRE(frame.arrows.size() == 1);
  const ArrowLine& arrow = frame.arrows[0];
  CHECK(arrow.from == 0);
  CHECK(arrow.to == 1);
  CHECK(arrow.count == 1);
  CHECK(std::fabs(arrow.from_x - input.scale.to_pixel(4.5)) < 0.01);
  CHECK(std::fabs(arrow.to_x - input.scale.to_pixel(5)) < 0.01);
  CHECK(arrow.from_y < arrow.to_y);
  REQUIRE(frame.dots.size() == 2);
  CHECK_FALSE(frame.dots[0].heard);
  CHECK(frame.dots[1].heard);
}

TEST_CASE("the end of a coroutine has a cap, at the end of its last box", "[layout]") {
  const LoadedTrace trace(test::two_lines());
  const TimelineFrame frame = lay_out(trace.input(Axis::kOrder));
  REQUIRE(frame.ends.size() == 1);
  CHECK(frame.ends[0].state == State::kEnded);
  CHECK(std::fabs(frame.ends[0].x - boxes_of(frame, 1).back().box.right) < 0.01);
}

TEST_CASE("an error stands in its lane", "[layout]") {
  const LoadedTrace trace(test::error_lines());
  const TimelineFrame frame = lay_out(trace.input(Axis::kOrder, 2400));
  REQUIRE(frame.ends.size() == 1);
  CHECK(frame.ends[0].state == State::kFailed);
  CHECK(frame.ends[0].lane == 1);
}

TEST_CASE("philosophers that are stuck: marked lanes, held forks, a closed ring of edges", "[layout]") {
  const LoadedTrace trace(test::dining_lines(5));
  const TimelineInput input = trace.input(Axis::kOrder, 1600);
  const TimelineFrame frame = lay_out(input);
  REQUIRE(frame.names.size() == 6);
  for (std::uint32_t lane = 1; lane <= 5; ++lane) {
    CHECK(frame.names[lane].stuck);
    const auto boxes = boxes_of(frame, lane);
    REQUIRE(!boxes.empty());
    CHECK(boxes.back().stuck);
    CHECK(boxes.back().open_right);
    CHECK(boxes.back().box.right > frame.end_x);
  }
  CHECK_FALSE(frame.names[0].stuck);
  CHECK(boxes_of(frame, 1).back().label == "waits for fork 2, held by philosopher 2");
  REQUIRE(frame.holds.size() == 5);
  CHECK(frame.holds[2].label == "holds fork 3");
  REQUIRE(frame.edges.size() == 5);
  std::vector<std::uint32_t> next(6, 0);
  for (const GutterEdge& edge : frame.edges) {
    CHECK(edge.edge.stuck);
    next[edge.edge.from] = edge.edge.to;
  }
  for (std::uint32_t lane = 1; lane <= 5; ++lane) CHECK(next[lane] == lane % 5 + 1);
  CHECK(frame.stuck_x > 0);
}

TEST_CASE("edges that overlap in the gutter have tracks of their own", "[layout]") {
  const LoadedTrace trace(test::dining_lines(7));
  const TimelineFrame frame = lay_out(trace.input(Axis::kOrder, 1600, 900));
  for (const GutterEdge& a : frame.edges) {
    for (const GutterEdge& b : frame.edges) {
      if (&a == &b || a.track != b.track) continue;
      const bool apart = std::max(a.from_y, a.to_y) <= std::min(b.from_y, b.to_y) ||
                         std::max(b.from_y, b.to_y) <= std::min(a.from_y, a.to_y);
      CHECK(apart);
    }
  }
}

TEST_CASE("rows of one instant share a band that says when", "[layout]") {
  const LoadedTrace trace(test::dining_lines(3));
  const TimelineFrame frame = lay_out(trace.input(Axis::kOrder, 1600));
  REQUIRE(frame.instants.size() == 2);
  CHECK(frame.instants[0].label == "t = 0");
  CHECK(frame.instants[1].label == "t = 1 ms");
  CHECK(frame.instants[0].right == frame.instants[1].left);
}

TEST_CASE("zoomed out a lane shows shares, never one solid bar", "[layout]") {
  const LoadedTrace trace(test::crowd_lines(4, 400));
  const TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame frame = lay_out(input);
  REQUIRE(!frame.columns.empty());
  for (const BusyColumn& column : frame.columns) {
    CHECK(column.shares[static_cast<std::size_t>(State::kRunning)] < 0.6F);
    CHECK(column.box.width() <= 12);
  }
}

TEST_CASE("by time, runs that take no time still show", "[layout]") {
  const LoadedTrace trace(test::crowd_lines(4, 400));
  const TimelineFrame frame = lay_out(trace.input(Axis::kTime));
  const auto ran = [](const BusyColumn& column) { return column.ran; };
  CHECK(std::count_if(frame.columns.begin(), frame.columns.end(), ran) > 100);
}

TEST_CASE("many arrows become few, and their counts add up", "[layout]") {
  const LoadedTrace trace(test::crowd_lines(4, 400));
  const TimelineFrame frame = lay_out(trace.input(Axis::kOrder));
  std::uint64_t count = 0;
  for (const ArrowLine& arrow : frame.arrows) {
    count += arrow.count;
    CHECK(arrow.to_x < frame.lanes_area.right);
  }
  CHECK(count == 1600);
  CHECK(frame.arrows.size() <= 60);
}

TEST_CASE("only lanes in sight are laid out, and labels fit their boxes", "[layout]") {
  const LoadedTrace trace(test::crowd_lines(500, 2));
  TimelineInput input = trace.input(Axis::kOrder, 1000, 400);
  input.scroll = 100 * input.style.lane_height;
  const TimelineFrame frame = lay_out(input);
  REQUIRE(!frame.names.empty());
  CHECK(frame.names.front().lane == 100);
  CHECK(frame.names.size() < 20);
  for (const SpanBox& box : frame.spans) {
    CHECK(box.lane >= 100);
    CHECK(static_cast<float>(box.label.size()) * input.style.character_width <= box.box.width() + 1);
    CHECK(box.box.left >= frame.lanes_area.left);
    CHECK(box.box.right <= frame.lanes_area.right);
  }
}

TEST_CASE("what lies under a pixel", "[layout]") {
  const LoadedTrace trace(test::two_lines());
  const TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame frame = lay_out(input);
  const Box waiting = boxes_of(frame, 1)[2].box;
  const Hit hit = hit_test(input, frame, waiting.left + waiting.width() / 4, waiting.middle_y());
  CHECK(hit.kind == Hit::Kind::kSpan);
  CHECK(hit.lane == 1);
  CHECK(hit.event == 2);
  const Hit dot = hit_test(input, frame, frame.dots[0].x, frame.dots[0].y);
  CHECK(dot.kind == Hit::Kind::kDot);
  CHECK(dot.event == frame.dots[0].event);
  CHECK(hit_test(input, frame, 5, frame.names[1].box.middle_y()).kind == Hit::Kind::kName);
  CHECK(hit_test(input, frame, 990, 590).kind == Hit::Kind::kNothing);
}

}  // namespace
}  // namespace coutil::tracer
