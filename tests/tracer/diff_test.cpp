// Where two runs part: random traces that are changed at a known event, against what was changed.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/trace_comparison.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

using Outcome = TraceComparison::Outcome;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// By a way of its own: parses everything.
bool is_event(const std::string& line) {
  const auto json = nlohmann::json::parse(line);
  return json.contains("t") && json["e"] != "fin";
}

TraceComparison compared(const std::string& one, const std::string& other,
                         const PrefixOptions& options = {}) {
  const TempTrace first(one), second(other);
  const TraceModel first_model = first.load(), second_model = second.load();
  const uint64_t common = common_events_of_files(first.path(), second.path(), options);
  return compare(Lanes(first_model), Lanes(second_model), common);
}

std::string small(std::initializer_list<std::string_view> lines) {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  for (const std::string_view line : lines) text += std::string(line) + "\n";
  return text;
}

constexpr std::string_view kSpawn = R"({"e":"spawn","t":0,"co":1,"by":0,"name":"w","at":1})";
constexpr std::string_view kSpawn2 = R"({"e":"spawn","t":0,"co":2,"by":0,"name":"x","at":1})";
constexpr std::string_view kRun = R"({"e":"run","t":0,"co":1,"by":0})";
constexpr std::string_view kRun2 = R"({"e":"run","t":0,"co":2,"by":0})";
constexpr std::string_view kAwait = R"({"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":2})";
constexpr std::string_view kAwait2 = R"({"e":"await","t":0,"co":2,"mode":"one","on":[1],"at":2})";
constexpr std::string_view kEmit = R"({"e":"emit","t":5,"co":0,"how":"all","on":1,"waiters":2,"at":3})";
constexpr std::string_view kWake = R"({"e":"wake","t":5,"co":1,"by":0,"on":1})";
constexpr std::string_view kWake2 = R"({"e":"wake","t":5,"co":2,"by":0,"on":1})";

}  // namespace

TEST_CASE("a changed event is where two runs part", "[diff]") {
  std::mt19937_64 random(7);
  for (uint64_t seed = 1; seed <= 60; seed++) {
    const std::string text = generate_trace({.seed = seed, .events = 40 + 5 * seed}).text;
    std::vector<std::string> lines = lines_of(text);
    std::vector<size_t> events;
    for (size_t i = 1; i < lines.size(); i++) {
      if (is_event(lines[i])) events.push_back(i);
    }
    REQUIRE(compared(text, text).same());
    CHECK(compared(text, text).common_events == events.size());
    const size_t changed = random() % events.size();
    // A key that no reader knows changes what the line says, and nothing else.
    lines[events[changed]].insert(lines[events[changed]].size() - 1, R"(,"mood":"bad")");
    const TraceComparison comparison = compared(text, joined(lines));
    CHECK(comparison.outcome == Outcome::kDiffer);
    CHECK(comparison.common_events == changed);
    REQUIRE(comparison.first.next);
    CHECK(comparison.first.next->row == changed);
    CHECK(comparison.second.next->line == events[changed] + 1);
    CHECK(comparison.last_common.has_value() == (changed > 0));
  }
}

TEST_CASE("a run that stops early is the beginning of the other", "[diff]") {
  const std::string text = generate_trace({.seed = 3, .events = 200}).text;
  std::vector<std::string> lines = lines_of(text);
  size_t count = 0;
  for (const std::string& line : lines) count += is_event(line) ? 1 : 0;
  while (is_event(lines.back()) == false) lines.pop_back();
  lines.pop_back();
  const TraceComparison shorter = compared(joined(lines), text), longer = compared(text, joined(lines));
  CHECK(shorter.outcome == Outcome::kFirstIsPrefix);
  CHECK(longer.outcome == Outcome::kSecondIsPrefix);
  CHECK(shorter.common_events == count - 1);
  CHECK_FALSE(shorter.first.next);
  CHECK(shorter.first.cut_short);
  REQUIRE(shorter.second.next);
  CHECK_THAT(comparison_text(shorter, "a", "b"), ContainsSubstring("a is the beginning of b"));
  // Its last line alone may be missing: the run is the same.
  const TraceComparison unfinished = compared(text.substr(0, text.find("{\"e\":\"fin\"")), text);
  CHECK(unfinished.same());
  CHECK_THAT(comparison_text(unfinished, "a", "b"), ContainsSubstring("a is cut short after that"));
}

TEST_CASE("times can be left out of it", "[diff]") {
  const std::string text = generate_trace({.seed = 5, .events = 300}).text;
  std::vector<std::string> lines = lines_of(text);
  for (std::string& line : lines) {
    auto json = nlohmann::ordered_json::parse(line);
    if (json.contains("t")) json["t"] = json["t"].get<int64_t>() * 3 + 1;
    if (json.contains("due")) json["due"] = json["due"].get<int64_t>() + 12345;
    line = json.dump();
  }
  const TraceComparison strict = compared(text, joined(lines)), lax = compared(text, joined(lines), {true});
  CHECK(strict.outcome == Outcome::kDiffer);
  CHECK(strict.common_events == 0);
  CHECK(lax.same());
  CHECK(lax.common_events > 250);
}

TEST_CASE("the order in which two are woken is told with who was ready", "[diff]") {
  const std::string one = small({kSpawn, kRun, kAwait, kSpawn2, kRun2, kAwait2, kEmit, kWake, kWake2});
  const std::string other = small({kSpawn, kRun, kAwait, kSpawn2, kRun2, kAwait2, kEmit, kWake2, kWake});
  const TraceComparison comparison = compared(one, other);
  CHECK(comparison.common_events == 7);
  CHECK(comparison.ready.empty());
  REQUIRE(comparison.first.ready.size() == 1);
  REQUIRE(comparison.second.ready.size() == 1);
  CHECK(comparison.first.ready[0].label == "w");
  CHECK(comparison.second.ready[0].label == "x");
  CHECK(comparison.second.ready[0].since == 7);
  const std::string text = comparison_text(comparison, "a", "b");
  CHECK_THAT(text, ContainsSubstring("a and b part after 7 equal events"));
  CHECK_THAT(text, ContainsSubstring("e6 at 5 ns, line 15: main emits ready at two.lua:9, heard by 2"));
  CHECK_THAT(text, ContainsSubstring("e7 at 5 ns, line 16: x is woken from ready by main"));
  const auto json = nlohmann::json::parse(comparison_json(comparison, "a", "b"));
  CHECK(json["outcome"] == "differ");
  CHECK(json["second"]["next"]["event"] == 7);
  CHECK(json["second"]["ready"][0]["co"] == 2);
}

TEST_CASE("an id that stands for something else is a difference where it is used", "[diff]") {
  const std::string one = small({kSpawn, kRun, kAwait, kEmit, kWake});
  std::string moved = one, renamed = one;
  const std::string emit_place = R"("line":9,"func":"main")", name = R"("name":"ready")";
  moved.replace(moved.find(emit_place), emit_place.size(), R"("line":8,"func":"main")");
  renamed.replace(renamed.find(name), name.size(), R"("name":"steady")");
  CHECK(compared(one, moved).common_events == 3);    // the emit stands elsewhere
  CHECK(compared(one, renamed).common_events == 2);  // the await is for something else
  // A new name for a thing counts from there on.
  const std::string later =
      small({kSpawn, kRun, kAwait, R"({"e":"object","id":1,"kind":"event","name":"done"})", kEmit, kWake});
  CHECK(compared(one, later).common_events == 3);
}

TEST_CASE("first lines that differ are told, and are no other run", "[diff]") {
  const std::string one = small({kSpawn, kRun});
  std::string other = one;
  other.replace(other.find(R"("seed":7)"), 8, R"("seed":8)");
  const TraceComparison comparison = compared(one, other);
  CHECK(comparison.same());
  REQUIRE(comparison.headers.size() == 1);
  CHECK(comparison.headers[0].key == "seed");
  CHECK_THAT(comparison_text(comparison, "a", "b"), ContainsSubstring("7 | 8"));
}

TEST_CASE("lines in another spelling say the same", "[diff]") {
  const std::string one = small({kSpawn, kRun});
  const std::string other = small({kSpawn, R"({ "by": 0, "co": 1, "t": 0, "e": "run" })"});
  CHECK(compared(one, other).same());
  CHECK(compared(one, other).common_events == 2);
}
