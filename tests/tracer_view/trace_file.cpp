// Writes the small traces line by line, as the format says. Knows no ImGui.
#include "tests/tracer_view/trace_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/tracer/trace_generator.h"
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

std::string hog_lines(const std::string& due, const std::string& while_it_runs) {
  return R"({"e":"spawn","t":0,"co":1,"by":0,"name":"beat"}
{"e":"spawn","t":0,"co":2,"by":0,"name":"hog"}
{"e":"run","t":0,"co":1,"by":0}
{"e":"object","id":1,"kind":"timer","name":"time"}
{"e":"await","t":0,"co":1,"mode":"one","on":[1],"due":)" +
         due + R"(}
{"e":"run","t":1000000,"co":2,"by":-1}
)" + while_it_runs +
         R"({"e":"end","t":8800000,"co":2}
{"e":"wake","t":9000000,"co":1,"by":-1,"on":1}
{"e":"run","t":9000000,"co":1,"by":-1}
)";
}

std::string error_lines() {
  return place(1, 2, "broken") + R"({"e":"spawn","t":5,"co":1,"by":0,"name":"broken","at":1}
{"e":"run","t":5,"co":1,"by":0}
{"e":"end","t":5,"co":1,"error":"small.lua:3: no such bridge","traceback":"stack traceback:"}
{"e":"fin","t":5,"events":3,"waiting":0,"suspended":0,"errors":1}
)";
}

namespace {

// What coroutine `co` of `host` does in one turn at `t`: it wakes for its socket, acts, and waits again.
std::string turn(long t, int co, int host, const std::string& act) {
  return fmt::format(R"({{"e":"wake","t":{0},"co":{1},"host":{2},"by":-1,"on":{3}}}
{{"e":"run","t":{0},"co":{1},"host":{2},"by":-1}}
{4}{{"e":"await","t":{0},"co":{1},"host":{2},"mode":"one","on":[{3}],"at":1,"op":"receive"}}
)",
                     t, co, host, host + 1, act);
}

std::string fault(long t, const char* rest) {
  return fmt::format(R"({{"e":"fault","t":{},"what":{}}})"
                     "\n",
                     t, rest);
}

}  // namespace

std::string two_host_lines(int n) {
  std::string lines = place(1, 3, "talk") + object(1, "socket", "udp (10.0.0.1:7)") +
                      object(2, "socket", "udp (10.0.0.2:7)") +
                      R"({"e":"host","id":0,"name":"alpha","addresses":["10.0.0.1"]}
{"e":"host","id":1,"name":"beta","addresses":["10.0.0.2"]}
{"e":"spawn","t":0,"co":0,"host":0,"by":-1,"name":"first.lua","pid":1}
{"e":"spawn","t":0,"co":1,"host":1,"by":-1,"name":"second.lua","pid":2}
)";
  for (int co = 2; co <= 6; ++co) {
    const int host = co < 5 ? 0 : 1;
    lines +=
        fmt::format(R"({{"e":"spawn","t":0,"co":{0},"host":{1},"by":{1},"name":"{2} {0}","at":1,"pid":{3}}}
{{"e":"run","t":0,"co":{0},"host":{1},"by":{1}}}
{{"e":"await","t":0,"co":{0},"host":{1},"mode":"one","on":[{3}],"at":1,"op":"receive"}}
)",
                    co, host, host == 0 ? "sender" : "receiver", host + 1);
  }
  for (int i = 1; i <= n + 3; ++i) {
    const long t = 1000L * i;
    if (i == 4) lines += fault(t, R"("partition","from":[0],"to":[1])");
    if (i == 7) lines += fault(t, R"("heal")");
    if (i == 9) lines += fault(t, R"("pause","host":1)");
    if (i == 10) lines += fault(t, R"("resume","host":1)");
    if (i <= n) {
      lines += turn(
          t, 2 + i % 3, 0,
          fmt::format(R"({{"e":"send","t":{},"co":{},"host":0,"on":1,"msg":{},"bytes":8,"to":"10.0.0.2:7"}})"
                      "\n",
                      t, 2 + i % 3, i));
    }
    const int arrived = i - 3;
    if (arrived < 1) continue;
    if (arrived % 5 == 0) {
      lines += fmt::format(R"({{"e":"drop","t":{},"msg":{},"bytes":8,"why":"cut"}})"
                           "\n",
                           t + 500, arrived);
    } else {
      lines += turn(
          t + 500, 5 + arrived % 2, 1,
          fmt::format(
              R"({{"e":"deliver","t":{},"co":{},"host":1,"on":2,"msg":{},"bytes":8,"from":"10.0.0.1:7"}})"
              "\n",
              t + 500, 5 + arrived % 2, arrived));
    }
  }
  return lines;
}

std::string generated_lines(std::uint64_t seed, std::uint64_t events, std::uint32_t coroutines) {
  GeneratorOptions options;
  options.seed = seed;
  options.events = events;
  options.coroutines = coroutines;
  const std::string text = generate_trace(options).text;
  return text.substr(text.find('\n') + 1);
}

LoadedTrace::LoadedTrace(const std::string& lines)
    : model(load(lines)),
      lanes(model),
      holds(model),
      nesting(lanes),
      verdict(find_verdict(lanes, holds)),
      index(lanes) {
  order.update(lanes, verdict, {});
}

TimelineInput LoadedTrace::input(Axis axis, float width, float height) const {
  TimelineInput input = make_input(lanes, holds, nesting, verdict, index, order);
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
