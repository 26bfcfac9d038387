// Times by the clock for what a user waits for, and by the CPU for what other programs on the machine do not
// disturb.
#include "tests/tracer_benchmark/loading.h"

#include <fmt/core.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "tracer/trace_document.h"

namespace coutil::tracer::benchmark {
namespace {

double now_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// Memory of this process that is no file's.
double resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == "RssAnon:" && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

double percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print_percentiles(const char* what, const std::vector<double>& values, std::FILE* out) {
  fmt::print(out, "{:24} median {:8.4f} ms   99th {:8.4f} ms   most {:8.4f} ms\n", what,
             percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1));
}

void print_memory(const TraceFacts& facts, double resident, std::FILE* out) {
  const double events = std::max<double>(facts.model().event_count(), 1);
  const auto part = [&](const char* name, double bytes) {
    fmt::print(out, "  {:22} {:6.1f} bytes an event\n", name, bytes / events);
  };
  part("model", static_cast<double>(facts.model().memory_bytes()));
  part("lanes", static_cast<double>(facts.lanes.memory_bytes()));
  part("holds", static_cast<double>(facts.holds.memory_bytes()));
  part("nesting", static_cast<double>(facts.nesting.memory_bytes()));
  part("timeline index", static_cast<double>(facts.index.memory_bytes()));
  part("row index", static_cast<double>(facts.rows.memory_bytes()));
  part("boards", static_cast<double>(facts.late()->boards.memory_bytes()));
  part("resident, in all", resident);
}

// When something came to be, since `begin`, and the CPU time of all threads up to there.
void print_loaded(const char* what, double begin, double cpu, std::uint32_t events, std::FILE* out) {
  const double spent = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  fmt::print(out, "{:24} {:8.0f} ms  ({} events), {:.0f} ms of CPU, {:.0f} of them a million events\n", what,
             now_ms(CLOCK_MONOTONIC) - begin, events, spent, spent * 1e6 / std::max<double>(events, 1));
}

}  // namespace

SharedFacts measure_loading(const std::string& path, std::FILE* out) {
  const double resident = resident_bytes();
  const double begin = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
  TraceDocument document(path);
  const auto events = [&] { return document.facts()->model().event_count(); };
  fmt::print(out, "{:24} {:8.0f} ms  ({} events)\n", "something to show", now_ms(CLOCK_MONOTONIC) - begin,
             events());
  double longest = 0;
  const auto wait_until = [&](const auto& is_so) {
    while (!is_so()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      const double before = now_ms(CLOCK_THREAD_CPUTIME_ID);
      document.advance();
      longest = std::max(longest, now_ms(CLOCK_THREAD_CPUTIME_ID) - before);
    }
  };
  wait_until([&] { return !document.status().reading && document.is_settled(); });
  print_loaded("all usable", begin, cpu, events(), out);
  constexpr int kFewMoves = 500;  // so that they do not last until the late facts are there
  if (document.facts()->late() == nullptr) measure_moving(*document.facts(), kFewMoves, out);
  wait_until([&] { return document.facts()->late() != nullptr; });
  print_loaded("all facts there", begin, cpu, events(), out);
  fmt::print(out, "{:24} {:8.3f} ms\n", "longest taking of news", longest);
  // What was needed to load it goes; what is resident now is so for as long as the window is open.
  wait_until([&] { return !document.status().finding; });
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const SharedFacts facts = document.facts();
  print_memory(*facts, resident_bytes() - resident, out);
  return facts;
}

void measure_moving(const TraceFacts& facts, int moves, std::FILE* out) {
  const TraceModel& model = facts.model();
  if (model.event_count() == 0) return;
  constexpr std::uint32_t kInSight = 60;
  const auto lanes = static_cast<std::uint32_t>(facts.lanes.lanes().size());
  std::mt19937_64 random(1);
  std::vector<double> seeks, steps;
  std::uint64_t seen = 0;  // so that nothing is left out
  for (int i = 0; i < moves; ++i) {
    const auto length = static_cast<std::uint64_t>(model.end_ns() - model.begin_ns()) + 1;
    const std::int64_t time_ns = model.begin_ns() + static_cast<std::int64_t>(random() % length);
    const auto top = static_cast<std::uint32_t>(random() % lanes);
    double begin = now_ms(CLOCK_THREAD_CPUTIME_ID);
    const std::uint32_t row = std::min(model.first_at_or_after(time_ns), model.event_count() - 1);
    for (std::uint32_t lane = top; lane < std::min(top + kInSight, lanes); ++lane) {
      seen += static_cast<std::uint64_t>(facts.lanes.state_after(lane, row));
    }
    seeks.push_back(now_ms(CLOCK_THREAD_CPUTIME_ID) - begin);

    begin = now_ms(CLOCK_THREAD_CPUTIME_ID);
    const std::uint32_t lane = model.coroutine(row) == kNone ? kMainCoroutine : model.coroutine(row);
    const std::uint32_t next = facts.rows.next_of_coroutine(lane, row);
    if (next != kNone) seen += model.describe(next).size();
    steps.push_back(now_ms(CLOCK_THREAD_CPUTIME_ID) - begin);
  }
  const bool is_early = facts.late() == nullptr;
  print_percentiles(is_early ? "seek, 60 lanes, early" : "seek, 60 lanes", seeks, out);
  print_percentiles(is_early ? "step, early" : "step, with its sentence", steps, out);
  if (seen == 0) fmt::print(out, "(nothing seen)\n");
}

}  // namespace coutil::tracer::benchmark
