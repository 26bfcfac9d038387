// Messages between hosts and the faults that strike them: matched, found and drawn.
#include "tracer/message_index.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/fault_spans.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

TEST_CASE("every deliver and every drop ends the message that was sent", "[message]") {
  const LoadedTrace trace(test::two_host_lines(60));
  const auto messages = trace.index.messages.all();
  std::vector<std::uint32_t> ends;
  for (const Message& message : messages) {
    CHECK(trace.model.kind(message.send) == Kind::kSend);
    CHECK(message.send < message.end);
    CHECK(trace.model.message(message.send) == trace.model.message(message.end));
    ends.push_back(message.end);
  }
  std::sort(ends.begin(), ends.end());
  std::vector<std::uint32_t> wanted;
  for (std::uint32_t e = 0; e < trace.model.event_count(); ++e) {
    if (trace.model.kind(e) == Kind::kDeliver || trace.model.kind(e) == Kind::kDrop) wanted.push_back(e);
  }
  CHECK(wanted.size() == 60);
  CHECK(ends == wanted);
}

TEST_CASE("messages under way in a stretch are found, as a plain scan finds them", "[message]") {
  const LoadedTrace trace(test::two_host_lines(2000));
  const MessageIndex& index = trace.index.messages;
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    const auto from = static_cast<std::uint32_t>(random() % trace.model.event_count());
    const std::uint32_t to = from + static_cast<std::uint32_t>(random() % 500);
    std::size_t found = 0, wanted = 0;
    index.visit(from, to, [&](const Message&) { return ++found > 0; });
    for (const Message& message : index.all()) wanted += message.send < to && message.end >= from ? 1 : 0;
    CHECK(found == wanted);
  }
}

TEST_CASE("messages are slanted lines from send to deliver, lost ones end in a cross with the reason",
          "[message]") {
  const LoadedTrace trace(test::two_host_lines(20));
  for (const Axis axis : {Axis::kOrder, Axis::kTime}) {
    const TimelineInput input = trace.input(axis, 6000, 900);
    const TimelineFrame frame = lay_out(input);
    REQUIRE(frame.messages.size() == 20);
    std::size_t lost = 0;
    for (const MessageLine& line : frame.messages) {
      CHECK(line.count == 1);
      CHECK(line.from_x < line.to_x);
      CHECK(trace.model.coroutine(line.first.send) == line.from);
      CHECK(line.lost == (trace.model.kind(line.first.end) == Kind::kDrop));
      lost += line.lost ? 1 : 0;
      if (line.lost) CHECK(line.why == "cut");
      if (!line.lost) CHECK(trace.model.coroutine(line.first.end) == line.to);
    }
    CHECK(lost == 4);
  }
}

TEST_CASE("many messages are bundled, and the bundles' counts sum to all of them", "[message]") {
  const LoadedTrace trace(test::two_host_lines(3000));
  const TimelineInput input = trace.input(Axis::kTime, 900, 900);
  const TimelineFrame frame = lay_out(input);
  std::uint64_t count = frame.unseen_messages;
  for (const MessageLine& line : frame.messages) count += line.count;
  CHECK(count == 3000);
  CHECK(frame.messages.size() < 1000);
  const MessageLine& some = frame.messages[frame.messages.size() / 2];
  const Hit hit = hit_test(input, frame, some.to_x, some.to_y - 6);
  CHECK(hit.kind != Hit::Kind::kNothing);
}

TEST_CASE("messages too many to look at each are drawn in bundles all the same, and none goes uncounted",
          "[message]") {
  const LoadedTrace trace(test::two_host_lines(70'000));
  for (const Axis axis : {Axis::kOrder, Axis::kTime}) {
    const TimelineInput input = trace.input(axis, 900, 900);
    const TimelineFrame frame = lay_out(input);
    std::uint64_t count = frame.unseen_messages, lost = 0;
    CHECK(frame.messages.size() > 5);
    CHECK(frame.messages.size() <= 200);
    for (const MessageLine& line : frame.messages) {
      count += line.count;
      lost += line.lost ? line.count : 0;
      CHECK(trace.model.coroutine(line.first.send) == line.from);
      if (!line.lost) CHECK(trace.model.coroutine(line.first.end) == line.to);
    }
    CHECK(count == 70'000);
    if (frame.unseen_messages == 0) CHECK(lost == 14'000);
  }
}

TEST_CASE("faults shade the lanes of the hosts that they strike, from when to when", "[message]") {
  const LoadedTrace trace(test::two_host_lines(20));
  const auto& faults = trace.index.faults;
  REQUIRE(faults.size() == 2);
  CHECK(faults[0].kind == FaultKind::kCut);
  CHECK(faults[0].hosts == std::vector<std::uint32_t>{0, 1});
  CHECK(trace.model.time_ns(faults[0].begin) == 4000);
  CHECK(trace.model.time_ns(faults[0].end) == 7000);
  CHECK(faults[1].kind == FaultKind::kPaused);
  CHECK(trace.model.time_ns(faults[1].end) == 10000);
  const TimelineInput input = trace.input(Axis::kTime, 1200, 900);
  const TimelineFrame frame = lay_out(input);
  const auto paused = std::find_if(frame.faults.begin(), frame.faults.end(),
                                   [](const FaultBand& band) { return band.kind == FaultKind::kPaused; });
  REQUIRE(paused != frame.faults.end());
  for (const NameBox& name : frame.names) {
    const bool of_beta = trace.model.coroutines()[name.lane].host == 1;
    CHECK(of_beta == (name.box.top >= paused->box.top && name.box.bottom <= paused->box.bottom));
  }
  CHECK(std::fabs(paused->box.left - input.scale.to_pixel(9000)) < 0.01);
  CHECK(std::fabs(paused->box.right - input.scale.to_pixel(10000)) < 0.01);
}

}  // namespace
}  // namespace coutil::tracer
