// The check: what the generator plays holds, and for each promise of the format a trace that breaks just that
// one.
#include <fmt/format.h>

#include <algorithm>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/trace_check.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

CheckReport check(const TempTrace& trace) { return check_trace(trace.load_with_defects()); }

std::string first(const CheckReport& report) {
  return report.violations.empty() ? "holds"
                                   : fmt::format("{}: {}", report.violations[0].line - kFirstLine + 1,
                                                 report.violations[0].sentence);
}

// A waiter that waits for "ready": lines 1 to 3.
constexpr std::string_view kSpawn = R"({"e":"spawn","t":0,"co":1,"by":0,"name":"w","at":1})";
constexpr std::string_view kRun = R"({"e":"run","t":0,"co":1,"by":0})";
constexpr std::string_view kAwait = R"({"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":2})";
constexpr std::string_view kEmit = R"({"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":1,"at":3})";
constexpr std::string_view kWake = R"({"e":"wake","t":0,"co":1,"by":0,"on":1})";
constexpr std::string_view kEnd = R"({"e":"end","t":0,"co":1})";
constexpr std::string_view kNote = R"({"e":"note","t":0,"co":0,"text":"","at":3})";

// The one violation of a trace, as "LINE: sentence" with lines counted from the first of these.
std::string only(std::initializer_list<std::string_view> lines) {
  const TempTrace trace(lines);
  const CheckReport report = check(trace);
  INFO(first(report));
  CHECK(report.count == 1);
  return first(report);
}

bool holds(std::initializer_list<std::string_view> lines) {
  const TempTrace trace(lines);
  const CheckReport report = check(trace);
  UNSCOPED_INFO(first(report));
  return report.count == 0;
}

std::string fin(int events, int waiting, int suspended, int errors) {
  return fmt::format(R"({{"e":"fin","t":0,"events":{},"waiting":{},"suspended":{},"errors":{}}})", events,
                     waiting, suspended, errors);
}

}  // namespace

TEST_CASE("what the generator plays holds, finished, killed, or begun in the middle") {
  for (uint64_t seed = 1; seed <= 60; seed++) {
    GeneratorOptions options{.seed = seed, .events = 2000};
    options.finish = seed % 2 == 0;
    options.from_middle = seed % 3 == 0;
    const TempTrace trace(generate_trace(options).text);
    const CheckReport report = check(trace);
    INFO("seed " << seed << ": " << first(report));
    CHECK(report.count == 0);
    CHECK(report.cut_short == !options.finish);
  }
}

TEST_CASE("a trace cut off anywhere still holds, but for its missing end") {
  const GeneratedTrace made = generate_trace({.seed = 17, .events = 120});
  for (size_t size = made.text.find('\n') + 1; size < made.text.size() - 1; size += 3) {
    const TempTrace trace(made.text.substr(0, size));
    const CheckReport report = check(trace);
    INFO(first(report));
    CHECK(report.count == 0);
    CHECK(report.cut_short);
  }
}

TEST_CASE("the example of the format holds") {
  CHECK(holds({kSpawn, kRun, kAwait, kEmit, kWake, kRun, kEnd, fin(7, 0, 0, 0)}));
  CHECK(holds({kSpawn, kRun, kAwait, fin(3, 1, 0, 0)}));
}

TEST_CASE("times and ids") {
  CHECK(only({R"({"e":"note","t":5,"co":0,"text":"","at":1})", kNote}) ==
        "2: time falls: t is 0, and was 5 before");
  CHECK_THAT(only({R"({"e":"note","t":5,"co":0,"text":"","at":1})", fin(1, 0, 0, 0)}),
             ContainsSubstring("2: time falls"));
  CHECK_THAT(only({R"({"e":"note","t":9223372036854775807,"co":0,"text":"","at":1})"}),
             ContainsSubstring("no run lasts longer"));
  CHECK(only({R"({"e":"take","t":0,"co":0,"on":8,"at":1})"}) == "1: object 8 is used before it is defined");
  CHECK(only({R"({"e":"note","t":0,"co":0,"text":"","at":8})"}) == "1: place 8 is used before it is defined");
  CHECK_THAT(only({kSpawn, R"({"e":"run","t":0,"co":1,"by":7})"}),
             ContainsSubstring("coroutine 7 is used before"));
  CHECK(only({kSpawn, kSpawn}) == "2: coroutine 1 is spawned a second time");
  CHECK(only({R"({"e":"place","id":1,"file":"x","line":1,"func":"f"})"}) ==
        "1: place 1 is defined a second time");
  CHECK(only({kNote, fin(1, 0, 0, 0), kNote.substr(0, 0),
              R"({"e":"place","id":7,"file":"x","line":1,"func":"f"})"}) == "4: a line after \"fin\"");
}

TEST_CASE("who waits does nothing until it is woken and resumed") {
  CHECK(only({kSpawn, kRun, kAwait, R"({"e":"note","t":0,"co":1,"text":"","at":1})"}) ==
        "4: w has a \"note\" line, but it waits for ready (line 11)");
  CHECK(only({kSpawn, kRun, kAwait, kRun}) == "4: w is resumed, but it waits for ready (line 11)");
  CHECK_THAT(only({kSpawn, kRun, kAwait, kEmit, kWake, R"({"e":"take","t":0,"co":1,"on":1,"at":1})"}),
             ContainsSubstring("6: w has a \"take\" line, but it was woken (line 13) and not yet resumed"));
  CHECK_THAT(only({kSpawn, kAwait}), ContainsSubstring("2: w has a \"await\" line, but it never ran"));
  CHECK_THAT(only({kSpawn, kRun, kEnd, kRun}), ContainsSubstring("4: w is resumed, but it is over"));
  CHECK_THAT(only({kSpawn, kRun, kRun}), ContainsSubstring("3: w is resumed, but it runs"));
  CHECK_THAT(only({R"({"e":"await","t":0,"co":0,"mode":"one","on":[1],"at":3})"}),
             ContainsSubstring("the main program suspends"));
  CHECK_THAT(only({R"({"e":"run","t":0,"co":0,"by":-1})"}), ContainsSubstring("the main program is resumed"));
  CHECK(holds({kSpawn, kRun, kAwait, R"({"e":"cancel","t":0,"co":1,"by":0})", kRun, kEnd}));
  CHECK_THAT(
      only({kSpawn, kRun, R"({"e":"yield","t":0,"co":1,"at":1})", R"({"e":"cancel","t":0,"co":1,"by":0})"}),
      ContainsSubstring("4: w is cancelled, but it is suspended"));
}

TEST_CASE("wakes") {
  CHECK_THAT(only({kSpawn, kRun, kAwait, kWake}),
             ContainsSubstring("4: w is woken from ready by main, but main did not"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, R"({"e":"wake","t":0,"co":1,"by":-1,"on":2})"}),
             ContainsSubstring("4: w is woken from done, but it waits for ready"));
  CHECK_THAT(only({kSpawn, kRun, R"({"e":"wake","t":0,"co":1,"by":-1,"on":1})"}),
             ContainsSubstring("3: w is woken, but it runs"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, kEmit, kNote}),
             ContainsSubstring("4: main emits ready, heard by 1, but nobody is woken"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, R"({"e":"emit","t":0,"co":0,"how":"all","on":1,"waiters":2,"at":3})",
                   kWake, kRun, kEnd, kNote}),
             ContainsSubstring("4: main emits ready, heard by 2, but only 1 is woken"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, R"({"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":0,"at":3})",
                   kWake}),
             ContainsSubstring("heard by 0 only"));
  CHECK_THAT(only({kSpawn, kRun, R"({"e":"await","t":0,"co":1,"mode":"all","on":[1,2],"at":2})", kEmit, kWake,
                   kRun}),
             ContainsSubstring("6: w is resumed, but it waits for all of ready, done"));
  CHECK_THAT(only({kSpawn, kRun, R"({"e":"await","t":0,"co":1,"mode":"all","on":[1,2],"at":2})", kEmit, kWake,
                   kEmit, kWake}),
             ContainsSubstring("hears ready a second time"));
}

TEST_CASE("waiters that were closed, cancelled or woken by another in between are no missing wakes") {
  constexpr std::string_view spawn2 = R"({"e":"spawn","t":0,"co":2,"by":0,"name":"v","at":1})";
  constexpr std::string_view run2 = R"({"e":"run","t":0,"co":2,"by":0})";
  constexpr std::string_view any2 = R"({"e":"await","t":0,"co":2,"mode":"any","on":[1,2],"at":2})";
  constexpr std::string_view both = R"({"e":"emit","t":0,"co":0,"how":"all","on":1,"waiters":2,"at":3})";
  CHECK(holds({kSpawn, kRun, kAwait, spawn2, run2, any2, both, kWake, kRun,
               R"({"e":"closed","t":0,"co":2,"by":1})", kEnd, kNote}));
  CHECK(holds({kSpawn, kRun, kAwait, spawn2, run2, any2, both, kWake, kRun,
               R"({"e":"cancel","t":0,"co":2,"by":1})", R"({"e":"run","t":0,"co":2,"by":1})",
               R"({"e":"end","t":0,"co":2})", kEnd, kNote}));
  CHECK(holds({kSpawn, kRun, kAwait, spawn2, run2, any2, both, kWake, kRun,
               R"({"e":"emit","t":0,"co":1,"how":"one","on":2,"waiters":1,"at":3})",
               R"({"e":"wake","t":0,"co":2,"by":1,"on":2})", R"({"e":"run","t":0,"co":2,"by":1})",
               R"({"e":"end","t":0,"co":2})", kEnd, kNote}));
  CHECK(holds({kSpawn, kRun, kAwait, spawn2, run2, any2, both, kWake, kRun,
               R"({"e":"lost","t":0,"co":2,"on":[1]})", kEnd, kNote}));
}

TEST_CASE("mutexes have one owner, who unlocks") {
  constexpr std::string_view lock0 = R"({"e":"lock","t":0,"co":0,"on":3,"at":3})";
  constexpr std::string_view unlock0 = R"({"e":"unlock","t":0,"co":0,"on":3,"at":3})";
  constexpr std::string_view lock1 = R"({"e":"lock","t":0,"co":1,"on":3,"at":3})";
  constexpr std::string_view wait1 = R"({"e":"await","t":0,"co":1,"mode":"one","on":[3],"at":2})";
  CHECK(holds({lock0, kSpawn, kRun, wait1, unlock0,
               R"({"e":"emit","t":0,"co":0,"how":"one","on":3,"waiters":1,"at":3})",
               R"({"e":"wake","t":0,"co":1,"by":0,"on":3})", lock1, kRun,
               R"({"e":"unlock","t":0,"co":1,"on":3,"at":3})", kEnd, lock0, unlock0}));
  CHECK_THAT(only({lock0, kSpawn, kRun, lock1}), ContainsSubstring("4: w locks fork, but main owns it"));
  CHECK_THAT(only({lock0, lock0}), ContainsSubstring("2: main locks fork, but itself owns it"));
  CHECK_THAT(only({unlock0}), ContainsSubstring("1: main unlocks fork, but nobody owns it"));
  CHECK_THAT(only({lock0, kSpawn, kRun, R"({"e":"unlock","t":0,"co":1,"on":3,"at":3})"}),
             ContainsSubstring("4: w unlocks fork, but main owns it"));
}

TEST_CASE("runs nest like brackets") {
  constexpr std::string_view spawn2 = R"({"e":"spawn","t":0,"co":2,"by":1,"name":"v","at":1})";
  constexpr std::string_view run2 = R"({"e":"run","t":0,"co":2,"by":1})";
  CHECK(holds({kSpawn, kRun, spawn2, run2, R"({"e":"end","t":0,"co":2})", kEnd}));
  CHECK_THAT(only({kSpawn, kRun, spawn2, run2, kEnd}),
             ContainsSubstring("5: w has a \"end\" line while v runs inside it"));
  CHECK_THAT(only({kSpawn, kRun, spawn2, run2, kNote}),
             ContainsSubstring("5: main has a \"note\" line while v runs"));
  CHECK_THAT(only({kSpawn, kRun, spawn2, R"({"e":"run","t":0,"co":2,"by":0})"}),
             ContainsSubstring("4: v is resumed by main, but w is the one that runs"));
  CHECK_THAT(only({kSpawn, kRun, R"({"e":"closed","t":0,"co":1,"by":0})"}),
             ContainsSubstring("3: w is closed, but it runs"));
}

TEST_CASE("the last line counts right") {
  CHECK_THAT(only({kNote, fin(2, 0, 0, 0)}), ContainsSubstring("counts 2 events, and the trace has 1"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, fin(3, 0, 0, 0)}),
             ContainsSubstring("counts 0 waiting, and the trace has 1"));
  CHECK_THAT(only({kSpawn, kRun, R"({"e":"yield","t":0,"co":1,"at":1})", fin(3, 0, 0, 0)}),
             ContainsSubstring("counts 0 suspended, and the trace has 1"));
  CHECK_THAT(only({kSpawn, kRun, kAwait, kEmit, kWake, kRun,
                   R"({"e":"end","t":0,"co":1,"error":"x","traceback":""})", fin(7, 0, 0, 0)}),
             ContainsSubstring("counts 0 errors, and the trace has 1"));
  CHECK(holds({kSpawn, kRun, R"({"e":"end","t":0,"co":1,"error":"x","traceback":""})", fin(3, 0, 0, 0)}));
}

TEST_CASE("a trace that begins in the middle describes who lives first") {
  const std::string head = R"({"e":"trace","v":1,"script":"x.lua","from":"middle"})"
                           "\n" +
                           std::string(kDefinitions);
  const auto text = [&](std::initializer_list<std::string_view> lines) {
    std::string out = head;
    for (const std::string_view line : lines) out += std::string(line) + "\n";
    return out;
  };
  constexpr std::string_view lock1 = R"({"e":"lock","t":0,"co":1,"on":3,"at":3})";
  CHECK(check(TempTrace(text({kSpawn, kAwait, lock1, kEmit, kWake, kRun, kEnd}))).count == 0);
  CHECK(check(TempTrace(text({kSpawn, kAwait, kNote, kRun}))).count == 1);
  CHECK(check(TempTrace(text({kSpawn, kEnd, lock1, kNote, kRun}))).count == 1);
  CHECK(check(TempTrace(
                  text({kSpawn, kRun, R"({"e":"spawn","t":0,"co":2,"by":0,"name":"v","at":1})",
                        R"({"e":"run","t":0,"co":2,"by":0})", R"({"e":"note","t":0,"co":1,"text":"","at":1})",
                        kEnd, R"({"e":"note","t":0,"co":2,"text":"","at":1})"})))
            .count == 0);
}

TEST_CASE("more violations than wanted are counted") {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  for (int i = 0; i < 50; i++)
    text += R"({"e":"unlock","t":0,"co":0,"on":3,"at":3})"
            "\n";
  const TempTrace trace(text);
  const CheckReport report = check_trace(trace.load_with_defects(), 7);
  CHECK(report.violations.size() == 7);
  CHECK(report.count == 50);
}
