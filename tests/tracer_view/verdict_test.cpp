// What stands above the timeline, and the facts about one span.
#include "tracer/timeline_verdict.h"

#include "tests/catch.h"
#include "tests/tracer_view/trace_file.h"
#include "tracer/row_sentence.h"
#include "tracer/timeline_sentence.h"
#include "tracer/timeline_story.h"
#include "tracer/wake_cause.h"

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

TEST_CASE("who waits behind a circle is not counted into it", "[verdict]") {
  const auto title = [](const std::string& cycle) {
    std::string lines = test::dining_lines(5);
    const std::string whole = R"("cycle":[1,2,3,4,5])";
    lines.replace(lines.find(whole), whole.size(), "\"cycle\":" + cycle);
    return LoadedTrace(lines).verdict.findings[0].title;
  };
  CHECK(title("[1,2,3]") == "Stuck at 1 ms: 5 coroutines can never go on, 3 of them wait for each other");
  CHECK(title("[]") == "Stuck at 1 ms: 5 coroutines can never go on");
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

TEST_CASE("a timer that comes late because somebody ran says who", "[story]") {
  const auto told = [](const std::string& due, const std::string& between = "") {
    const LoadedTrace trace(test::hog_lines(due, between));
    const std::string story = fact(span_story(trace.lanes, trace.holds, trace.verdict, 1, 3), "woken by");
    CHECK_THAT(wake_cause_text(trace.lanes, trace.model.event_count() - 2),
               Catch::Matchers::StartsWith("woken by the " + story));
    CHECK_THAT(span_sentence(trace.lanes, trace.holds, trace.verdict, 1, 3),
               Catch::Matchers::EndsWith("until it was woken by " + story + "."));
    return story;
  };
  CHECK(told("3000000") == "scheduler, 6 ms after its timer was due, since hog ran");
  CHECK(told("1000000") == "scheduler, 8 ms after its timer was due, since hog ran");
  const std::string helped = R"({"e":"spawn","t":1500000,"co":3,"by":2,"name":"helper"}
{"e":"run","t":2000000,"co":3,"by":2}
{"e":"yield","t":4000000,"co":3}
)";
  CHECK(told("3000000", helped) == "scheduler, 6 ms after its timer was due, since helper ran");
  CHECK(told("5000000", helped) == "scheduler, 4 ms after its timer was due, since hog ran");
  CHECK(told("9000000") == "scheduler");   // in time
  CHECK(told("8900000") == "scheduler");   // late, but nobody ran any more
  CHECK(told("500000") == "scheduler");    // nor did anybody run yet
  CHECK(told("\"soon\"") == "scheduler");  // damaged
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

// Two wait: for a mutex that 1 unlocks, for a promise that 1 fulfills; then a promise is fulfilled unheard.
constexpr const char* kHandedOver = R"({"e":"place","id":1,"file":"a.lua","line":3,"func":"f"}
{"e":"object","id":1,"kind":"mutex","name":"m"}
{"e":"object","id":2,"kind":"promise","name":"p"}
{"e":"object","id":3,"kind":"event","name":"x"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"giver","at":1}
{"e":"spawn","t":0,"co":2,"by":0,"name":"taker","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"lock","t":0,"co":1,"on":1,"at":1}
{"e":"run","t":0,"co":2,"by":1}
{"e":"await","t":0,"co":2,"mode":"one","on":[1],"at":1}
{"e":"unlock","t":1,"co":1,"on":1,"at":1}
{"e":"emit","t":1,"co":1,"how":"one","on":1,"waiters":1,"at":1}
{"e":"wake","t":1,"co":2,"by":1,"on":1}
{"e":"run","t":1,"co":2,"by":1}
{"e":"lock","t":1,"co":2,"on":1,"at":1}
{"e":"await","t":1,"co":2,"mode":"one","on":[2],"at":1}
{"e":"fulfill","t":2,"co":1,"on":2,"at":1}
{"e":"emit","t":2,"co":1,"how":"all","on":2,"waiters":1,"at":1}
{"e":"wake","t":2,"co":2,"by":1,"on":2}
{"e":"run","t":2,"co":2,"by":1}
{"e":"await","t":2,"co":2,"mode":"one","on":[3],"at":1}
{"e":"unlock","t":3,"co":1,"on":1,"at":1}
{"e":"emit","t":3,"co":1,"how":"one","on":3,"waiters":1,"at":1}
{"e":"wake","t":3,"co":2,"by":1,"on":3}
{"e":"run","t":3,"co":2,"by":1}
{"e":"fulfill","t":3,"co":2,"on":2,"at":1}
{"e":"emit","t":3,"co":2,"how":"all","on":2,"waiters":0,"at":1}
)";

TEST_CASE("who unlocks or fulfills is said to do that, and not to emit", "[story]") {
  const LoadedTrace trace(kHandedOver);
  std::vector<std::string> told, said;
  for (std::uint32_t row = 0; row < trace.model.event_count(); ++row) {
    if (trace.model.kind(row) == Kind::kWake) told.push_back(wake_cause_text(trace.lanes, row));
    if (trace.model.kind(row) == Kind::kEmit) said.push_back(row_sentence(trace.lanes, trace.holds, row));
  }
  REQUIRE(told.size() == 3);
  CHECK_THAT(told[0], Catch::Matchers::StartsWith("woken by giver (which unlocks m at a.lua:3)"));
  CHECK_THAT(told[1], Catch::Matchers::StartsWith("woken by giver (which fulfills p at a.lua:3)"));
  CHECK_THAT(told[2], Catch::Matchers::StartsWith("woken by giver (which emits x at a.lua:3)"));
  REQUIRE(said.size() == 4);
  CHECK_THAT(said[0], Catch::Matchers::ContainsSubstring("giver unlocks m (a.lua:3)"));
  CHECK_THAT(said[3],
             Catch::Matchers::ContainsSubstring("taker fulfills p (a.lua:3): nobody waited for it yet"));
}

}  // namespace
}  // namespace coutil::tracer
