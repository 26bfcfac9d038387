// The search: what it finds in tables and texts, in which order one goes through it, and that slices add up.
#include "tracer/search.h"
#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"

using namespace coutil::tracer;

namespace {

struct Searched {
  TraceModel model;
  Lanes lanes;
  RowIndex rows;
  explicit Searched(const std::string& lines)
      : model(read_trace(
            TempTrace(std::string(kHeaderLine) + "\n" + std::string(kDefinitions) + lines).path())),
        lanes(model),
        rows(model) {}
};

const std::string kLines = R"({"e":"spawn","t":0,"co":1,"by":0,"name":"Reader","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"note","t":1,"co":1,"text":"a \"ready\" note","at":2}
{"e":"print","t":1,"co":1,"text":"grüße: READY\n"}
{"e":"await","t":2,"co":1,"mode":"one","on":[1],"at":2}
{"e":"emit","t":3,"co":0,"how":"one","on":1,"waiters":1,"at":3}
{"e":"wake","t":3,"co":1,"by":0,"on":1}
{"e":"run","t":3,"co":1,"by":0}
{"e":"end","t":3,"co":1,"error":"not ready yet","traceback":"stack"}
)";

std::vector<Found> kinds_of(const Search& search) {
  std::vector<Found> kinds;
  for (const SearchResult& result : search.results()) kinds.push_back(result.what);
  return kinds;
}

}  // namespace

TEST_CASE("a search finds names, lines, kinds and texts, in both cases of letters", "[search]") {
  const Searched trace(kLines);
  Search search;
  search.ask(trace.lanes, "ready");
  while (search.go_on(trace.lanes, 1)) {
  }
  CHECK(kinds_of(search) == std::vector{Found::kObject, Found::kNote, Found::kPrint, Found::kError});
  search.ask(trace.lanes, "READER");
  CHECK(kinds_of(search) == std::vector{Found::kCoroutine});
  search.ask(trace.lanes, "two.lua:5");
  CHECK(kinds_of(search) == std::vector{Found::kLine});
  search.ask(trace.lanes, "awai");
  CHECK(kinds_of(search) == std::vector{Found::kKind});
  search.ask(trace.lanes, "\"ready\"");
  while (search.go_on(trace.lanes, 100)) {
  }
  CHECK(kinds_of(search) == std::vector{Found::kNote});
  search.ask(trace.lanes, "grüße");
  while (search.go_on(trace.lanes, 100)) {
  }
  CHECK(kinds_of(search) == std::vector{Found::kPrint});
  search.ask(trace.lanes, "");
  CHECK_FALSE(search.go_on(trace.lanes, 100));
  CHECK(search.results().empty());
}

TEST_CASE("the next result comes after the last one, around the end and back", "[search]") {
  const Searched trace(kLines);
  Search search;
  search.ask(trace.lanes, "ready");
  while (search.go_on(trace.lanes, 100)) {
  }
  std::vector<uint32_t> rows;
  uint32_t row = kNone;
  for (int i = 0; i < 5; i++) rows.push_back(row = search.next_row(trace.lanes, trace.rows, row, true));
  CHECK(rows == std::vector<uint32_t>{4, 2, 3, 8, 4});
  CHECK(search.next_row(trace.lanes, trace.rows, row, false) == 8);
  // A kind has many rows: one after the other, then around.
  search.ask(trace.lanes, "run");
  rows.clear();
  row = kNone;
  for (int i = 0; i < 3; i++) rows.push_back(row = search.next_row(trace.lanes, trace.rows, row, true));
  CHECK(rows == std::vector<uint32_t>{1, 7, 1});
  CHECK(search.next_row(trace.lanes, trace.rows, 1, false) == 7);
  search.ask(trace.lanes, "no such thing");
  CHECK(search.next_row(trace.lanes, trace.rows, 1, true) == kNone);
}

TEST_CASE("a search lists so many of a kind and says that there are more", "[search]") {
  std::string lines;
  for (int i = 0; i < 300; i++) {
    lines += R"({"e":"note","t":1,"co":0,"text":"again","at":2})"
             "\n";
  }
  const Searched trace(lines);
  Search search;
  search.ask(trace.lanes, "again");
  int slices = 0;
  while (search.go_on(trace.lanes, 7)) slices++;
  CHECK(slices == 300 / 7);
  CHECK(search.results().size() == kMostResultsOfAKind);
  CHECK(search.has_more());
}
