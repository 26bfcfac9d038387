// What is printed: units, tables, lanes as characters and the summary; nothing wider than asked, and what a
// reader sees.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/text_canvas.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_summary.h"
#include "tracer/units.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Two coroutines that wait for each other's mutex.
TempTrace knot() {
  return TempTrace(std::initializer_list<std::string_view>{
      R"({"e":"object","id":5,"kind":"mutex","name":"spoon"})",
      R"({"e":"spawn","t":0,"co":1,"by":0,"name":"ann","at":1})", R"({"e":"run","t":0,"co":1,"by":0})",
      R"({"e":"lock","t":0,"co":1,"on":3,"at":1})",
      R"({"e":"await","t":0,"co":1,"mode":"one","on":[4],"at":2,"due":1000000})",
      R"({"e":"spawn","t":0,"co":2,"by":0,"name":"bob","at":1})", R"({"e":"run","t":0,"co":2,"by":0})",
      R"({"e":"lock","t":0,"co":2,"on":5,"at":1})",
      R"({"e":"await","t":0,"co":2,"mode":"one","on":[3],"at":2})",
      R"({"e":"wake","t":1000000,"co":1,"by":-1,"on":4})", R"({"e":"run","t":1000000,"co":1,"by":-1})",
      R"({"e":"await","t":1000000,"co":1,"mode":"one","on":[5],"at":2})",
      R"({"e":"stuck","t":1000000,"waiting":[1,2],"cycle":[1,2],"why":"ann waits for spoon, held by bob, who waits for fork, held by ann"})",
      R"({"e":"fin","t":1000000,"events":12,"waiting":2,"suspended":0,"errors":0})"});
}

}  // namespace

TEST_CASE("durations, counts, shares and steps for people") {
  CHECK(format_duration_ns(0) == "0");
  CHECK(format_duration_ns(850) == "850 ns");
  CHECK(format_duration_ns(12300) == "12.3 us");
  CHECK(format_duration_ns(999600) == "1 ms");
  CHECK(format_duration_ns(1250000) == "1.25 ms");
  CHECK(format_duration_ns(3000000000) == "3 s");
  CHECK(format_duration_ns(125000000000) == "2 min 5 s");
  CHECK(format_duration_ns(86400000000000) == "1 d");
  CHECK(format_duration_ns(-1500) == "-1.5 us");
  CHECK(format_duration_ns(INT64_MIN).front() == '-');
  CHECK(format_tick_ns(1500000, 500000, 3000000) == "1.5 ms");
  CHECK(format_tick_ns(1000200000, 100000, 1000900000) == "1.0002 s");
  CHECK(format_count(1234567) == "1,234,567");
  CHECK(format_counted(1, "event") == "1 event");
  CHECK(format_share(1, 1000) == "<1 %");
  CHECK(format_share(0, 0) == "-");
  CHECK(round_step(1) == 1);
  CHECK(round_step(3) == 5);
  CHECK(round_step(21) == 50);
  CHECK(round_step(INT64_MAX) > 0);
}

TEST_CASE("texts are cut and wrapped by their width in a terminal") {
  CHECK(display_width("fork 4") == 6);
  CHECK(display_width("\u98df\u4e8b") == 4);
  CHECK(cut_to_width("philosopher", 6, "..") == "phil..");
  CHECK(cut_to_width("short", 6, "..") == "short");
  CHECK(wrap("one two three", 7, 2) == "one two\n  three");
}

TEST_CASE("lanes of two who wait for each other") {
  const TempTrace trace = knot();
  const TraceModel model = trace.load();
  TextOptions options;
  options.width = 100;
  const std::string text = draw_text_lanes(Lanes(model), options);
  INFO(text);
  CHECK_THAT(text, ContainsSubstring("two.lua on sim, seed 7: 12 events of 2 coroutines in 1 ms"));
  CHECK_THAT(text, ContainsSubstring("main    █████████████████████┈┈┈┈"));
  CHECK_THAT(text, ContainsSubstring("ann     ···██████── 1 ms ───────◇▒▒███──────"));
  CHECK_THAT(text, ContainsSubstring("bob                 ···██████── fork ───────"));
  CHECK_THAT(text, ContainsSubstring("█ running"));
  CHECK_THAT(text, ContainsSubstring("stuck at 1 ms: ann waits for spoon, held by bob"));
  options.ascii = true;
  const std::string plain = draw_text_lanes(Lanes(model), options);
  CHECK(std::all_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  CHECK_THAT(plain, ContainsSubstring("ann     ...######-- 1 ms -------!++###------"));
  options.color = true;
  CHECK_THAT(draw_text_lanes(Lanes(model), options), ContainsSubstring("\x1b[1;31m"));
}

TEST_CASE("a stretch shows what lies in it") {
  const TempTrace trace = knot();
  const TraceModel model = trace.load();
  TextOptions options;
  options.axis = Axis::kOrder;
  options.from = 0;
  options.to = 3;
  const std::string text = draw_text_lanes(Lanes(model), options);
  CHECK_THAT(text, ContainsSubstring("ann"));
  CHECK_THAT(text, !ContainsSubstring("\nbob"));
}

TEST_CASE("nothing is wider than asked") {
  for (uint64_t seed = 1; seed <= 12; seed++) {
    const TempTrace trace(generate_trace({.seed = seed, .events = seed * seed * 20, .coroutines = 40}).text);
    const TraceModel model = trace.load();
    const Lanes lanes(model);
    for (const size_t width : {40UL, 63UL, 80UL, 200UL}) {
      TextOptions options;
      options.width = width;
      options.ascii = seed % 2 == 0;
      options.axis = seed % 3 == 0 ? Axis::kTime : Axis::kOrder;
      options.lanes = 10;
      for (const std::string& line :
           lines_of(draw_text_lanes(lanes, options) + summary_text(lanes, width, false))) {
        INFO(line);
        // A word that is longer than the line can't be wrapped.
        const bool one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
        CHECK((display_width(line) <= width || one_word));
      }
    }
  }
}

TEST_CASE("many lanes are folded and counted") {
  const TempTrace trace(generate_trace({.seed = 2, .events = 3000, .coroutines = 60}).text);
  const TraceModel model = trace.load();
  TextOptions options;
  options.lanes = 5;
  const std::string text = draw_text_lanes(Lanes(model), options);
  CHECK_THAT(text, ContainsSubstring("more coroutines"));
  CHECK_THAT(text, ContainsSubstring("main"));
}

TEST_CASE("the summary says the facts, as text and as JSON") {
  const TempTrace trace = knot();
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  const std::string text = summary_text(lanes, 120, false);
  INFO(text);
  CHECK_THAT(text, ContainsSubstring("12 events in 1 ms, 2 coroutines, 5 objects; complete"));
  CHECK_THAT(text, ContainsSubstring("1 ms for fork (two.lua:5)"));
  CHECK_THAT(text, ContainsSubstring("spoon"));
  CHECK_THAT(text, ContainsSubstring("stuck at 1 ms"));
  const auto json = nlohmann::json::parse(summary_json(lanes));
  CHECK(json["events"] == 12);
  CHECK(json["kinds"]["await"] == 3);
  CHECK(json["coroutines"].size() == 3);
  CHECK(json["coroutines"][2]["waiting_ns"] == 1000000);
  CHECK(json["coroutines"][1]["paused_ns"] == 1000000);
  CHECK(json["mutexes"].size() == 2);
  CHECK(json["stuck"].size() == 1);
  CHECK(json["cut_short"] == false);
}
