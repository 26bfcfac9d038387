// The reader: every row as the file says it, what may be skipped, and one clear line for what is no trace.
#include <fmt/format.h>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/lane.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string why_not(const std::string& path) {
  try {
    read_trace(path);
  } catch (const TraceError& error) {
    return error.what();
  }
  return "";
}

std::string why_not(const TempTrace& trace) { return why_not(trace.path()); }

std::string lines(std::initializer_list<std::string_view> all) {
  std::string text;
  for (const std::string_view line : all) text += std::string(line) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a trace is read into rows and tables") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1})",
                         R"({"e":"run","t":5,"co":1,"by":0})",
                         R"({"e":"await","t":5,"co":1,"mode":"any","on":[1,2],"at":2})",
                         R"({"e":"emit","t":7,"co":0,"how":"all","on":2,"waiters":1,"at":3,"stored":true})",
                         R"({"e":"wake","t":7,"co":1,"by":0,"on":2})", R"({"e":"run","t":7,"co":1,"by":0})",
                         R"({"e":"end","t":9,"co":1,"error":"no \"luck\"","traceback":"x"})",
                         R"({"e":"fin","t":9,"events":7,"waiting":0,"suspended":0,"errors":1})"});
  const TraceModel model = trace.load();
  REQUIRE(model.event_count() == 7);
  CHECK(model.header().script == "two.lua");
  CHECK(model.header().seed == "7");
  CHECK(model.header().scenario.empty());
  REQUIRE(model.coroutines().size() == 2);
  CHECK(model.label(1) == "waiter");
  CHECK(model.label(0) == "main");
  CHECK(model.kind(2) == Kind::kAwait);
  CHECK(model.mode(2) == Mode::kAny);
  REQUIRE(model.object_list(2).size() == 2);
  CHECK(model.object_label(model.object_list(2)[1]) == "done");
  CHECK(model.place_label(model.place(2)) == "two.lua:5");
  CHECK(model.place_label(model.place(0)) == "two.lua:4");
  CHECK(model.waiters(3) == 1);
  CHECK(model.stored(3));
  CHECK(model.by(4) == 0);
  CHECK(model.time_ns(6) == 9);
  CHECK(model.failed(6));
  CHECK(model.text(6, "error") == "no \"luck\"");
  CHECK(model.line_number(6) == kFirstLine + 6);
  CHECK(model.line_text(4) == R"({"e":"wake","t":7,"co":1,"by":0,"on":2})");
  CHECK(model.distinct_instants() == 4);
  CHECK(model.first_after(7) == 6);
  CHECK(model.first_at_or_after(7) == 3);
  REQUIRE(model.fin().has_value());
  CHECK(model.fin()->errors == 1);
  CHECK_FALSE(model.cut_short());
  CHECK(model.describe(2) == "waiter awaits any of ready, done at two.lua:5");
}

TEST_CASE("every row finds its line again, whatever stands between") {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  text += R"({"e":"spawn","t":0,"co":1,"by":0,"name":"w","at":1})"
          "\n";
  for (int i = 0; i < 200; i++) {
    if (i % 7 == 0)
      text += fmt::format(R"({{"e":"place","id":{},"file":"x.lua","line":{},"func":"f"}})", 10 + i, i) + "\n";
    if (i % 11 == 0) text += "\n";
    if (i % 13 == 0)
      text += R"({"e":"weather","sun":true})"
              "\n";
    text += fmt::format(R"({{"e":"note","t":{},"co":0,"text":"note {}","at":1}})", i, i) + "\n";
  }
  const TempTrace trace(text);
  const TraceModel model = trace.load();
  REQUIRE(model.event_count() == 201);
  CHECK(model.unknown_lines() == 16);
  for (uint32_t e = 1; e < model.event_count(); e++) {
    CHECK(model.text(e, "text") == fmt::format("note {}", e - 1));
    const std::string_view before = std::string_view(text).substr(0, text.find(model.line_text(e)));
    CHECK(model.line_number(e) == static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1);
  }
}

TEST_CASE("unknown keys and kinds are skipped, and rows of unknown kinds with a time count") {
  const TempTrace trace({R"({"e":"weather","t":1,"co":77,"on":"x"})", R"({"e":"weather","sun":[1,{"a":2}]})",
                         R"({"e":"note","t":2,"co":0,"new":{"x":[1]},"text":"hi","at":1})"});
  const TraceModel model = trace.load();
  CHECK(model.event_count() == 2);
  CHECK(model.kind(0) == Kind::kOther);
  CHECK(model.coroutine(0) == kNone);
  CHECK(model.unknown_lines() == 2);
  CHECK(model.text(1, "text") == "hi");
}

TEST_CASE("a trace that was cut off anywhere behind its first line can be read") {
  const GeneratedTrace made = generate_trace({.seed = 3, .events = 60});
  const size_t head = made.text.find('\n') + 1;
  for (size_t size = head; size < made.text.size() - 1; size++) {
    const TempTrace trace(made.text.substr(0, size) + std::string(size % 3 * 100, '\0'));
    const TraceModel model = trace.load();
    CHECK(model.cut_short());
  }
  CHECK_FALSE(TempTrace(made.text).load().cut_short());
  CHECK_FALSE(TempTrace(made.text.substr(0, made.text.size() - 1)).load().cut_short());
}

TEST_CASE("what is no trace is told in one clear line") {
  CHECK_THAT(why_not("/nowhere/at/all.jsonl"), ContainsSubstring("no such file"));
  CHECK_THAT(why_not("/tmp"), ContainsSubstring("is a directory"));
  CHECK_THAT(why_not("/dev/null"), ContainsSubstring("no regular file"));
  CHECK_THAT(why_not(TempTrace("")), ContainsSubstring("is empty"));
  CHECK_THAT(why_not(TempTrace(std::string(5000, '\0'))), ContainsSubstring("nothing but NUL bytes"));
  CHECK_THAT(why_not(TempTrace(std::string("\x7f"
                                           "ELF\1\2\0\0\n\0\1",
                                           10))),
             ContainsSubstring("binary"));
  CHECK_THAT(why_not(TempTrace("print 'hello'\n")), ContainsSubstring("its first line should be"));
  CHECK_THAT(why_not(TempTrace("{\"e\":\"run\",\"t\":1,\"co\":0,\"by\":0}\n")),
             ContainsSubstring("its first line should be"));
  CHECK_THAT(why_not(TempTrace("{\"e\":\"trace\",\"v\":2}\n")),
             ContainsSubstring(":1: a trace of version 2; this build reads version 1"));
  CHECK_THAT(why_not(TempTrace({"{\"e\":\"note\",\"t\":1,", "{\"e\":\"note\",\"t\":1,\"co\":0}"})),
             ContainsSubstring(fmt::format(":{}: ", kFirstLine)));
  CHECK_THAT(why_not(TempTrace({"{\"e\":\"run\",\"t\":1,\"co\":9,\"by\":0}"})),
             ContainsSubstring("coroutine 9 is used before"));
  CHECK_THAT(why_not(TempTrace({R"({"e":"note","t":1,"co":0,"text":"","at":9})"})),
             ContainsSubstring("place 9 is used before"));
  CHECK_THAT(why_not(TempTrace({R"({"e":"take","t":1,"co":0,"on":9,"at":1})"})),
             ContainsSubstring("object 9 is used before"));
  CHECK_THAT(why_not(TempTrace({R"({"e":"wake","t":1,"co":0,"by":-1})"})),
             ContainsSubstring("a \"wake\" line needs \"on\""));
  CHECK_THAT(why_not(TempTrace(lines({kHeaderLine, kHeaderLine}))),
             ContainsSubstring("two traces in one file"));
  CHECK_THAT(why_not(TempTrace(lines({kHeaderLine, std::string_view("{\"e\"\0\0:1}", 9), "{}"}))),
             ContainsSubstring("NUL bytes in the middle"));
}

TEST_CASE("several hosts, with main programs of their own") {
  const TempTrace trace({R"({"e":"host","id":1,"name":"server","addresses":["10.0.0.1"],"co":0})",
                         R"({"e":"host","id":2,"name":"client","addresses":["10.0.0.2"],"co":5})",
                         R"({"e":"spawn","t":0,"co":6,"by":5,"host":2,"name":"c","at":1})",
                         R"({"e":"run","t":0,"co":6,"by":5,"host":2})"});
  const TraceModel model = trace.load();
  REQUIRE(model.hosts().size() == 2);
  CHECK(model.hosts()[1].name == "client");
  CHECK(model.hosts()[1].addresses == R"(["10.0.0.2"])");
  const uint32_t client = model.hosts()[1].main_coroutine;
  CHECK(model.coroutines()[client].id == 5);
  CHECK(model.coroutines()[model.coroutine(0)].host == 1);
  CHECK(model.by(1) == client);
  const Lanes lanes(model);
  CHECK(lanes.state_after(client, 0) == State::kRunning);
}

TEST_CASE("a coroutine that is named later has its last name") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"f","at":1})",
                         R"({"e":"name","co":1,"name":"ann"})", R"({"e":"name","co":0,"name":"boss"})"});
  const TraceModel model = trace.load();
  CHECK(model.label(1) == "ann");
  CHECK(model.label(0) == "boss");
  CHECK(model.event_count() == 1);
  CHECK(model.unknown_lines() == 0);
}

TEST_CASE("names can't smuggle escape sequences into a terminal") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"a\u001b[2Jb","at":1})",
                         R"({"e":"note","t":0,"co":0,"text":"\u001b[31mred","at":1})"});
  const TraceModel model = trace.load();
  CHECK(model.label(1) == "a?[2Jb");
  CHECK(model.describe(1).find('\x1b') == std::string::npos);
}

TEST_CASE("memory stays within 40 bytes an event, lanes included") {
  const GeneratedTrace made = generate_trace({.seed = 11, .events = 200000, .coroutines = 50});
  const TempTrace trace(made.text);
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  const double bytes = static_cast<double>(model.memory_bytes() + lanes.memory_bytes()) / model.event_count();
  INFO(model.memory_bytes() << " and " << lanes.memory_bytes());
  CHECK(bytes <= 48);  // of 40, the tables of thousands of short coroutines aside
}
