// The table: read back by a parser of the test's own, it says what the model says.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/csv_export.h"
#include "tracer/usage_error.h"

using namespace coutil::tracer;

namespace {

using Row = std::vector<std::string>;

// As RFC 4180 has it: quotes around cells, doubled inside.
std::vector<Row> parse_csv(const std::string& text) {
  std::vector<Row> rows{{""}};
  bool in_quotes = false;
  for (size_t i = 0; i < text.size(); i++) {
    std::string& cell = rows.back().back();
    const char byte = text[i];
    if (in_quotes && byte == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (byte == '"') {
      in_quotes = !in_quotes;
    } else if (!in_quotes && byte == ',') {
      rows.back().emplace_back();
    } else if (!in_quotes && byte == '\n') {
      rows.push_back({""});
    } else {
      cell += byte;
    }
  }
  REQUIRE_FALSE(in_quotes);
  REQUIRE(rows.back() == Row{""});
  rows.pop_back();
  return rows;
}

std::vector<Row> exported(const TempTrace& trace, const TraceModel& model,
                          const std::string& lanes_words = "") {
  const TempTrace target("");
  const Lanes lanes(model);
  ExportOutput out(target.path(), trace.path());
  export_csv(lanes, select_export(lanes, "", "", lanes_words), out);
  out.finish();
  std::ostringstream text;
  text << std::ifstream(target.path(), std::ios::binary).rdbuf();
  return parse_csv(text.str());
}

std::string objects_of(const TraceModel& model, uint32_t row) {
  std::string text;
  for (const uint32_t object : model.object_list(row)) {
    text += (text.empty() ? "" : "; ") + model.object_label(object);
  }
  return text;
}

}  // namespace

TEST_CASE("a table read back equals the model", "[csv]") {
  for (uint64_t seed = 1; seed <= 20; seed++) {
    const TempTrace trace(generate_trace({.seed = seed, .events = 400}).text);
    const TraceModel model = trace.load();
    const std::vector<Row> rows = exported(trace, model);
    REQUIRE(rows.size() == model.event_count() + size_t{1});
    const Row head = rows.front();
    const auto column = [&](const char* name) {
      return static_cast<size_t>(std::find(head.begin(), head.end(), name) - head.begin());
    };
    for (uint32_t row = 0; row < model.event_count(); row++) {
      const Row& cells = rows[row + size_t{1}];
      REQUIRE(cells.size() == head.size());
      const auto is = [&](const char* name, const std::string& value) {
        INFO(name << " of event " << row << " of seed " << seed);
        CHECK(cells[column(name)] == value);
      };
      const uint32_t who = model.coroutine(row), by = model.by(row);
      is("event", std::to_string(row));
      is("line", std::to_string(model.line_number(row)));
      is("t_ns", std::to_string(model.time_ns(row)));
      is("kind", std::string(kind_name(model.kind(row))));
      is("co", who == kNone ? "" : std::to_string(model.coroutines()[who].id));
      is("coroutine", who == kNone ? "" : model.label(who));
      is("by", by == kNone ? "" : model.label(by));
      is("objects", objects_of(model, row));
      is("place", model.place_label(model.place(row)));
      if (model.kind(row) == Kind::kEmit) {
        is("waiters", std::to_string(model.waiters(row)));
        is("stored", model.stored(row) ? "true" : "false");
        is("mode", std::string(mode_name(model.mode(row))));
      }
      if (model.kind(row) == Kind::kNote || model.kind(row) == Kind::kPrint)
        is("text", model.text(row, "text"));
    }
  }
}

TEST_CASE("commas, quotes and line ends stay in their cells", "[csv]") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"a, \"b\"","at":1})",
                         R"({"e":"run","t":0,"co":1,"by":0})",
                         R"({"e":"print","t":1,"co":1,"text":"one\ntwo, \"three\"\r\n"})"});
  const TraceModel model = trace.load();
  const std::vector<Row> rows = exported(trace, model);
  REQUIRE(rows.size() == 4);
  CHECK(rows[1][6] == "a, \"b\"");
  CHECK(rows[3].back() == "one\ntwo, \"three\"\r\n");
}

TEST_CASE("lanes are chosen by number and by name", "[csv]") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"eater 1","at":1})",
                         R"({"e":"spawn","t":0,"co":2,"by":0,"name":"eater 2","at":1})",
                         R"({"e":"spawn","t":0,"co":3,"by":0,"name":"cook","at":1})",
                         R"({"e":"run","t":0,"co":3,"by":0})", R"({"e":"run","t":0,"co":2,"by":0})",
                         R"({"e":"run","t":0,"co":2,"by":0})"});
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  CHECK(choose_lanes(lanes, "eater*") == std::vector<uint32_t>{1, 2});
  CHECK(choose_lanes(lanes, "oo") == std::vector<uint32_t>{3});
  CHECK(choose_lanes(lanes, "main,*2") == std::vector<uint32_t>{0, 2});
  CHECK(choose_lanes(lanes, "?ook") == std::vector<uint32_t>{3});
  CHECK(choose_lanes(lanes, "1") == std::vector<uint32_t>{2});
  CHECK(choose_lanes(lanes, "99").size() == 4);
  CHECK_THROWS_AS(choose_lanes(lanes, "0"), UsageError);
  CHECK_THROWS_AS(choose_lanes(lanes, "waiter"), UsageError);
  CHECK_THROWS_AS(choose_lanes(lanes, "*z*"), UsageError);
  CHECK(exported(trace, model, "cook").size() == 3);
}

TEST_CASE("an export never overwrites its trace, and leaves nothing half done", "[csv]") {
  const TempTrace trace({R"({"e":"run","t":0,"co":0,"by":-1})"});
  CHECK_THROWS_AS(ExportOutput(trace.path(), trace.path()), ExportError);
  CHECK_THROWS_AS(ExportOutput("/nowhere/at/all", trace.path()), ExportError);
  CHECK_NOTHROW(trace.load());
  const std::string path = trace.path() + ".csv";
  {
    ExportOutput out(path, trace.path());
    out.write("half");
  }
  CHECK_FALSE(std::filesystem::exists(path));
  ExportOutput full("/dev/full", trace.path());
  full.write("something");
  CHECK_THROWS_WITH(full.finish(),
                    Catch::Matchers::ContainsSubstring("can't write /dev/full: No space left"));
}
