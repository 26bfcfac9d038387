// Traces of several hosts and programs, written by hand: who belongs to which program, what ends with a
// process or a host, what is said of messages, faults and hosts.
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/tracer/same_model.h"
#include "tests/tracer/temp_trace.h"
#include "tracer/lane_builder.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_check.h"
#include "tracer/trace_divergence.h"
#include "tracer/trace_loader.h"
#include "tracer/trace_summary.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::string_view kHosts = R"_({"e":"host","id":0,"name":"a","addresses":["10.0.0.1"]}
{"e":"host","id":1,"name":"b","addresses":["10.0.0.2"]}
{"e":"object","id":5,"kind":"socket","name":"udp (10.0.0.1:7)"}
{"e":"object","id":6,"kind":"socket","name":"udp (10.0.0.2:7)"}
{"e":"spawn","t":0,"co":0,"host":0,"by":-1,"name":"first.lua","pid":100}
{"e":"spawn","t":0,"co":1,"host":1,"by":-1,"name":"second.lua","pid":101}
{"e":"open","t":0,"co":0,"host":0,"on":5,"what":"datagram","address":""}
{"e":"open","t":0,"co":1,"host":1,"on":6,"what":"datagram","address":""}
)_";
constexpr uint64_t kHostLines = 8;

// Worker 2 is of the first program, worker 3 of the second; each waits to receive.
constexpr std::string_view kSpawn2 =
    R"({"e":"spawn","t":1,"co":2,"host":0,"by":0,"name":"w","at":1,"pid":100})";
constexpr std::string_view kRun2 = R"({"e":"run","t":1,"co":2,"host":0,"by":0})";
constexpr std::string_view kAwait2 =
    R"({"e":"await","t":1,"co":2,"host":0,"mode":"one","on":[5],"at":2,"op":"receive"})";
constexpr std::string_view kSpawn3 =
    R"({"e":"spawn","t":1,"co":3,"host":1,"by":1,"name":"w","at":1,"pid":101})";
constexpr std::string_view kRun3 = R"({"e":"run","t":1,"co":3,"host":1,"by":1})";
constexpr std::string_view kAwait3 =
    R"({"e":"await","t":1,"co":3,"host":1,"mode":"one","on":[6],"at":2,"op":"receive"})";
constexpr std::string_view kNote3 = R"({"e":"note","t":2,"co":3,"host":1,"text":"x","at":2})";
constexpr std::string_view kSend =
    R"({"e":"send","t":2,"co":0,"host":0,"on":5,"msg":1,"bytes":5,"to":"10.0.0.2:7"})";
constexpr std::string_view kDeliver =
    R"({"e":"deliver","t":3,"co":3,"host":1,"on":6,"msg":1,"bytes":5,"from":"10.0.0.1:7"})";
constexpr std::string_view kDrop = R"({"e":"drop","t":2,"msg":1,"bytes":5,"why":"loss"})";
constexpr std::string_view kExit100 = R"({"e":"process","t":4,"pid":100,"what":"exit","status":0})";
constexpr std::string_view kExit101 = R"({"e":"process","t":4,"pid":101,"what":"exit","status":3})";
constexpr std::string_view kKill101 = R"({"e":"process","t":4,"pid":101,"what":"signal","name":"kill"})";
constexpr std::string_view kCrashB = R"({"e":"fault","t":4,"what":"crash","host":1})";

TempTrace trace_of(const Lines& lines) {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions) + std::string(kHosts);
  for (const std::string_view line : lines) text += std::string(line) + "\n";
  return TempTrace(text);
}

// The only finding, as "LINE: sentence", with lines counted from the trace's own ones; "" for none.
std::string finding(const Lines& lines) {
  const TempTrace trace = trace_of(lines);
  const CheckReport report = check_trace(trace.load_with_defects());
  std::string all;
  for (const Defect& violation : report.violations)
    all += std::to_string(violation.line - kFirstLine - kHostLines + 1) + ": " + violation.sentence + "\n";
  return all;
}

}  // namespace

TEST_CASE("a process's first spawn is its main program, and others of it are its coroutines") {
  const TempTrace trace = trace_of({kSpawn2, kRun2, kAwait2, kSpawn3, kRun3});
  const TraceModel model = trace.load();
  REQUIRE(model.programs().size() == 2);
  CHECK(model.programs()[0].pid == 100);
  CHECK(model.programs()[0].main_coroutine == kMainCoroutine);
  CHECK(model.programs()[1].coroutines == std::vector<uint32_t>{1, 3});
  CHECK(model.is_main(1));
  CHECK_FALSE(model.is_main(3));
  CHECK(model.label(0) == "first.lua@a");
  CHECK(model.label(2) == "w@a");
  CHECK(model.label(3) == "w@b");
  const Lanes lanes(model);
  CHECK(lanes.state_after(1, 4) == State::kRunning);
  CHECK(lanes.state_after(3, model.event_count() - 1) == State::kRunning);
}

TEST_CASE("runs nest within a program, not between programs") {
  CHECK(finding({kSpawn2, kRun2, kSpawn3, kRun3, kAwait2, kAwait3}) == "");
  CHECK_THAT(finding({kSpawn2, kRun2, R"({"e":"note","t":1,"co":0,"host":0,"text":"x","at":3})"}),
             ContainsSubstring("3: first.lua@a has a \"note\" line while w@a runs inside it"));
}

TEST_CASE("with a process its coroutines end") {
  CHECK(finding({kSpawn3, kRun3, kAwait3, kKill101, kExit100,
                 R"({"e":"fin","t":4,"events":9,"waiting":0,"suspended":0,"errors":0})"}) == "");
  // Who still waits as its process exits is counted in the last line.
  CHECK(finding({kSpawn3, kRun3, kAwait3, kExit101, kExit100,
                 R"({"e":"fin","t":4,"events":9,"waiting":1,"suspended":0,"errors":0})"}) == "");
  CHECK_THAT(finding({kSpawn3, kRun3, kAwait3, kKill101,
                      R"({"e":"fin","t":4,"events":8,"waiting":1,"suspended":0,"errors":0})"}),
             ContainsSubstring("\"fin\" counts 1 waiting, and the trace has 0"));
  CHECK_THAT(finding({kSpawn3, kRun3, kKill101, R"({"e":"note","t":5,"co":3,"host":1,"text":"x","at":2})"}),
             ContainsSubstring("4: w@b has a \"note\" line, but it is over"));
  CHECK_THAT(finding({kKill101, kExit101}), ContainsSubstring("2: process 101 ends, but it ended already"));
}

TEST_CASE("with a host that crashes its processes end, and a new one may start there") {
  constexpr std::string_view again =
      R"({"e":"spawn","t":5,"co":7,"host":1,"by":-1,"name":"second.lua","pid":102})";
  constexpr std::string_view acts = R"({"e":"note","t":5,"co":7,"host":1,"text":"x","at":3})";
  constexpr std::string_view exits = R"({"e":"process","t":6,"pid":102,"what":"exit","status":0})";
  CHECK(finding({kSpawn3, kRun3, kAwait3, kCrashB, again, acts, exits}) == "");
  CHECK_THAT(finding({kSpawn3, kRun3, kCrashB, again, kExit101}), ContainsSubstring("time falls"));
  CHECK_THAT(finding({kCrashB, kExit101}), ContainsSubstring("2: process 101 ends, but it ended already"));
  const TempTrace trace = trace_of({kSpawn2, kRun2, kAwait2, kSpawn3, kRun3, kAwait3, kCrashB, again});
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  CHECK(lanes.lanes()[3].final_state == State::kKilled);
  CHECK(lanes.lanes()[1].final_state == State::kKilled);
  CHECK(lanes.lanes()[2].final_state == State::kWaiting);
  CHECK(lanes.lanes()[4].final_state == State::kRunning);
  CHECK(lanes.spans(3).back().end == model.event_count() - 2);
}

TEST_CASE("a process that ends, ends its lanes also while the trace is read") {
  const Lines begins = {kSpawn2, kRun2, kAwait2, kSpawn3, kRun3, kAwait3};
  for (const std::string_view end : {kExit101, kKill101, kCrashB, kExit100}) {
    Lines lines = begins;
    lines.push_back(end);
    const TempTrace trace = trace_of(lines);
    const TraceModel whole = trace.load();
    TraceLoader loader(trace.path(), {.scan = {.chunk_bytes = 1}});
    LaneBuilder lanes(loader.building());
    while (loader.read_chunk()) lanes.advance();
    lanes.advance();
    const TraceModel read = loader.snapshot();
    INFO(end);
    check_same(whole, read);
    check_same(Lanes(whole), Lanes(read, lanes, false));
    for (const Program& program : whole.programs()) {
      const auto of_it = static_cast<size_t>(&program - whole.programs().data());
      CHECK(program.coroutines == read.programs()[of_it].coroutines);
    }
  }
}

TEST_CASE("what comes or is lost was sent before") {
  CHECK(finding({kSpawn3, kRun3, kSend, kDrop, kDeliver}) == "");
  CHECK_THAT(finding({kSpawn3, kRun3, kDeliver}),
             ContainsSubstring("3: message 1 comes, but nobody sent it"));
  CHECK_THAT(finding({kDrop}), ContainsSubstring("1: message 1 is lost, but nobody sent it"));
  CHECK_THAT(finding({kSend, R"({"e":"drop","t":2,"msg":1,"bytes":6,"why":"loss"})"}),
             ContainsSubstring("2: message 1 is lost with 6 bytes, but 5 were sent at line"));
}

TEST_CASE("faults and losses read as sentences") {
  const TempTrace trace =
      trace_of({kSend, kDrop, kCrashB,
                R"({"e":"fault","t":4,"what":"partition","from":[0],"to":[1],"text":"one way"})",
                R"({"e":"fault","t":4,"what":"signal","host":0,"pid":100,"text":"interrupt"})"});
  const TraceModel model = trace.load();
  const uint32_t first = model.event_count() - 4;
  CHECK(model.describe(first) == "5 bytes are lost of message 1: loss");
  CHECK(model.describe(first + 1) == "crash of b");
  CHECK(model.describe(first + 2) == "partition between a and b: one way");
  CHECK(model.describe(first + 3) == "signal of a, process 100: interrupt");
}

TEST_CASE("a fault needs a host that is known") {
  CHECK_THAT(finding({R"({"e":"fault","t":4,"what":"crash","host":9})"}),
             ContainsSubstring("host 9 is used before it is defined"));
}

TEST_CASE("the summary counts by host, and says why messages were lost") {
  const TempTrace trace =
      trace_of({kSpawn2, kRun2, kAwait2, kSpawn3, kRun3, kNote3, kSend, kDrop, kDeliver, kCrashB, kExit100});
  const TraceModel model = trace.load();
  const auto json = nlohmann::json::parse(summary_json(Lanes(model)));
  CHECK(json["hosts"][0]["name"] == "a");
  CHECK(json["hosts"][0]["messages"]["sent"] == 1);
  CHECK(json["hosts"][0]["messages"]["lost"] == 1);
  CHECK(json["hosts"][1]["messages"]["received_bytes"] == 5);
  CHECK(json["hosts"][1]["crashes"] == 1);
  CHECK(json["messages"]["lost_by_why"]["loss"] == 1);
  CHECK(json["faults"]["crash"] == 1);
  CHECK(json["processes"][0]["status"] == 0);
  CHECK(json["processes"][1]["crash"] == true);
  CHECK(json["processes"][1]["host"] == "b");
  CHECK(json["sockets"]["left_open"].empty());
  const std::string text = summary_text(Lanes(model), 120, false);
  CHECK_THAT(text, ContainsSubstring("1 lost (loss 1)"));
  CHECK_THAT(text, ContainsSubstring("faults: crash 1"));
  CHECK_THAT(text, ContainsSubstring("second.lua@b"));
  CHECK_THAT(text, ContainsSubstring("crash of its host"));
}

TEST_CASE("who waits in a program that runs on was not left waiting") {
  constexpr std::string_view fin = R"({"e":"fin","t":4,"events":10,"waiting":1,"suspended":0,"errors":0})";
  const auto text_of = [&](std::string_view end) {
    const TempTrace trace = trace_of({kSpawn3, kRun3, kAwait3, end, fin});
    const TraceModel model = trace.load();
    return summary_text(Lanes(model), 120, false);
  };
  CHECK(text_of(kExit100).find("left waiting") == std::string::npos);
  CHECK_THAT(text_of(kExit101), ContainsSubstring("left waiting: w@b to receive on udp"));
}

TEST_CASE("lanes stand by hosts, with faults and losses above them") {
  const TempTrace trace = trace_of({kSpawn2, kRun2, kAwait2, kSpawn3, kRun3, kSend, kDrop, kCrashB});
  const TraceModel model = trace.load();
  TextOptions options;
  options.ascii = true;
  options.axis = Axis::kOrder;
  const std::string text = draw_text_lanes(Lanes(model), options);
  const size_t a = text.find("\na (10.0.0.1)\n"), b = text.find("\nb (10.0.0.2)\n");
  REQUIRE(a != std::string::npos);
  REQUIRE(b != std::string::npos);
  const size_t first = text.find("\nfirst.lua "), second = text.find("\nsecond.lua "),
               worker = text.find("\nw ");
  CHECK((a < first && first < worker && worker < b && b < second));
  CHECK_THAT(text, ContainsSubstring("% message lost"));
  CHECK_THAT(text, ContainsSubstring("F fault"));
  CHECK_THAT(text, ContainsSubstring("k killed"));
}

TEST_CASE("where traces part, hosts have their names") {
  const TempTrace one = trace_of({kSpawn3, kRun3, kNote3}), other = trace_of({kSpawn3, kRun3, kCrashB});
  const Divergence divergence = find_divergence(one.path(), other.path());
  REQUIRE(divergence.found);
  CHECK_THAT(divergence.first.what, ContainsSubstring("w (coroutine 3) on b notes \"x\""));
  CHECK_THAT(divergence.second.what, ContainsSubstring("the fault crash takes effect on b"));
}
