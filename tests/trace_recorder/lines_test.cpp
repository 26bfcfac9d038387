// Every kind of line to the byte, and the strings in them. Must not know where lines go.
#include <array>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "engine/trace_memory_output.h"
#include "engine/trace_recorder.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"

namespace coutil {
namespace {

using Ids = std::vector<std::int64_t>;

// What `body` records, without the last newline.
std::string recorded(const std::function<void(TraceRecorder&)>& body) {
  TraceMemoryOutput output;
  TraceRecorder recorder(output);
  body(recorder);
  std::string text(output.bytes());
  REQUIRE(!text.empty());
  REQUIRE(text.back() == '\n');
  text.pop_back();
  return text;
}

#define CHECK_LINE(call, expected) CHECK(recorded([](TraceRecorder& r) { r.call; }) == expected)

TEST_CASE("the example of the format, line by line") {
  TraceMemoryOutput output;
  TraceRecorder r(output);
  TraceHeader header = testing::sample_header();
  header.digest = "sha256:00ff";
  r.begin(header);
  r.place(1, "two.lua", 4, "waiter");
  r.spawn(0, 1, 0, "waiter", 1);
  r.run(0, 1, 0);
  r.object(1, ObjectKind::kEvent, "ready");
  r.place(2, "two.lua", 5, "waiter");
  r.await(0, 1, WaitMode::kOne, Ids{1}, 2);
  r.place(3, "two.lua", 9, "main");
  r.emit(0, 0, EmitHow::kOne, 1, 1, 3, false);
  r.wake(0, 1, 0, 1);
  r.run(0, 1, 0);
  r.end(0, 1);
  CHECK(r.events() == 7);
  r.finish(0, 0, 0, 0);
  CHECK(
      output.bytes() ==
      R"({"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"two.lua",)"
      R"("args":[],"scenario":null,"choices":"fifo","digest":"sha256:00ff"}
{"e":"place","id":1,"file":"two.lua","line":4,"func":"waiter"}
{"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"object","id":1,"kind":"event","name":"ready"}
{"e":"place","id":2,"file":"two.lua","line":5,"func":"waiter"}
{"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":2}
{"e":"place","id":3,"file":"two.lua","line":9,"func":"main"}
{"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":1,"at":3}
{"e":"wake","t":0,"co":1,"by":0,"on":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"end","t":0,"co":1}
{"e":"fin","t":0,"events":7,"waiting":0,"suspended":0,"errors":0}
)");
}

TEST_CASE("a header with everything in it") {
  TraceHeader header = testing::sample_header();
  header.seed = std::numeric_limits<std::uint64_t>::max();
  header.args = {"a", "b \"c\""};
  header.scenario = "two hosts.lua";
  header.from_middle = true;
  CHECK(
      recorded([&](TraceRecorder& r) { r.begin(header); }) ==
      R"({"e":"trace","v":1,"backend":"sim","seed":18446744073709551615,"lua":"Lua 5.4.4","coutil":"0.1.0",)"
      R"("script":"two.lua","args":["a","b \"c\""],"scenario":"two hosts.lua","choices":"fifo",)"
      R"("digest":null,"from":"middle"})");
}

TEST_CASE("every kind of event, with and without a place") {
  CHECK_LINE(spawn(1, 2, 3, "", 0), R"({"e":"spawn","t":1,"co":2,"by":3,"name":""})");
  CHECK_LINE(await(10, 2, WaitMode::kAll, Ids({1, 22, 333}), 0),
             R"({"e":"await","t":10,"co":2,"mode":"all","on":[1,22,333]})");
  CHECK_LINE(await(10, 2, WaitMode::kAny, Ids(), 4),
             R"({"e":"await","t":10,"co":2,"mode":"any","on":[],"at":4})");
  CHECK_LINE(await_until(10, 2, 7, 4, 1000000),
             R"({"e":"await","t":10,"co":2,"mode":"one","on":[7],"at":4,"due":1000000})");
  CHECK_LINE(await_until(10, 2, 7, 0, 11), R"({"e":"await","t":10,"co":2,"mode":"one","on":[7],"due":11})");
  CHECK_LINE(yield(5, 6, 7), R"({"e":"yield","t":5,"co":6,"at":7})");
  CHECK_LINE(emit(5, 6, EmitHow::kAll, 7, 100, 0, true),
             R"({"e":"emit","t":5,"co":6,"how":"all","on":7,"waiters":100,"stored":true})");
  CHECK_LINE(emit(5, 6, EmitHow::kOne, 7, 0, 8, true),
             R"({"e":"emit","t":5,"co":6,"how":"one","on":7,"waiters":0,"at":8,"stored":true})");
  CHECK_LINE(take(5, 6, 7, 8), R"({"e":"take","t":5,"co":6,"on":7,"at":8})");
  CHECK_LINE(wake(5, 6, kScheduler, 8), R"({"e":"wake","t":5,"co":6,"by":-1,"on":8})");
  CHECK_LINE(cancel(5, 6, 7), R"({"e":"cancel","t":5,"co":6,"by":7})");
  CHECK_LINE(lock(5, 6, 7, 8), R"({"e":"lock","t":5,"co":6,"on":7,"at":8})");
  CHECK_LINE(unlock(5, 6, 7, 0), R"({"e":"unlock","t":5,"co":6,"on":7})");
  CHECK_LINE(fulfill(5, 6, 7, 8), R"({"e":"fulfill","t":5,"co":6,"on":7,"at":8})");
  CHECK_LINE(pick(5, Ids({4, 5}), 5), R"({"e":"pick","t":5,"of":[4,5],"took":5})");
  CHECK_LINE(note(5, 6, "a\tb", 7), R"({"e":"note","t":5,"co":6,"text":"a\tb","at":7})");
  CHECK_LINE(print(5, 6, "hello\n"), R"({"e":"print","t":5,"co":6,"text":"hello\n"})");
  CHECK_LINE(end_with_error(5, 6, "x.lua:1: no", "stack traceback:\n\tx"),
             R"({"e":"end","t":5,"co":6,"error":"x.lua:1: no","traceback":"stack traceback:\n\tx"})");
  CHECK_LINE(closed(5, 6, 7), R"({"e":"closed","t":5,"co":6,"by":7})");
  CHECK_LINE(lost(5, 6, Ids({7, 8})), R"({"e":"lost","t":5,"co":6,"on":[7,8]})");
  CHECK_LINE(stuck(5, Ids({1, 2, 3}), Ids({1, 2}), "1 waits for 2"),
             R"({"e":"stuck","t":5,"waiting":[1,2,3],"cycle":[1,2],"why":"1 waits for 2"})");
  CHECK_LINE(collect(5, 2000, 1000), R"({"e":"gc","t":5,"before":2000,"after":1000})");
}

TEST_CASE("every kind of object has its name") {
  const std::array<std::pair<ObjectKind, std::string>, 9> kinds = {{{ObjectKind::kEvent, "event"},
                                                                    {ObjectKind::kMutex, "mutex"},
                                                                    {ObjectKind::kPromise, "promise"},
                                                                    {ObjectKind::kTimer, "timer"},
                                                                    {ObjectKind::kTurn, "turn"},
                                                                    {ObjectKind::kSignal, "signal"},
                                                                    {ObjectKind::kProcess, "process"},
                                                                    {ObjectKind::kLookup, "lookup"},
                                                                    {ObjectKind::kSocket, "socket"}}};
  for (const auto& [kind, name] : kinds) {
    CHECK(recorded([kind = kind](TraceRecorder& r) { r.object(3, kind, "n"); }) ==
          R"({"e":"object","id":3,"kind":")" + name + R"(","name":"n"})");
  }
}

TEST_CASE("numbers of every length fit their line") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  CHECK(
      recorded([&](TraceRecorder& r) { r.emit(most, least, EmitHow::kOne, most, least, least, true); }) ==
      R"({"e":"emit","t":9223372036854775807,"co":-9223372036854775808,"how":"one","on":9223372036854775807,)"
      R"("waiters":-9223372036854775808,"at":-9223372036854775808,"stored":true})");
  const Ids many(1000, least);
  const auto line = testing::parse_trace(recorded([&](TraceRecorder& r) { r.pick(most, many, 1); }) + "\n");
  CHECK(line.at(0)["of"] == many);
}

// The text of a note after it went through a line and a JSON parser, which refuses what is not UTF-8.
std::string through_a_line(const std::string& text) {
  const std::string line = recorded([&](TraceRecorder& r) { r.note(1, 2, text, 3); });
  REQUIRE(line.find('\0') == std::string::npos);
  return testing::parse_trace(line + "\n").at(0)["text"];
}

TEST_CASE("strings come back as they were") {
  std::string ascii;
  for (int byte = 0; byte < 0x80; ++byte) ascii += static_cast<char>(byte);
  CHECK(through_a_line(ascii) == ascii);
  CHECK(through_a_line("Grüße, 漢字, 🙂") == "Grüße, 漢字, 🙂");
  CHECK(through_a_line("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xC2\x80\xE0\xA0\x80") ==
        "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xC2\x80\xE0\xA0\x80");
  const std::string control_text =
      recorded([](TraceRecorder& r) { r.print(1, 2, std::string("\0\x1f\b\f\r\"\\/", 8)); });
  CHECK(control_text == R"({"e":"print","t":1,"co":2,"text":"\u0000\u001f\b\f\r\"\\/"})");
  std::string long_text;
  for (int index = 0; index < 300000; ++index) long_text += static_cast<char>(index % 0x80);
  CHECK(through_a_line(long_text) == long_text);
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD, one for each maximal part") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(through_a_line("a\xFFz") == "a" + bad + "z");
  CHECK(through_a_line("\xC0\x80") == bad + bad);                      // overlong
  CHECK(through_a_line("\xED\xA0\x80") == bad + bad + bad);            // a surrogate
  CHECK(through_a_line("\xF4\x90\x80\x80") == bad + bad + bad + bad);  // above U+10FFFF
  CHECK(through_a_line("\xE6\xBC") == bad);                            // cut off
  CHECK(through_a_line("\xF0\x9F\x99x") == bad + "x");
  CHECK(through_a_line("\x80\xE6\xBC\xE6\xBC\xA2") == bad + bad + "\xE6\xBC\xA2");
}

TEST_CASE("whatever the bytes, the line is valid JSON in valid UTF-8") {
  std::mt19937 random(20);
  for (int round = 0; round < 1000; ++round) {
    std::string text(random() % (round % 10 == 0 ? 2000 : 20), ' ');
    for (char& byte : text) {
      const std::uint32_t dice = random() % 4;
      byte = static_cast<char>(dice == 0   ? random() % 0x80
                               : dice == 1 ? 0x80 + random() % 0x40
                                           : 0xC0 + random() % 0x40);
    }
    const std::string once = through_a_line(text);
    CHECK(through_a_line(once) == once);
  }
}

TEST_CASE("the largest escapes fit the room for their line, around the length at which it is measured") {
  for (const std::size_t size : {511u, 512u, 513u, 100000u}) {
    for (const char byte : {'\x01', '\xFF', '"'}) {
      const std::string text(size, byte);
      const std::string line = recorded([&](TraceRecorder& r) { r.end_with_error(1, 2, text, text); });
      CHECK(testing::parse_trace(line + "\n").at(0)["error"] ==
            testing::parse_trace(line + "\n").at(0)["traceback"]);
    }
  }
}

TEST_CASE("what comes after the last line is ignored") {
  const std::string text = recorded([](TraceRecorder& r) {
    r.finish(4, 1, 2, 3);
    r.run(5, 1, 0);
    r.finish(6, 0, 0, 0);
    CHECK(r.problem().empty());
  });
  CHECK(text == R"({"e":"fin","t":4,"events":0,"waiting":1,"suspended":2,"errors":3})");
}

}  // namespace
}  // namespace coutil
