// Waits by line and by object, and wake-up latencies, against what the generator's world knew and against
// plain scans; the tables over them; source files beside a trace.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "engine/sha256.h"
#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/source_file.h"
#include "tracer/trace_table.h"
#include "tracer/wait_totals.h"
#include "tracer/wake_latencies.h"

using namespace coutil::tracer;

namespace {

namespace fs = std::filesystem;

struct Interval {
  uint32_t begin, end;
  State state;
};

// The states of all coroutines one after the other, from the changes of the generator's world.
std::vector<Interval> intervals_of(const GeneratedTrace& made, uint32_t rows) {
  std::map<uint32_t, Interval> open;
  std::vector<Interval> all;
  for (const StateChange& change : made.changes) {
    const auto found = open.find(change.coroutine);
    if (found != open.end() && found->second.state == change.state) continue;
    if (found != open.end()) {
      found->second.end = change.event;
      all.push_back(found->second);
    }
    open[change.coroutine] = {change.event, rows, change.state};
  }
  for (const auto& [coroutine, last] : open) all.push_back(last);
  return all;
}

struct Sum {
  uint64_t waits = 0;
  int64_t ns = 0, rows = 0, longest = 0;
  void add(int64_t time_ns, int64_t row_count) {
    waits++;
    ns += time_ns;
    rows += row_count;
    longest = std::max(longest, time_ns);
  }
};

bool same(const Sum& sum, const WaitTotals& totals) {
  return sum.waits == totals.waits && sum.ns == totals.waited_ns && sum.rows == totals.waited_rows &&
         sum.longest == totals.longest_ns;
}

}  // namespace

TEST_CASE("waits by line and by object are what the world played", "[totals]") {
  for (const uint64_t seed : {1, 2, 3, 4, 5}) {
    const GeneratedTrace made = generate_trace({.seed = seed, .events = 4000, .coroutines = 12});
    const TraceModel model = read_trace(TempTrace(made.text).path());
    const Lanes lanes(model);
    const TraceTotals totals = wait_totals(lanes);
    std::map<uint32_t, Sum> places, objects;
    for (const Interval& wait : intervals_of(made, model.event_count())) {
      if (wait.state != State::kWaiting || model.kind(wait.begin) != Kind::kAwait) continue;
      const int64_t ns = model.time_or_end_ns(wait.end) - model.time_ns(wait.begin);
      places[model.place(wait.begin)].add(ns, wait.end - wait.begin);
      for (const uint32_t object : model.object_list(wait.begin))
        objects[object].add(ns, wait.end - wait.begin);
    }
    REQUIRE(places.size() > 1);
    for (uint32_t i = 0; i < totals.places.size(); i++) CHECK(same(places[i], totals.places[i]));
    for (uint32_t i = 0; i < totals.objects.size(); i++) CHECK(same(objects[i], totals.objects[i]));
    uint64_t emits = 0, scanned = 0;
    for (const WaitTotals& object : totals.objects) emits += object.emits;
    for (uint32_t row = 0; row < model.event_count(); row++) scanned += model.kind(row) == Kind::kEmit;
    CHECK(emits == scanned);
  }
}

TEST_CASE("latencies are those from a wake to its run", "[totals]") {
  for (const uint64_t seed : {1, 2, 3}) {
    const GeneratedTrace made = generate_trace({.seed = seed, .events = 4000, .coroutines = 12});
    const TraceModel model = read_trace(TempTrace(made.text).path());
    const Lanes lanes(model);
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      std::vector<int64_t> values;
      for (const Interval& ready : intervals_of(made, model.event_count())) {
        if (ready.state != State::kReady || ready.end >= model.event_count()) continue;
        if (model.kind(ready.end) != Kind::kRun) continue;
        values.push_back(lanes.position(axis, ready.end) - lanes.position(axis, ready.begin));
      }
      std::sort(values.begin(), values.end());
      REQUIRE(values.size() > 100);
      const LatencyFacts facts = wake_latencies(lanes, axis);
      CHECK(facts.count == values.size());
      CHECK(facts.longest == values.back());
      const auto at = [&](size_t hundredths) { return values[(values.size() * hundredths + 99) / 100 - 1]; };
      CHECK(facts.median == at(50));
      CHECK(facts.p90 == at(90));
      CHECK(facts.p99 == at(99));
      for (size_t bucket = 0; bucket < kLatencyBuckets; bucket++) {
        const auto is_in = [&](int64_t value) {
          return value >= bucket_begin(bucket) &&
                 (bucket == 0 ? value == 0 : value / 2 < bucket_begin(bucket));
        };
        CHECK(facts.buckets[bucket] ==
              static_cast<uint64_t>(std::count_if(values.begin(), values.end(), is_in)));
      }
    }
  }
}

TEST_CASE("tables are sorted by any column and filtered by their texts", "[totals]") {
  const GeneratedTrace made = generate_trace({.seed = 8, .events = 3000, .coroutines = 12});
  const TraceModel model = read_trace(TempTrace(made.text).path());
  const Lanes lanes(model);
  const TraceTotals totals = wait_totals(lanes);
  const std::vector<MutexUse> mutexes = mutex_uses(lanes);
  for (size_t kind = 0; kind < kTableCount; kind++) {
    TraceTable table(lanes, totals, mutexes, static_cast<TableKind>(kind));
    const size_t count = table.rows().size();
    REQUIRE(count > 0);
    for (size_t column = 0; column < table.columns().size(); column++) {
      for (const bool descending : {false, true}) {
        table.sort(column, descending);
        REQUIRE(table.rows().size() == count);
        for (size_t i = 1; i < count; i++) {
          const uint32_t a = table.rows()[descending ? i : i - 1], b = table.rows()[descending ? i - 1 : i];
          if (table.columns()[column].is_number) CHECK(table.number(a, column) <= table.number(b, column));
          if (!table.columns()[column].is_number) CHECK(table.text(a, column) <= table.text(b, column));
        }
      }
    }
    const std::string name = table.text(table.rows().front(), 0);
    table.filter(name);
    CHECK_FALSE(table.rows().empty());
    for (const uint32_t row : table.rows()) {
      bool has = false;
      for (size_t column = 0; column < table.columns().size(); column++) {
        has |= !table.columns()[column].is_number && table.text(row, column).find(name) != std::string::npos;
      }
      CHECK(has);
      CHECK((table.event(row) == kNone || table.event(row) < model.event_count()));
    }
    table.filter("no such thing anywhere");
    CHECK(table.rows().empty());
    table.filter("");
    CHECK(table.rows().size() == count);
  }
}

TEST_CASE("a source is found beside the trace and held against its digest", "[totals]") {
  const std::string folder = TempTrace("").path() + "-folder";
  fs::create_directories(folder);
  const std::string text = "local x\n\treturn x\r\n";
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(folder + "/" + name, std::ios::binary) << bytes;
  };
  const auto load = [&](const std::string& digest) {
    write("t.jsonl",
          R"({"e":"trace","v":1,"backend":"sim","script":"two.lua","digest":")" + digest + "\"}\n");
    return read_trace(folder + "/t.jsonl");
  };
  const std::string right = "sha256:" + coutil::sha256_hex(text);
  CHECK(read_source(load(right), "two.lua").trouble.find("is not here") != std::string::npos);
  write("two.lua", text);
  const SourceFile found = read_source(load(right), "two.lua");
  CHECK(found.trouble.empty());
  CHECK(found.lines == std::vector<std::string>{"local x", "    return x"});
  CHECK(read_source(load("sha256:00"), "two.lua").trouble.find("was changed") != std::string::npos);
  CHECK(read_source(load("sha256:00"), "two.lua").lines.size() == 2);
  // What is no regular file is not opened: a pipe would block for ever.
  fs::create_directories(folder + "/pipe.lua");
  CHECK(read_source(load(right), "pipe.lua").lines.empty());
  CHECK(read_source(load(right), "/dev/zero").lines.empty());
  fs::remove_all(folder);
}
