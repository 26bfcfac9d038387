// How many ran, were ready and waited, against plain sums over all lanes; the strip of the whole trace, and
// the queue of those that are ready.
#include <algorithm>
#include <cmath>
#include <random>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/activity.h"
#include "tracer/ready_queue.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

// The mean numbers in [from, to), from all spans.
ActivityMean plain_mean(const Lanes& lanes, Axis axis, std::int64_t from, std::int64_t to) {
  ActivityMean mean;
  for (const Lane& lane : lanes.lanes()) {
    const Shares shares = lanes.shares(lane.coroutine, axis, from, to);
    const auto share = [&](State state) { return shares[static_cast<std::size_t>(state)]; };
    mean.running += share(State::kRunning);
    mean.ready += share(State::kReady);
    mean.idle += share(State::kWaiting) + share(State::kSuspended) + share(State::kCreated);
  }
  return mean;
}

void check_same(const ActivityMean& a, const ActivityMean& b) {
  CHECK(std::fabs(a.running - b.running) < 1e-3);
  CHECK(std::fabs(a.ready - b.ready) < 1e-3);
  CHECK(std::fabs(a.idle - b.idle) < 1e-3);
}

TEST_CASE("activity equals the sums over all lanes, from block to block", "[overview]") {
  std::mt19937 random(8);
  for (const std::uint64_t events : {600, 20'000}) {
    const LoadedTrace trace(test::generated_lines(6, events, 12));
    const Activity& activity = trace.index.activity;
    const std::int64_t rows = trace.model.event_count(), block = activity.block_rows();
    CHECK((block == 1) == (events == 600));
    for (int i = 0; i < 60; ++i) {
      std::int64_t from = static_cast<std::int64_t>(random() % (rows / block)) * block;
      std::int64_t to = static_cast<std::int64_t>(random() % (rows / block + 1)) * block;
      if (from > to) std::swap(from, to);
      if (from == to) to = rows;
      check_same(activity.between(Axis::kOrder, from, to), plain_mean(trace.lanes, Axis::kOrder, from, to));
      const std::int64_t begin = trace.model.time_or_end_ns(static_cast<std::uint32_t>(from));
      const std::int64_t end = trace.model.time_or_end_ns(static_cast<std::uint32_t>(to));
      if (begin < end)
        check_same(activity.between(Axis::kTime, begin, end),
                   plain_mean(trace.lanes, Axis::kTime, begin, end));
    }
  }
}

TEST_CASE("the activity of the programs adds up to that of all", "[overview]") {
  const LoadedTrace trace(test::two_host_lines(100));
  const Activity& activity = trace.index.activity;
  REQUIRE(trace.model.programs().size() == 2);
  for (const std::int64_t from : {0, 100, 200}) {
    const ActivityMean all = activity.between(Axis::kOrder, from, from + 50);
    const ActivityMean a = activity.of_program(0, Axis::kOrder, from, from + 50);
    const ActivityMean b = activity.of_program(1, Axis::kOrder, from, from + 50);
    check_same(all, {a.running + b.running, a.ready + b.ready, a.idle + b.idle});
  }
}

TEST_CASE("a folded group's row shows how its lanes spent the time", "[overview]") {
  LoadedTrace trace(test::two_host_lines(100));
  LaneChoices choices;
  toggle_fold(choices, trace.order.groups()[1].key);
  trace.order.update(trace.lanes, trace.verdict, choices);
  const TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame frame = lay_out(input);
  REQUIRE(frame.groups.size() == 2);
  REQUIRE(frame.groups[1].folded);
  std::size_t columns = 0;
  for (const BusyColumn& column : frame.columns) {
    if (column.lane != kNone) continue;
    ++columns;
    CHECK(column.box.top >= frame.groups[1].box.top);
    CHECK(column.box.bottom <= frame.groups[1].box.bottom);
    for (const float share : column.shares) CHECK(share <= 1.001F);
  }
  CHECK(columns > 50);
}

TEST_CASE("the strip shows all of the trace, its marks, and what is in sight", "[overview]") {
  const LoadedTrace trace(test::dining_lines(5));
  TimelineInput input = trace.input(Axis::kOrder);
  const TimelineFrame all = lay_out(input);
  CHECK(all.overview.window.left == all.overview.box.left);
  CHECK(all.overview.window.right == all.overview.box.right);
  CHECK(all.ruler.top == all.overview.box.bottom);
  REQUIRE(all.overview.marks.size() == 1);
  CHECK(all.overview.marks[0].kind == MarkKind::kStuck);
  CHECK(std::any_of(all.overview.columns.begin(), all.overview.columns.end(),
                    [](const OverviewColumn& column) { return column.part == 1; }));
  zoom_at(input.scale, input.scale.left + 100, 0.2, input.range(), 1e-3);
  const TimelineFrame part = lay_out(input);
  CHECK(part.overview.window.width() < all.overview.window.width() * 0.3F);
  const double start = overview_position(input, part.overview, part.overview.window.left);
  CHECK(std::fabs(start - input.scale.start) < 0.5);
  CHECK(hit_test(input, part, 500, part.overview.box.middle_y()).kind == Hit::Kind::kOverview);
}

TEST_CASE("the ready queue is who was woken and did not run yet, in the order of the wakes", "[overview]") {
  const LoadedTrace trace(test::generated_lines(9, 4000, 15));
  std::size_t longest = 0;
  for (std::uint32_t event = 0; event < trace.model.event_count(); event += 7) {
    const auto queue = ready_after(trace.lanes, event);
    longest = std::max(longest, queue.size());
    std::uint32_t last = 0;
    for (const std::uint32_t lane : queue) {
      CHECK(trace.lanes.state_after(lane, event) == State::kReady);
      const std::uint32_t since = trace.lanes.span_after(lane, event)->begin;
      CHECK(since >= last);
      last = since;
    }
    std::size_t ready = 0;
    for (std::uint32_t lane = 0; lane < trace.lanes.lanes().size(); ++lane)
      ready += trace.lanes.state_after(lane, event) == State::kReady ? 1 : 0;
    CHECK(queue.size() == ready);
    CHECK(ready_story(trace.lanes, event).title.empty() == false);
  }
  CHECK(longest >= 1);
}

TEST_CASE("the graph of ready ones tells at each place who is ready there", "[overview]") {
  const LoadedTrace trace(test::dining_lines(5));
  const TimelineInput input = trace.input(Axis::kOrder, 1200);
  const TimelineFrame frame = lay_out(input);
  REQUIRE(frame.ready.box.height() > 0);
  std::size_t somebody = 0;
  for (std::uint32_t event = 0; event < trace.model.event_count(); ++event) {
    const auto x = static_cast<float>(input.scale.to_pixel(event + 0.5));
    const Hit hit = hit_test(input, frame, x, frame.ready.box.middle_y());
    CHECK(hit.kind == Hit::Kind::kReady);
    CHECK(hit.event == event);
    const auto queue = ready_after(trace.lanes, event);
    somebody += queue.empty() ? 0 : 1;
    const Story story = hit_story(input, frame, hit);
    CHECK(story.facts.size() == queue.size());
    for (std::size_t i = 0; i < queue.size(); ++i)
      CHECK(story.facts[i].text.find(trace.model.label(queue[i])) == 0);
    float count = 0;
    for (const ReadyColumn& column : frame.ready.columns) {
      if (x >= column.left && x < column.right) count = column.count;
    }
    CHECK(std::fabs(count - static_cast<float>(queue.size())) < 0.01F);
  }
  CHECK(somebody == 5);
}

}  // namespace
}  // namespace coutil::tracer
