// A thread plays the program that writes; its CPU time is taken off.
#include "tests/tracer_benchmark/live.h"

#include <fmt/core.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "tracer/trace_document.h"

namespace coutil::tracer::benchmark {
namespace {

constexpr double kEventsASecond = 100'000;
constexpr int kEvents = 1'000'000;
constexpr int kAtOnce = 1'000;  // lines that are there before anybody looks

double now_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Writer {
 public:
  Writer(const std::string& from, const std::string& to) : in_(from), out_(to) {
    if (!in_ || !out_) throw std::runtime_error("can't read " + from + " or write " + to);
    write(kAtOnce);
  }
  ~Writer() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  bool is_done() const { return is_done_; }
  double cpu_ms() const { return cpu_ms_; }

 private:
  void run() {
    const double begin = now_ms(CLOCK_MONOTONIC);
    for (int written = 0; written < kEvents && in_ && !stopping_;) {
      const int due = static_cast<int>((now_ms(CLOCK_MONOTONIC) - begin) / 1e3 * kEventsASecond);
      write(due - written);
      written = due;
      cpu_ms_ = now_ms(CLOCK_THREAD_CPUTIME_ID);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    is_done_ = true;
  }

  void write(int lines) {
    for (std::string line; lines > 0 && std::getline(in_, line); --lines) out_ << line << '\n';
    out_.flush();
  }

  std::ifstream in_;
  std::ofstream out_;
  std::atomic<bool> stopping_ = false, is_done_ = false;
  std::atomic<double> cpu_ms_ = 0;
  std::thread thread_;
};

struct TempFile {
  std::string path = std::filesystem::temp_directory_path() / fmt::format("tracer-benchmark-{}", ::getpid());
  ~TempFile() { std::filesystem::remove(path); }
};

}  // namespace

void measure_following(const std::string& path, std::FILE* out) {
  const TempFile file;
  Writer writer(path, file.path);
  TraceDocument document(file.path);
  // Of the document: what neither the writer nor this thread took.
  const auto cpu = [&] {
    return now_ms(CLOCK_PROCESS_CPUTIME_ID) - writer.cpu_ms() - now_ms(CLOCK_THREAD_CPUTIME_ID);
  };
  writer.start();
  double second = now_ms(CLOCK_MONOTONIC), shown = second, longest = 0, spent = cpu();
  while (!writer.is_done()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const SharedFacts before = document.facts();
    document.advance();
    const double now = now_ms(CLOCK_MONOTONIC);
    if (document.facts() != before) {
      longest = std::max(longest, now - shown);
      shown = now;
    }
    if (now - second < 1000) continue;
    const double total = cpu();
    fmt::print(out,
               "following, {:8} events   {:5.1f} % of a core   {:4.0f} ms between two pictures at most\n",
               document.facts()->model().event_count(), (total - spent) / (now - second) * 100, longest);
    spent = total;
    second = now;
    longest = 0;
  }
}

}  // namespace coutil::tracer::benchmark
