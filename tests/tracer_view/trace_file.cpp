// Writes the small traces line by line, as the format says. Knows no ImGui.
#include "tests/tracer_view/trace_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tracer/trace_reader.h"

namespace coutil::tracer::test {
namespace {

constexpr const char* kFirstLine =
    R"({"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"small.lua",)"
    R"("args":[],"scenario":null,"choices":"fifo","digest":"sha256:0"})"
    "\n";

TraceModel load(const std::string& lines) { return read_trace(TraceFile(lines).path()); }

std::string place(int id, int line, const char* function) {
  return fmt::format(R"({{"e":"place","id":{},"file":"small.lua","line":{},"func":"{}"}})"
                     "\n",
                     id, line, function);
}

std::string object(int id, const char* kind, const std::string& name) {
  return fmt::format(R"({{"e":"object","id":{},"kind":"{}","name":"{}"}})"
                     "\n",
                     id, kind, name);
}

}  // namespace

std::string two_lines() {
  return place(1, 4, "waiter") +
         R"({"e":"spawn","t":0,"co":1,"by":0,"name":"waiter","at":1})"
         "\n"
         R"({"e":"run","t":0,"co":1,"by":0})"
         "\n" +
         object(1, "event", "ready") + object(2, "event", "nobody") + place(2, 5, "waiter") +
         R"({"e":"await","t":0,"co":1,"mode":"one","on":[1],"at":2})"
         "\n" +
         place(3, 9, "main") +
         R"({"e":"emit","t":0,"co":0,"how":"one","on":2,"waiters":0,"at":3})"
         "\n"
         R"({"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":1,"at":3})"
         "\n"
         R"({"e":"wake","t":0,"co":1,"by":0,"on":1})"
         "\n"
         R"({"e":"run","t":0,"co":1,"by":0})"
         "\n"
         R"({"e":"end","t":0,"co":1})"
         "\n"
         R"({"e":"fin","t":0,"events":8,"waiting":0,"suspended":0,"errors":0})"
         "\n";
}

std::string dining_lines(int n) {
  std::string lines = place(1, 12, "philosopher") + place(2, 13, "philosopher") + place(3, 15, "philosopher");
  for (int i = 1; i <= n; ++i) lines += object(i, "mutex", fmt::format("fork {}", i));
  for (int i = 1; i <= n; ++i) lines += object(n + i, "timer", fmt::format("pause {}", i));
  for (int i = 1; i <= n; ++i) {
    lines += fmt::format(R"({{"e":"spawn","t":0,"co":{0},"by":0,"name":"philosopher {0}","at":1}}
{{"e":"run","t":0,"co":{0},"by":0}}
{{"e":"lock","t":0,"co":{0},"on":{0},"at":2}}
{{"e":"await","t":0,"co":{0},"mode":"one","on":[{1}],"at":2,"due":1000000}}
)",
                         i, n + i);
  }
  std::string ids;
  for (int i = 1; i <= n; ++i) {
    ids += fmt::format("{}{}", i == 1 ? "" : ",", i);
    lines += fmt::format(R"({{"e":"wake","t":1000000,"co":{0},"by":-1,"on":{1}}}
{{"e":"run","t":1000000,"co":{0},"by":-1}}
{{"e":"await","t":1000000,"co":{0},"mode":"one","on":[{2}],"at":3}}
)",
                         i, n + i, i % n + 1);
  }
  return lines +
         fmt::format(R"({{"e":"stuck","t":1000000,"waiting":[{0}],"cycle":[{0}],"why":"all wait for a fork"}}
{{"e":"fin","t":1000000,"events":{1},"waiting":{2},"suspended":0,"errors":0}}
)",
                     ids, 7 * n + 1, n);
}

std::string crowd_lines(int n, int rounds) {
  std::string lines = place(1, 3, "worker") + object(1, "event", "tick");
  int events = 0;
  for (int i = 1; i <= n; ++i, events += 3) {
    lines += fmt::format(R"({{"e":"spawn","t":0,"co":{0},"by":0,"name":"worker {0}","at":1}}
{{"e":"run","t":0,"co":{0},"by":0}}
{{"e":"await","t":0,"co":{0},"mode":"one","on":[1],"at":1}}
)",
                         i);
  }
  for (int round = 1; round <= rounds; ++round, ++events) {
    const long t = 1000L * round;
    lines += fmt::format(R"({{"e":"emit","t":{},"co":0,"how":"all","on":1,"waiters":{},"at":1}})"
                         "\n",
                         t, n);
    for (int i = 1; i <= n; ++i, events += 3) {
      lines += fmt::format(R"({{"e":"wake","t":{0},"co":{1},"by":0,"on":1}}
{{"e":"run","t":{0},"co":{1},"by":0}}
{{"e":"await","t":{0},"co":{1},"mode":"one","on":[1],"at":1}}
)",
                           t, i);
    }
  }
  return lines + fmt::format(R"({{"e":"fin","t":{},"events":{},"waiting":{},"suspended":0,"errors":0}})"
                             "\n",
                             1000L * rounds, events, n);
}

std::string error_lines() {
  return place(1, 2, "broken") + R"({"e":"spawn","t":5,"co":1,"by":0,"name":"broken","at":1}
{"e":"run","t":5,"co":1,"by":0}
{"e":"end","t":5,"co":1,"error":"small.lua:3: no such bridge","traceback":"stack traceback:"}
{"e":"fin","t":5,"events":3,"waiting":0,"suspended":0,"errors":1}
)";
}

LoadedTrace::LoadedTrace(const std::string& lines)
    : model(load(lines)), lanes(model), holds(model), nesting(lanes), verdict(find_verdict(lanes, holds)) {}

TimelineInput LoadedTrace::input(Axis axis, float width, float height) const {
  TimelineInput input = make_input(lanes, holds, nesting, verdict);
  input.axis = axis;
  input.area = {0, 0, width, height};
  input.style = make_style(input, 1, 10, 8);
  const Box area = lanes_area(input);
  input.scale.left = area.left;
  input.scale.width = area.width();
  fit(input.scale, full_range(lanes, axis));
  return input;
}

TraceFile::TraceFile(const std::string& lines) {
  std::string pattern = (std::filesystem::temp_directory_path() / "coutil-view-XXXXXX").string();
  const int descriptor = mkstemp(pattern.data());
  if (descriptor >= 0) close(descriptor);
  path_ = pattern;
  std::ofstream(path_) << kFirstLine << lines;
}

TraceFile::~TraceFile() { std::remove(path_.c_str()); }

}  // namespace coutil::tracer::test
