// `coutil trace stuck` as a person calls it: who can't go on at any event or time, as brute force over the
// lines has it, in text and in JSON, with the exit code that says so.
#include <fmt/format.h>

#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/command_runner.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer_analysis/random_run.h"
#include "tests/tracer_analysis/random_waits.h"
#include "tests/tracer_analysis/replay_oracle.h"

namespace coutil::tracer {
namespace {

using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

constexpr int kStuck = 3;  // the exit code

std::set<int64_t> ids_in(const json& list) {
  std::set<int64_t> ids;
  for (const json& entry : list) ids.insert(entry["co"].get<int64_t>());
  return ids;
}

// Compares at all events and all times of a trace. Returns at how many of them somebody was stuck.
size_t compare(const std::string& text) {
  const TempTrace file(text);
  test::ReplayOracle oracle;
  size_t row = 0, times_stuck = 0;
  std::istringstream lines(text);
  const auto ask = [&](const std::string& at, const std::set<int64_t>& stuck) {
    const Outcome answer = trace({"stuck", "--json", "--at", at, file.path()});
    CAPTURE(at, answer.out, answer.error);
    REQUIRE(answer.code == (stuck.empty() ? 0 : kStuck));
    REQUIRE(ids_in(json::parse(answer.out)["stuck"]) == stuck);
  };
  int64_t time_ns = 0;
  std::set<int64_t> stuck;
  for (std::string line; std::getline(lines, line);) {
    const json parsed = json::parse(line);
    if (!parsed.contains("t") || parsed["e"] == "fin") continue;
    // All that happened at the time before is over.
    if (row > 0 && parsed["t"].get<int64_t>() != time_ns) ask(fmt::format("{}ns", time_ns), stuck);
    time_ns = parsed["t"].get<int64_t>();
    oracle.step(parsed);
    stuck = oracle.stuck();
    ask(fmt::format("e{}", row++), stuck);
    times_stuck += stuck.empty() ? 0 : 1;
  }
  const Outcome at_end = trace({"stuck", file.path()});
  REQUIRE(at_end.code == (stuck.empty() ? 0 : kStuck));
  REQUIRE_THAT(at_end.out, ContainsSubstring(stuck.empty() ? "Nobody is stuck" : "can never go on"));
  return times_stuck;
}

// Two who hold what the other waits for, and one who waits for an event.
const char* const kKnot = R"({"e":"place","id":1,"file":"knot.lua","line":7,"func":"f"}
{"e":"object","id":1,"kind":"mutex","name":"left"}
{"e":"object","id":2,"kind":"mutex","name":"right"}
{"e":"object","id":3,"kind":"event","name":"bell"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"anna"}
{"e":"run","t":0,"co":1,"by":0}
{"e":"lock","t":1000,"co":1,"on":1,"at":1}
{"e":"spawn","t":1000,"co":2,"by":0,"name":"bert"}
{"e":"run","t":1000,"co":2,"by":0}
{"e":"lock","t":2000,"co":2,"on":2,"at":1}
{"e":"await","t":2000,"co":2,"mode":"one","on":[1],"op":"lock","at":1}
{"e":"spawn","t":2000,"co":3,"by":0,"name":"cleo"}
{"e":"run","t":2000,"co":3,"by":0}
{"e":"await","t":2000,"co":3,"mode":"one","on":[3],"at":1}
{"e":"run","t":3000,"co":1,"by":0}
{"e":"await","t":3000,"co":1,"mode":"one","on":[2],"op":"lock","at":1}
)";

}  // namespace

TEST_CASE("trace stuck says at every event and time who can't go on, as brute force has it") {
  size_t times_stuck = 0;
  for (unsigned seed = 1; seed <= 12; seed++) {
    CAPTURE(seed);
    times_stuck += compare(test::run_random_program(seed).trace);
    times_stuck += compare(test::random_waits_trace(seed));
  }
  CHECK(times_stuck > 20);
}

TEST_CASE("trace stuck names the circle, since when and from which line, in words and in JSON") {
  const TempTrace file(std::string(kHeaderLine) + "\n" + kKnot);
  const Outcome text = trace({"stuck", file.path()});
  CHECK(text.code == kStuck);
  CHECK_THAT(text.out, ContainsSubstring("2 coroutines can never go on"));
  CHECK_THAT(text.out, ContainsSubstring("anna waits since 3 us at knot.lua:7"));
  CHECK_THAT(text.out, ContainsSubstring("held by bert"));
  CHECK_THAT(text.out, ContainsSubstring("The circle of 2 closed at 3 us (e11)"));
  CHECK_THAT(text.out, ContainsSubstring("cleo waits"));
  const json whole = json::parse(trace({"stuck", "--json", file.path()}).out);
  CHECK(ids_in(whole["stuck"]) == std::set<int64_t>{1, 2});
  CHECK(ids_in(whole["waiting"]) == std::set<int64_t>{3});
  CHECK(whole["cycle"].size() == 4);
  CHECK(whole["closed_at"]["event"] == 11);
  CHECK(whole["stuck"][0]["on"][0]["owner"]["name"] == "bert");
  CHECK(whole["stuck"][0]["at"] == "knot.lua:7");
  for (const char* at : {"e10", "2us", "0"}) CHECK(trace({"stuck", "--at", at, file.path()}).code == 0);
  for (const char* at : {"e11", "3us", "1h", "e99"})
    CHECK(trace({"stuck", "--at", at, file.path()}).code == kStuck);
  const Outcome both = trace({"stuck", "--at", "2us", file.path(), file.path()});
  CHECK(both.code == 0);
  CHECK_THAT(both.out, ContainsSubstring(file.path() + ":\n"));
  const Outcome wrong = trace({"stuck", "--at", "soon", file.path()});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.error, ContainsSubstring("e120"));
  CHECK(trace({"stuck", "/nowhere"}).code == 2);
}

}  // namespace coutil::tracer
