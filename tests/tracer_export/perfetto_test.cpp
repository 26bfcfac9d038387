// The export for Perfetto: random traces through a checker of its own, and against plain counts of their
// lines.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tests/tracer_export/perfetto_checker.h"
#include "tests/tracer_export/plain_counts.h"
#include "tracer/perfetto_export.h"

using namespace coutil::tracer;
using namespace coutil::tracer::test;

namespace {

struct Words {
  std::string from = {}, until = {}, lanes = {};
};

std::string exported(const std::string& trace_text, Axis axis, const Words& words = {}) {
  const TempTrace trace(trace_text), target("");
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  ExportOutput out(target.path(), trace.path());
  export_perfetto(lanes, Holds(model), Nesting(lanes),
                  select_export(lanes, words.from, words.until, words.lanes), axis, out);
  out.finish();
  std::ostringstream text;
  text << std::ifstream(target.path(), std::ios::binary).rdbuf();
  return text.str();
}

std::string complaints_of(const PerfettoReport& report) {
  std::string text;
  for (const std::string& complaint : report.complaints) text += complaint + "\n";
  return text;
}

// By state, of all lanes together, as the summary has them.
std::map<std::string, int64_t> state_totals(const std::string& trace_text, Axis axis) {
  const TempTrace trace(trace_text);
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  std::map<std::string, int64_t> totals;
  for (const Lane& lane : lanes.lanes()) {
    for (int state = 0; state < kSpanStateCount; state++) {
      const auto index = static_cast<size_t>(state);
      // By order an event takes a microsecond.
      const int64_t total = axis == Axis::kTime ? lane.totals.time_ns[index] : lane.totals.rows[index] * 1000;
      if (total > 0) totals[state_name(static_cast<State>(state))] += total;
    }
  }
  return totals;
}

std::map<std::string, int64_t> without_zeros(std::map<std::string, int64_t> totals) {
  std::erase_if(totals, [](const auto& item) { return item.second == 0; });
  return totals;
}

}  // namespace

TEST_CASE("random traces pass the checker, and count as their lines do", "[perfetto]") {
  for (uint64_t seed = 1; seed <= 80; seed++) {
    const std::string text =
        generate_trace(
            {.seed = seed, .events = 30 * seed, .finish = seed % 3 != 0, .from_middle = seed % 7 == 0})
            .text;
    const PlainCounts counts = count_plainly(text);
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      PerfettoReport report = check_perfetto(exported(text, axis));
      INFO("seed " << seed << "\n" << complaints_of(report));
      REQUIRE(report.complaints.empty());
      CHECK(report.instants["emit"] == counts.count("emit"));
      CHECK(report.holds == counts.count("lock"));
      CHECK(report.slices["resume"] == counts.resumed_by_somebody);
      if (seed % 7 != 0) CHECK(report.arrows["wake"] == counts.woken_by_somebody);
      CHECK(without_zeros(report.state_ns) == state_totals(text, axis));
    }
  }
}

TEST_CASE("a part of a trace passes the checker too", "[perfetto]") {
  const std::string text = generate_trace({.seed = 11, .events = 2000, .coroutines = 12}).text;
  const PerfettoReport whole = check_perfetto(exported(text, Axis::kOrder));
  uint64_t emits = 0, arrows = 0;
  for (uint32_t from = 0; from < 2200; from += 137) {
    PerfettoReport part = check_perfetto(
        exported(text, Axis::kOrder, {fmt::format("e{}", from), fmt::format("e{}", from + 137), ""}));
    INFO(complaints_of(part));
    REQUIRE(part.complaints.empty());
    emits += part.instants["emit"];
    arrows += part.arrows["wake"];
    if (from + 137 > 2000) break;
  }
  CHECK(emits <= whole.instants.at("emit"));
  CHECK(emits > whole.instants.at("emit") * 9 / 10);
  CHECK(arrows <= whole.arrows.at("wake"));
  CHECK(arrows > 0);
  const PerfettoReport few = check_perfetto(exported(text, Axis::kTime, {"", "", "3"}));
  INFO(complaints_of(few));
  CHECK(few.complaints.empty());
}

TEST_CASE("times are exact in microseconds with a fraction", "[perfetto]") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"w","at":1})",
                         R"({"e":"run","t":1000,"co":1,"by":0})",
                         R"({"e":"note","t":9007199254740007,"co":1,"text":"late","at":2})",
                         R"({"e":"end","t":9007199254741000,"co":1})"});
  std::ostringstream text;
  text << std::ifstream(trace.path()).rdbuf();
  const std::string out = exported(text.str(), Axis::kTime);
  CHECK(out.find("\"ts\":9007199254740.007,") != std::string::npos);
  CHECK(out.find("\"ts\":1,") != std::string::npos);
  CHECK(out.find("\"ts\":9007199254741") != std::string::npos);
}

TEST_CASE("names are escaped, and cut where they are endless", "[perfetto]") {
  const std::string hostile = R"(a\"b\\c\u0000\n</script>\u202egnp)" + std::string(1 << 20, 'x');
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":")" + hostile + R"(","at":1})",
                         R"({"e":"run","t":0,"co":1,"by":0})",
                         R"({"e":"object","id":9,"kind":"event","name":")" + hostile + R"("})",
                         R"({"e":"await","t":0,"co":1,"mode":"one","on":[9],"at":2})"});
  std::ostringstream text;
  text << std::ifstream(trace.path()).rdbuf();
  const std::string out = exported(text.str(), Axis::kTime);
  CHECK(check_perfetto(out).complaints.empty());
  CHECK(out.size() < 20'000);
}
