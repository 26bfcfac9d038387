// Plays and writes the crowd. Knows the format; uses no reader of it.
#include "tests/tracer_benchmark/crowd_trace.h"

#include <fmt/core.h>

#include <random>

namespace coutil::tracer::benchmark {
namespace {

void write_beginning(std::uint32_t lanes, std::FILE* out) {
  fmt::print(
      out,
      R"({{"e":"trace","v":1,"backend":"sim","seed":1,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"crowd.lua",)"
      R"("args":[],"scenario":null,"choices":"fifo","digest":"sha256:0"}})"
      "\n"
      R"({{"e":"place","id":1,"file":"crowd.lua","line":3,"func":"sleeper"}})"
      "\n"
      R"({{"e":"place","id":2,"file":"crowd.lua","line":9,"func":"listener"}})"
      "\n");
  // Every second one sleeps and emits, the others listen.
  for (std::uint32_t co = 1; co <= lanes; ++co) {
    const bool sleeps = co % 2 == 1;
    fmt::print(out,
               R"({{"e":"object","id":{0},"kind":"{1}","name":"{1} {0}"}})"
               "\n",
               co, sleeps ? "timer" : "event");
    fmt::print(out,
               R"({{"e":"spawn","t":0,"co":{0},"by":0,"name":"{1} {0}","at":{2}}})"
               "\n"
               R"({{"e":"run","t":0,"co":{0},"by":0}})"
               "\n"
               R"({{"e":"await","t":0,"co":{0},"mode":"one","on":[{0}],"at":{2}}})"
               "\n",
               co, sleeps ? "sleeper" : "listener", sleeps ? 1 : 2);
  }
}

}  // namespace

std::uint64_t write_crowd(std::uint64_t events, std::uint32_t lanes, std::uint64_t seed, std::FILE* out) {
  write_beginning(lanes, out);
  std::mt19937_64 random(seed);
  const std::uint32_t half = lanes / 2;
  std::uint64_t written = std::uint64_t{3} * lanes, t = 0;
  for (; written < events; written += 7) {
    const std::uint64_t sleeper = 1 + 2 * (random() % half), listener = 2 + 2 * (random() % half);
    const std::uint64_t later = t + random() % 300;
    fmt::print(out, R"({{"e":"wake","t":{0},"co":{1},"by":-1,"on":{1}}}
{{"e":"run","t":{0},"co":{1},"by":-1}}
{{"e":"emit","t":{3},"co":{1},"how":"one","on":{2},"waiters":1,"at":1}}
{{"e":"wake","t":{3},"co":{2},"by":{1},"on":{2}}}
{{"e":"run","t":{3},"co":{2},"by":{1}}}
{{"e":"await","t":{4},"co":{2},"mode":"one","on":[{2}],"at":2}}
{{"e":"await","t":{4},"co":{1},"mode":"one","on":[{1}],"at":1}}
)",
               t, sleeper, listener, later, later + 100);
    t = later + 100 + random() % 2000;
  }
  return written;
}

}  // namespace coutil::tracer::benchmark
