// The lines of a trace of several hosts, to the byte. Must not know where lines go.
#include <functional>
#include <string>
#include <vector>

#include "engine/recording.h"
#include "engine/trace_memory_output.h"
#include "engine/trace_recorder.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"

namespace coutil {
namespace {

using Ids = std::vector<std::int64_t>;

// What `body` records for process 4 on host 2, without the last newline.
std::string recorded(const std::function<void(TraceRecorder&)>& body) {
  TraceMemoryOutput output;
  TraceRecorder recorder(output);
  recorder.set_origin(2, 4);
  body(recorder);
  std::string text(output.bytes());
  REQUIRE(!text.empty());
  text.pop_back();
  return text;
}

#define CHECK_LINE(call, expected) CHECK(recorded([](TraceRecorder& r) { r.call; }) == expected)

TEST_CASE("lines say the host behind the coroutine, and spawn lines the process") {
  CHECK_LINE(spawn(1, 5, 3, "f", 7),
             R"({"e":"spawn","t":1,"co":5,"host":2,"by":3,"name":"f","at":7,"pid":4})");
  CHECK_LINE(name(5, "g"), R"({"e":"name","co":5,"host":2,"name":"g"})");
  CHECK_LINE(run(1, 5, -1), R"({"e":"run","t":1,"co":5,"host":2,"by":-1})");
  CHECK_LINE(await(1, 5, WaitMode::kOne, Ids({9}), 7),
             R"({"e":"await","t":1,"co":5,"host":2,"mode":"one","on":[9],"at":7})");
  CHECK_LINE(await_until(1, 5, 9, 7, 100),
             R"({"e":"await","t":1,"co":5,"host":2,"mode":"one","on":[9],"at":7,"due":100})");
  CHECK_LINE(await_operation(1, 5, 9, 7, "receive"),
             R"({"e":"await","t":1,"co":5,"host":2,"mode":"one","on":[9],"at":7,"op":"receive"})");
  CHECK_LINE(emit(1, 5, EmitHow::kOne, 9, 1, 7, true),
             R"({"e":"emit","t":1,"co":5,"host":2,"how":"one","on":9,"waiters":1,"at":7,"stored":true})");
  CHECK_LINE(lock(1, 5, 9, 7), R"({"e":"lock","t":1,"co":5,"host":2,"on":9,"at":7})");
  CHECK_LINE(open(1, 5, 9, "stream", "10.0.0.1:80"),
             R"({"e":"open","t":1,"co":5,"host":2,"on":9,"what":"stream","address":"10.0.0.1:80"})");
  CHECK_LINE(close(1, -1, 9, "listen", ""),
             R"({"e":"close","t":1,"co":-1,"host":2,"on":9,"what":"listen","address":""})");
  CHECK_LINE(message(TraceRecorder::MessageKind::kDeliver, 1, 5, 9, 33, 100, "10.0.0.1:80"),
             R"({"e":"deliver","t":1,"co":5,"host":2,"on":9,"msg":33,"bytes":100,"from":"10.0.0.1:80"})");
  CHECK_LINE(end(1, 5), R"({"e":"end","t":1,"co":5,"host":2})");
  CHECK_LINE(signal(1, "user1"), R"({"e":"signal","t":1,"name":"user1","pid":4})");
}

TEST_CASE("what belongs to no coroutine says no host of its own") {
  CHECK_LINE(process(1, 4, "exit", {}, 3), R"({"e":"process","t":1,"pid":4,"what":"exit","status":3})");
  CHECK_LINE(process(1, 4, "signal", "kill", 0),
             R"({"e":"process","t":1,"pid":4,"what":"signal","name":"kill"})");
  CHECK(recorded([](TraceRecorder& r) {
          r.set_last_sent(33);
          r.drop(1, 33, 1400, "loss");
        }) == R"({"e":"drop","t":1,"msg":33,"bytes":1400,"why":"loss"})");
  CHECK_LINE(pick(1, Ids({4, 5}), 5), R"({"e":"pick","t":1,"of":[4,5],"took":5})");
}

TEST_CASE("a message is lost after it was sent, whoever says so first") {
  CHECK(recorded([](TraceRecorder& r) {
          r.drop(1, 3, 100, "cut");
          r.drop(1, 4, 200, "loss");
          r.message(TraceRecorder::MessageKind::kSend, 1, 5, 9, 4, 200, "");
          r.drop(2, 4, 200, "loss");
        }) == R"({"e":"send","t":1,"co":5,"host":2,"on":9,"msg":4,"bytes":200}
{"e":"drop","t":1,"msg":4,"bytes":200,"why":"loss"}
{"e":"drop","t":2,"msg":4,"bytes":200,"why":"loss"})");
}

TEST_CASE("faults say what and where") {
  CHECK_LINE(fault(1, {.what = "crash", .host = 0}), R"({"e":"fault","t":1,"what":"crash","host":0})");
  CHECK_LINE(fault(1, {.what = "signal", .host = 2, .pid = 4, .text = "interrupt"}),
             R"({"e":"fault","t":1,"what":"signal","host":2,"pid":4,"text":"interrupt"})");
  const Ids from = {1, 2};
  const Ids to = {3};
  CHECK(recorded([&](TraceRecorder& r) { r.fault(1, {.what = "partition", .from = from, .to = to}); }) ==
        R"({"e":"fault","t":1,"what":"partition","from":[1,2],"to":[3]})");
}

TEST_CASE("hosts are said as they come, and again where another trace begins") {
  Recording recording(testing::sample_header());
  auto first = std::make_unique<TraceMemoryOutput>();
  const TraceMemoryOutput& text = *first;
  recording.add_host(1, "a", {"10.0.0.1/24", "fe80::1"});
  recording.start(std::move(first), false);
  recording.add_host(2, "b \"x\"", {});
  recording.add_host(1, "c", {"10.0.0.3"});
  const std::string lines(text.bytes());
  CHECK(lines.substr(lines.find('\n') + 1) ==
        R"({"e":"host","id":1,"name":"a","addresses":["10.0.0.1/24","fe80::1"]}
{"e":"host","id":2,"name":"b \"x\"","addresses":[]}
{"e":"host","id":1,"name":"c","addresses":["10.0.0.3"]}
)");
  CHECK(recording.stop(0, 0, 0, 0).empty());
  auto second = std::make_unique<TraceMemoryOutput>();
  const TraceMemoryOutput& again = *second;
  recording.start(std::move(second), false);
  const std::string more(again.bytes());
  CHECK(more.substr(more.find('\n') + 1) == R"({"e":"host","id":1,"name":"c","addresses":["10.0.0.3"]}
{"e":"host","id":2,"name":"b \"x\"","addresses":[]}
)");
}

}  // namespace
}  // namespace coutil
