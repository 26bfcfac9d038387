// What the timeline keeps to find things quickly, against plain scans of random traces.
#include "tracer/timeline_index.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <set>

#include "tests/catch.h"
#include "tests/tracer_benchmark/crowd_trace.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/busy_columns.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

std::string crowd(std::uint64_t events, std::uint32_t lanes) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  benchmark::write_crowd(events, lanes, 1, out);
  std::fclose(out);
  std::string lines(text, size);
  std::free(text);
  return lines.substr(lines.find('\n') + 1);
}

// What a lane spent in each state in [from, to), and the rows in which it ran, from all of its spans.
ColumnShares plain_shares(const Lanes& lanes, std::uint32_t lane, Axis axis, std::int64_t from,
                          std::int64_t to) {
  ColumnShares what;
  const TraceModel& model = lanes.model();
  const std::int64_t first_row = axis == Axis::kOrder ? from : model.first_at_or_after(from);
  const std::int64_t last_row = axis == Axis::kOrder ? to : model.first_at_or_after(to);
  for (const Span& span : lanes.spans(lane)) {
    const std::int64_t begin = std::max(lanes.position(axis, span.begin), from);
    const std::int64_t end = std::min(lanes.position(axis, span.end), to);
    if (end > begin) {
      what.shares[static_cast<std::size_t>(span.state)] +=
          static_cast<float>(end - begin) / static_cast<float>(to - from);
    }
    if (span.state == State::kRunning &&
        std::min<std::int64_t>(span.end, last_row) > std::max<std::int64_t>(span.begin, first_row)) {
      what.ran = true;
    }
  }
  return what;
}

TEST_CASE("columns that are kept while one pans equal a plain scan", "[timeline_index]") {
  std::mt19937 random(5);
  for (const std::uint64_t seed : {1, 2, 3}) {
    const LoadedTrace trace(test::generated_lines(seed, 3000, 6));
    for (const Axis axis : {Axis::kOrder, Axis::kTime}) {
      BusyColumns columns;
      const std::int64_t end = trace.lanes.axis_end(axis);
      std::int64_t step = 1;
      while (step * 64 < end) step *= 2;
      std::int64_t first = 0;
      for (int move = 0; move < 12; ++move) {
        first = std::max<std::int64_t>(first + static_cast<std::int64_t>(random() % 41) - 17, 0);
        const ColumnRange range{axis, step, first, first + 30};
        columns.begin_frame(trace.lanes, range);
        for (std::uint32_t lane = 0; lane < trace.lanes.lanes().size(); lane += 3) {
          const auto got = columns.of(lane);
          REQUIRE(got.size() == 30);
          for (std::int64_t i = 0; i < 30; ++i) {
            const ColumnShares wanted =
                plain_shares(trace.lanes, lane, axis, (first + i) * step, (first + i + 1) * step);
            const ColumnShares& column = got[static_cast<std::size_t>(i)];
            bool same = column.ran == wanted.ran;
            for (std::size_t state = 0; state < wanted.shares.size(); ++state)
              same = same && std::fabs(column.shares[state] - wanted.shares[state]) < 1e-4F;
            if (!same) FAIL_CHECK("seed " << seed << " lane " << lane << " column " << first + i);
          }
        }
      }
    }
  }
}

TEST_CASE("the arrows by pairs are all arrows, each once and in order", "[timeline_index]") {
  const LoadedTrace trace(test::generated_lines(4, 6000, 20));
  std::multiset<std::uint32_t> wanted, got;
  for (const Arrow& arrow : trace.lanes.arrows()) {
    if (arrow.emit == kNone) continue;
    if (trace.model.coroutine(arrow.emit) != trace.model.coroutine(arrow.wake)) wanted.insert(arrow.wake);
  }
  const ArrowIndex& index = trace.index.arrows;
  for (std::uint32_t lane = 0; lane < index.lane_count(); ++lane) {
    for (const ArrowIndex::Pair& pair : index.into(lane)) {
      const auto wakes = index.wakes(pair);
      CHECK_FALSE(wakes.empty());
      CHECK(std::is_sorted(wakes.begin(), wakes.end()));
      for (const std::uint32_t wake : wakes) {
        CHECK(trace.model.coroutine(wake) == lane);
        CHECK(trace.model.by(wake) == pair.from);
        got.insert(wake);
      }
    }
  }
  CHECK(got.size() > 100);
  CHECK(got == wanted);
}

// The arrows that lie between two lanes in sight, counted one by one.
std::uint64_t arrows_in_sight(const LoadedTrace& trace, const TimelineInput& input,
                              const TimelineFrame& frame) {
  std::set<std::uint32_t> in_sight;
  for (const NameBox& name : frame.names) in_sight.insert(name.lane);
  const auto from = static_cast<std::int64_t>(std::floor(input.scale.start));
  const auto to = static_cast<std::int64_t>(std::ceil(input.scale.end()));
  std::uint64_t count = 0;
  for (const Arrow& arrow : trace.lanes.arrows_between(input.axis, from, to)) {
    if (arrow.emit == kNone) continue;
    const std::uint32_t a = trace.model.coroutine(arrow.emit), b = trace.model.coroutine(arrow.wake);
    if (a != b && in_sight.contains(a) && in_sight.contains(b)) ++count;
  }
  return count;
}

TEST_CASE("the counts of bundles sum to the number of arrows, at every zoom", "[timeline_index]") {
  for (const std::uint32_t lanes : {8U, 40U}) {
    const LoadedTrace trace(crowd(80'000, lanes));
    for (const Axis axis : {Axis::kOrder, Axis::kTime}) {
      TimelineInput input = trace.input(axis, 1200, 900);
      const TimelineScale all = input.scale;
      for (const double part : {1.0, 0.6, 0.2, 0.03, 0.001}) {
        input.scale = all;
        zoom_at(input.scale, all.left + 300, part, input.range(), 1e-3);
        const TimelineFrame frame = lay_out(input);
        std::uint64_t drawn = frame.unseen_arrows;
        const auto is_in_sight = [&](std::uint32_t lane) {
          return std::any_of(frame.names.begin(), frame.names.end(),
                             [lane](const NameBox& name) { return name.lane == lane; });
        };
        for (const ArrowLine& arrow : frame.arrows) {
          if (is_in_sight(arrow.from) && is_in_sight(arrow.to)) drawn += arrow.count;
        }
        CHECK(frame.arrows.size() <= 150);
        CHECK(drawn == arrows_in_sight(trace, input, frame));
        if (part == 1.0) CHECK(drawn > 3000);
      }
    }
  }
}

TEST_CASE("holds that touch a stretch are found, also long ones that began before", "[timeline_index]") {
  const LoadedTrace trace(test::generated_lines(11, 5000, 12));
  std::mt19937 random(1);
  std::size_t found = 0;
  for (int i = 0; i < 400; ++i) {
    const auto lane = static_cast<std::uint32_t>(random() % trace.lanes.lanes().size());
    const auto from = static_cast<std::uint32_t>(random() % trace.model.event_count());
    const std::uint32_t to = from + 1 + static_cast<std::uint32_t>(random() % 300);
    const auto between = trace.holds.between(lane, from, to);
    for (const Hold& hold : trace.holds.of(lane)) {
      const bool touches = hold.end >= from && hold.begin < to;
      const bool listed = between.data() <= &hold && &hold < between.data() + between.size();
      if (touches) CHECK(listed);
      found += touches ? 1 : 0;
    }
    if (!between.empty()) CHECK(between.front().end >= from);
  }
  CHECK(found > 5);
}

TEST_CASE("marks of a lane are drawn once each or stand for those that they hide", "[timeline_index]") {
  const LoadedTrace trace(test::two_host_lines(200));
  for (const Axis axis : {Axis::kOrder, Axis::kTime}) {
    TimelineInput input = trace.input(axis, 900, 1500);
    const TimelineFrame frame = lay_out(input);
    std::uint64_t count = 0;
    for (const MarkGlyph& mark : frame.marks) count += mark.count;
    CHECK(count == trace.lanes.marks().size());
    CHECK(frame.marks.size() < trace.lanes.marks().size());
  }
}

}  // namespace
}  // namespace coutil::tracer
