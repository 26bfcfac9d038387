// The world outside in a trace: what the check says of broken lines, what summary, text and sentences tell of
// sound ones.
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_check.h"
#include "tracer/trace_error.h"
#include "tracer/trace_summary.h"
#include "tracer/world_summary.h"

using namespace coutil::tracer;
using Catch::Matchers::ContainsSubstring;

namespace {

using Lines = std::initializer_list<std::string_view>;

constexpr std::string_view kObjects = R"_({"e":"object","id":5,"kind":"socket","name":"tcp (unbound)"}
{"e":"object","id":6,"kind":"socket","name":"udp (127.0.0.1:53)"}
{"e":"object","id":7,"kind":"process","name":"/bin/sh"}
{"e":"object","id":8,"kind":"signal","name":"interrupt"}
{"e":"object","id":5,"kind":"socket","name":"tcp (127.0.0.1:4000)"})_";
constexpr uint64_t kObjectLines = 5;

constexpr std::string_view kOpenTcp = R"({"e":"open","t":1,"co":0,"on":5,"what":"listen","address":""})";
constexpr std::string_view kCloseTcp = R"({"e":"close","t":1,"co":0,"on":5,"what":"listen","address":""})";
constexpr std::string_view kOpenUdp = R"({"e":"open","t":1,"co":0,"on":6,"what":"datagram","address":""})";
constexpr std::string_view kCloseUdp = R"({"e":"close","t":1,"co":0,"on":6,"what":"datagram","address":""})";
constexpr std::string_view kSend =
    R"({"e":"send","t":1,"co":0,"on":6,"msg":1,"bytes":5,"to":"127.0.0.1:99"})";
constexpr std::string_view kDeliver =
    R"({"e":"deliver","t":1,"co":0,"on":6,"msg":2,"bytes":64,"from":"127.0.0.1:99"})";
constexpr std::string_view kSpawn = R"({"e":"spawn","t":1,"co":1,"by":0,"name":"w","at":1})";
constexpr std::string_view kRun = R"({"e":"run","t":1,"co":1,"by":0})";
constexpr std::string_view kReceive =
    R"({"e":"await","t":1,"co":1,"mode":"one","on":[6],"at":2,"op":"receive"})";
constexpr std::string_view kStart = R"({"e":"process","t":1,"pid":17,"what":"start","name":"/bin/sh"})";
constexpr std::string_view kExit = R"({"e":"process","t":9,"pid":17,"what":"exit","status":3})";

std::string text_of(std::string_view header, Lines lines) {
  std::string text = std::string(header) + "\n" + std::string(kDefinitions) + std::string(kObjects) + "\n";
  for (const std::string_view line : lines) text += std::string(line) + "\n";
  return text;
}

TempTrace trace_of(Lines lines) { return TempTrace(text_of(kHeaderLine, lines)); }

// The only finding, as "LINE: sentence", with lines counted from the trace's own ones.
std::string only(Lines lines) {
  const TempTrace trace = trace_of(lines);
  const CheckReport report = check_trace(trace.load_with_defects());
  std::string all;
  for (const Defect& violation : report.violations) {
    all += std::to_string(violation.line - kFirstLine - kObjectLines + 1) + ": " + violation.sentence + "\n";
  }
  INFO(all);
  CHECK(report.count == 1);
  return all;
}

bool holds(Lines lines) {
  const TempTrace trace = trace_of(lines);
  const CheckReport report = check_trace(trace.load_with_defects());
  for (const Defect& violation : report.violations) UNSCOPED_INFO(violation.sentence);
  return report.count == 0;
}

// What the model says of the last of these lines.
std::string last_described(Lines lines) {
  const TempTrace trace = trace_of(lines);
  const TraceModel model = trace.load();
  return model.describe(model.event_count() - 1);
}

// A wait for each thing of the world outside, with what ends it.
TempTrace busy_trace() {
  return trace_of({kOpenTcp,
                   kOpenUdp,
                   kSpawn,
                   kRun,
                   kReceive,
                   kStart,
                   kDeliver,
                   R"({"e":"deliver","t":2001,"co":1,"on":6,"msg":3,"bytes":1200,"from":"127.0.0.1:99"})",
                   R"({"e":"wake","t":2001,"co":1,"by":-1,"on":6})",
                   R"({"e":"run","t":2001,"co":1,"by":-1})",
                   R"({"e":"send","t":2001,"co":1,"on":6,"msg":4,"bytes":7,"to":"127.0.0.1:99"})",
                   R"({"e":"await","t":2001,"co":1,"mode":"one","on":[8],"at":2,"op":"signal"})",
                   R"({"e":"signal","t":3001,"name":"interrupt"})",
                   R"({"e":"wake","t":3001,"co":1,"by":-1,"on":8})",
                   R"({"e":"run","t":3001,"co":1,"by":-1})",
                   R"({"e":"end","t":3001,"co":1})",
                   R"({"e":"signal","t":3001,"name":"interrupt"})",
                   R"({"e":"close","t":3001,"co":0,"on":6,"what":"datagram","address":""})",
                   R"({"e":"process","t":9001,"pid":17,"what":"exit","status":3})",
                   R"({"e":"process","t":9001,"pid":18,"what":"start","name":"/bin/true"})"});
}

}  // namespace

TEST_CASE("a socket carries messages between its opening and its closing") {
  CHECK(holds({kOpenUdp, kSend, kDeliver, kCloseUdp}));
  CHECK_THAT(only({kSend}),
             ContainsSubstring("1: message 1 is sent on udp (127.0.0.1:53), but it was never opened"));
  CHECK_THAT(
      only({kOpenUdp, kCloseUdp, kDeliver}),
      ContainsSubstring("3: message 2 is received on udp (127.0.0.1:53), but it was closed at line 15"));
  CHECK_THAT(only({kOpenTcp, kOpenTcp}),
             ContainsSubstring("2: tcp (127.0.0.1:4000) is opened a second time, first at line 14"));
  CHECK_THAT(only({kOpenTcp, kCloseTcp, kCloseTcp}),
             ContainsSubstring("3: tcp (127.0.0.1:4000) is closed, but it was closed"));
  CHECK_THAT(only({kCloseTcp}),
             ContainsSubstring("1: tcp (127.0.0.1:4000) is closed, but it was never opened"));
  CHECK_THAT(only({kSpawn, kRun, kReceive}),
             ContainsSubstring("3: w waits to receive on udp (127.0.0.1:53), but it was never opened"));
}

TEST_CASE("what was under way when a socket was closed still ends") {
  constexpr std::string_view deliver1 = R"({"e":"deliver","t":1,"co":1,"on":6,"msg":2,"bytes":64})";
  constexpr std::string_view wake = R"({"e":"wake","t":1,"co":1,"by":-1,"on":6})";
  CHECK(holds({kOpenUdp, kSpawn, kRun, kReceive, kCloseUdp, deliver1, wake, kRun}));
  // Who uses a closed socket waits for a turn, and no message ends that.
  CHECK(holds({kOpenUdp, kCloseUdp, kSpawn, kRun, kReceive, wake, kRun}));
  CHECK_THAT(only({kOpenUdp, kCloseUdp, kSpawn, kRun, kReceive, deliver1}),
             ContainsSubstring("6: message 2 is received"));
}

TEST_CASE("messages are sent once, before they come, and have no less than 0 bytes") {
  constexpr std::string_view come1 = R"({"e":"deliver","t":1,"co":0,"on":6,"msg":1,"bytes":5})";
  CHECK(holds({kOpenUdp, kSend, come1, come1}));
  CHECK_THAT(only({kOpenUdp, kSend, kSend}),
             ContainsSubstring("3: message 1 is sent a second time, first at line 15"));
  CHECK_THAT(only({kOpenUdp, come1, kSend}),
             ContainsSubstring("3: message 1 is sent, but it came at line 15"));
  CHECK_THAT(only({kOpenUdp, R"({"e":"send","t":1,"co":0,"on":6,"msg":1,"bytes":-5})"}),
             ContainsSubstring("2: message 1 has -5 bytes"));
}

TEST_CASE("a process ends once, after its start") {
  CHECK(holds({kStart, kExit, R"({"e":"process","t":9,"pid":17,"what":"start","name":"/bin/sh"})", kExit}));
  CHECK_THAT(only({kExit}), ContainsSubstring("1: process 17 ends, but it never started"));
  CHECK_THAT(only({kStart, kExit, R"({"e":"process","t":9,"pid":17,"what":"signal","name":"kill"})"}),
             ContainsSubstring("3: process 17 ends, but it ended already at line 15"));
}

TEST_CASE("lines of the world lack nothing, and their objects are defined") {
  CHECK_THAT(only({R"({"e":"send","t":1,"co":0,"on":6,"bytes":5})"}),
             ContainsSubstring("a \"send\" line needs \"msg\""));
  CHECK_THAT(only({R"({"e":"process","t":1,"what":"exit"})"}),
             ContainsSubstring("a \"process\" line needs \"pid\""));
  CHECK_THAT(only({R"({"e":"signal","t":1})"}), ContainsSubstring("a \"signal\" line needs \"name\""));
  CHECK_THAT(only({R"({"e":"open","t":1,"co":0,"on":99,"what":"stream"})"}),
             ContainsSubstring("object 99 is used before it is defined"));
  CHECK_THROWS_AS(trace_of({R"({"e":"deliver","t":1,"co":0,"on":6,"msg":5})"}).load(), TraceError);
}

TEST_CASE("of a trace that begins in the middle, what is not known is not judged") {
  constexpr std::string_view head = R"({"e":"trace","v":1,"script":"x.lua","from":"middle"})";
  const auto count = [&](Lines lines) {
    return check_trace(TempTrace(text_of(head, lines)).load_with_defects()).count;
  };
  CHECK(count({kSend, kDeliver, kCloseUdp, kExit}) == 0);
  CHECK(count({kSpawn, kReceive, kSend}) == 0);
  CHECK(count({kCloseUdp, kDeliver}) == 1);
  CHECK(count({kExit, kExit}) == 1);
}

TEST_CASE("rows tell what happened in a sentence") {
  CHECK(last_described({kOpenTcp}) == "main opens a listen socket, tcp (127.0.0.1:4000)");
  CHECK(last_described({R"({"e":"open","t":1,"co":0,"on":5,"what":"stream","address":"10.0.0.1:7"})"}) ==
        "main accepts a connection from 10.0.0.1:7, tcp (127.0.0.1:4000)");
  CHECK(last_described({R"({"e":"close","t":1,"co":-1,"on":6,"what":"datagram","address":""})"}) ==
        "the collector closes udp (127.0.0.1:53)");
  CHECK(last_described({kSend}) == "main sends 5 bytes to 127.0.0.1:99 on udp (127.0.0.1:53)");
  CHECK(last_described({kDeliver}) == "main receives 64 bytes from 127.0.0.1:99 on udp (127.0.0.1:53)");
  CHECK(last_described({R"({"e":"deliver","t":1,"co":0,"on":5,"msg":2,"bytes":1})"}) ==
        "main receives 1 byte on tcp (127.0.0.1:4000)");
  CHECK(last_described({R"({"e":"signal","t":1,"name":"user1"})"}) == "signal user1 comes");
  CHECK(last_described({kStart}) == "process 17 (/bin/sh) starts");
  CHECK(last_described({kStart, kExit}) == "process 17 (/bin/sh) exits with status 3");
  CHECK(last_described({kStart, R"({"e":"process","t":9,"pid":17,"what":"signal","name":"kill"})"}) ==
        "process 17 (/bin/sh) is ended by signal kill");
  CHECK(last_described({kExit}) == "process 17 exits with status 3");
}

TEST_CASE("a wait says what it does with the world outside") {
  const auto clause = [](std::string_view operation, int object) {
    const std::string line = R"({"e":"await","t":1,"co":1,"mode":"one","on":[)" + std::to_string(object) +
                             R"(],"at":2,"op":")" + std::string(operation) + "\"}";
    const TempTrace trace = trace_of({kSpawn, kRun, line});
    const TraceModel model = trace.load();
    CHECK(model.wait_clause(2).ends_with(" " + model.wait_label(2)));
    return model.wait_clause(2);
  };
  CHECK(clause("receive", 6) == "to receive on udp (127.0.0.1:53)");
  CHECK(clause("send", 6) == "to send on udp (127.0.0.1:53)");
  CHECK(clause("accept", 5) == "for a connection at tcp (127.0.0.1:4000)");
  CHECK(clause("connect", 5) == "to connect tcp (127.0.0.1:4000)");
  CHECK(clause("shutdown", 5) == "to shut down tcp (127.0.0.1:4000)");
  CHECK(clause("process", 7) == "for process /bin/sh");
  CHECK(clause("signal", 8) == "for signal interrupt");
  CHECK(clause("dance", 8) == "for interrupt");
  CHECK(last_described({kSpawn, kRun, kReceive}) == "w waits to receive on udp (127.0.0.1:53) at two.lua:5");
}

TEST_CASE("numbers beyond 31 bits are kept") {
  const TempTrace trace =
      trace_of({kOpenUdp, R"({"e":"send","t":1,"co":0,"on":6,"msg":9000000000000000000,"bytes":5000000000})",
                R"({"e":"process","t":1,"pid":-2147483649,"what":"start","name":"x"})"});
  const TraceModel model = trace.load();
  CHECK(model.message(1) == 9000000000000000000);
  CHECK(model.bytes(1) == 5000000000);
  CHECK(model.process_id(2) == -2147483649);
  CHECK(model.message(0) == -1);
  CHECK(model.bytes(0) == 0);
  CHECK(model.what(0) == What::kDatagram);
  CHECK(model.place(1) == kNone);
}

TEST_CASE("the summary counts the world outside") {
  const TempTrace trace = busy_trace();
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  const std::string text = summary_text(lanes, 120, false);
  INFO(text);
  CHECK_THAT(text,
             ContainsSubstring(
                 "2 sockets opened (1 listen, 1 datagram), 1 closed, 1 left open: tcp (127.0.0.1:4000)"));
  CHECK_THAT(text, ContainsSubstring("1 message sent (7 bytes), 2 received (1,264 bytes)"));
  CHECK_THAT(text, ContainsSubstring("signals: interrupt (2 times)"));
  CHECK_THAT(text, ContainsSubstring(
                       "receive       1    2 us     2 us  w to receive on udp (127.0.0.1:53) (two.lua:5)"));
  CHECK_THAT(text, ContainsSubstring("exit 3"));
  CHECK_THAT(text, ContainsSubstring("still ran at the end"));
  CHECK_THAT(text, ContainsSubstring("2 us to receive on udp"));
  const auto json = nlohmann::json::parse(summary_json(lanes));
  CHECK(json["sockets"]["opened"] == 2);
  CHECK(json["sockets"]["left_open"].size() == 1);
  CHECK(json["messages"]["received_bytes"] == 1264);
  CHECK(json["signals"]["interrupt"] == 2);
  CHECK(json["processes"][0]["status"] == 3);
  CHECK(json["processes"][1]["end_ns"] == nullptr);
  CHECK(json["waits"][0]["for"] == "receive");
  CHECK(json["waits"][0]["waited_ns"] == 2000);
  CHECK(json["waits"][1]["for"] == "signal");
}

TEST_CASE("without a world outside the summary says nothing of it") {
  const TempTrace trace({R"({"e":"note","t":1,"co":0,"text":"x"})"});
  const TraceModel model = trace.load();
  CHECK(world_summary_text(Lanes(model), 80, false).empty());
  const std::string text = draw_text_lanes(Lanes(model), {});
  CHECK_THAT(text, !ContainsSubstring("outside"));
  CHECK_THAT(text, !ContainsSubstring("sends"));
}

TEST_CASE("lanes show messages, and a line above them signals and processes") {
  const TempTrace trace = busy_trace();
  const TraceModel model = trace.load();
  TextOptions options;
  options.axis = Axis::kOrder;
  const std::string text = draw_text_lanes(Lanes(model), options);
  INFO(text);
  for (const char* part :
       {"outside", "→ sends", "← receives", "⚑ signal", "▹ process starts", "▪ process ends"})
    CHECK_THAT(text, ContainsSubstring(part));
  options.ascii = true;
  const std::string plain = draw_text_lanes(Lanes(model), options);
  INFO(plain);
  for (const char* part : {"> sends", "< receives", "S signal", "( process starts", ") process ends"})
    CHECK_THAT(plain, ContainsSubstring(part));
  options.axis = Axis::kTime;
  CHECK_THAT(draw_text_lanes(Lanes(model), options), ContainsSubstring("& both"));
}
