// What stands above the timeline, and the facts about one span.
#include "tracer/timeline_verdict.h"

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/timeline_sentence.h"
#include "tracer/timeline_story.h"

namespace coutil::tracer {
namespace {

using test::LoadedTrace;

std::string fact(const Story& story, const std::string& name) {
  for (const Fact& fact : story.facts) {
    if (fact.name == name) return fact.text;
  }
  return "";
}

TEST_CASE("a run that went well has nothing to say", "[verdict]") {
  const LoadedTrace trace(test::two_lines());
  CHECK(trace.verdict.findings.empty());
  CHECK(trace.verdict.edges.empty());
}

TEST_CASE("a stuck run says so, with the engine's sentence", "[verdict]") {
  const LoadedTrace trace(test::dining_lines(5));
  REQUIRE(trace.verdict.findings.size() == 1);
  CHECK(trace.verdict.findings[0].kind == VerdictKind::kStuck);
  CHECK(trace.verdict.findings[0].title ==
        "Stuck at 1 ms: 5 coroutines wait for each other and can never go on");
  CHECK(trace.verdict.findings[0].sentence == "all wait for a fork");
  CHECK(trace.verdict.stuck_lanes == std::vector<std::uint32_t>{1, 2, 3, 4, 5});
}

TEST_CASE("an error is named", "[verdict]") {
  const LoadedTrace trace(test::error_lines());
  REQUIRE(trace.verdict.findings.size() == 1);
  CHECK(trace.verdict.findings[0].kind == VerdictKind::kError);
  CHECK(trace.verdict.findings[0].title == "Error in broken at 5 ns");
  CHECK(trace.verdict.findings[0].sentence == "small.lua:3: no such bridge");
}

TEST_CASE("who was left waiting is counted, and the first few are named", "[verdict]") {
  const LoadedTrace trace(test::crowd_lines(9, 2));
  REQUIRE(trace.verdict.findings.size() == 1);
  CHECK(trace.verdict.findings[0].kind == VerdictKind::kLeftWaiting);
  CHECK(trace.verdict.findings[0].title == "9 coroutines were waiting when the run ended");
  CHECK_THAT(trace.verdict.findings[0].sentence, Catch::Matchers::ContainsSubstring("and 5 more"));
}

TEST_CASE("who holds a mutex, at any row", "[verdict]") {
  const LoadedTrace trace(test::dining_lines(3));
  CHECK(trace.holds.owner_after(0, 1) == kNone);
  CHECK(trace.holds.owner_after(0, 2) == 1);
  CHECK(trace.holds.owner_after(1, trace.model.event_count() - 1) == 2);
}

TEST_CASE("a wait's story: for what, held by whom, from which line, woken by whom", "[verdict]") {
  const LoadedTrace dining(test::dining_lines(3));
  const std::uint32_t await = dining.lanes.spans(1).back().begin;
  const Story stuck = span_story(dining.lanes, dining.holds, dining.verdict, 1, await);
  CHECK(stuck.title == "philosopher 1: waits for ever");
  CHECK(fact(stuck, "for") == "fork 2");
  CHECK(fact(stuck, "held by") == "philosopher 2");
  CHECK(fact(stuck, "at") == "small.lua:15 in philosopher");
  const LoadedTrace two(test::two_lines());
  const Story woken = span_story(two.lanes, two.holds, two.verdict, 1, 2);
  CHECK(woken.title == "waiter: waiting");
  CHECK(fact(woken, "woken by") == "main, which emits ready at small.lua:9");
}

TEST_CASE("the sentence of a wait follows the owners around the circle", "[verdict]") {
  const LoadedTrace dining(test::dining_lines(3));
  const std::uint32_t await = dining.lanes.spans(1).back().begin;
  CHECK(span_sentence(dining.lanes, dining.holds, dining.verdict, 1, await) ==
        "philosopher 1 waits since 1 ms at small.lua:15 for fork 2, held by philosopher 2, which waits for "
        "fork 3, "
        "held by philosopher 3, which waits for fork 1, held by philosopher 1, so that the circle is closed: "
        "it can "
        "never go on.");
}

TEST_CASE("the sentences of spans that are over say what ended them", "[verdict]") {
  const LoadedTrace two(test::two_lines());
  const auto say = [&](std::uint32_t event) {
    return span_sentence(two.lanes, two.holds, two.verdict, 1, event);
  };
  CHECK(say(0) == "waiter was created at 0 by main, and first ran at 0.");
  CHECK(say(2) ==
        "waiter waited from 0 on for ready at small.lua:5, until it was woken by main, which emits ready at "
        "small.lua:9.");
  CHECK(say(5) ==
        "waiter could go on from 0 on, woken by main, which emits ready at small.lua:9, and ran at once.");
  CHECK_THAT(say(6), Catch::Matchers::StartsWith("waiter ran, resumed by main at 0. Then: "));
  CHECK(say(999).empty());
}

}  // namespace
}  // namespace coutil::tracer
