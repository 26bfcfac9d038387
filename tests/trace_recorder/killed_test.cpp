// Programs that are killed while they record: nothing that was recorded is lost, and what is found can be
// read. Must not know what the lines mean.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <string>

#include "engine/trace_output.h"
#include "engine/trace_recorder.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"

namespace coutil {
namespace {

using testing::parse_trace;
using testing::read_file;
using testing::TemporaryFolder;
using testing::whole_lines;

// A counter that outlives the process that counts.
class SharedCounter final {
 public:
  SharedCounter()
      : value_(new (::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::atomic<std::int64_t>(0)) {}
  ~SharedCounter() { ::munmap(value_, sizeof *value_); }
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;
  std::atomic<std::int64_t>& operator*() const { return *value_; }

 private:
  std::atomic<std::int64_t>* value_;
};

// Runs `body`, which never returns, in a child and kills it after up to `most_us` microseconds of work.
void run_and_kill(std::mt19937& random, unsigned most_us, const std::atomic<std::int64_t>& started,
                  const std::function<void()>& body) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    body();
    ::_exit(1);
  }
  while (started.load() == 0) ::usleep(20);
  ::usleep(random() % most_us);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
}

TEST_CASE("SIGKILL at any moment loses no line of a file") {
  const TemporaryFolder folder;
  const std::string path = folder.path("a.trace");
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    const SharedCounter notes;
    run_and_kill(random, 1500, *notes, [&] {
      const OpenedTrace opened = open_trace_file(path);
      TraceRecorder recorder(*opened.output);
      testing::MadeUpProgram program(recorder, static_cast<std::uint32_t>(round));
      program.begin();
      for (;;) {
        program.step();
        *notes = program.notes();
      }
    });
    const auto lines = parse_trace(whole_lines(read_file(path)));
    testing::require_sound(lines, false);
    const auto found =
        std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line["e"] == "note"; });
    CHECK(found >= *notes);
    CHECK(found <= *notes + 1);
  }
}

TEST_CASE("SIGKILL while going back leaves no hole") {
  const TemporaryFolder folder;
  const std::string path = folder.path("a.trace");
  std::mt19937 random(2);
  for (int round = 0; round < 50; ++round) {
    const SharedCounter started;
    run_and_kill(random, 3000, *started, [&] {
      const OpenedTrace opened = open_trace_file(path);
      TraceRecorder recorder(*opened.output);
      recorder.begin(testing::sample_header());
      std::mt19937 own_random(static_cast<std::uint32_t>(round));
      *started = 1;
      TimeNs time = 0;
      for (;;) {
        const TraceRecorder::Position before = recorder.position();
        const std::uint32_t lines = own_random() % 5000;
        for (std::uint32_t line = 0; line < lines; ++line) recorder.note(time + line, 0, "something", 0);
        recorder.rewind(before);
        recorder.note(++time, 0, "kept", 0);
      }
    });
    testing::require_sound(parse_trace(whole_lines(read_file(path))), false);
  }
}

TEST_CASE("SIGKILL at any moment leaves a trace where only the end is kept") {
  const TemporaryFolder folder;
  const std::string path = folder.path("a.trace");
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    const SharedCounter started;
    run_and_kill(random, 8000, *started, [&] {
      const OpenedTrace opened = open_trace_last(path, 20000);
      TraceRecorder recorder(*opened.output);
      testing::MadeUpProgram program(recorder, static_cast<std::uint32_t>(round));
      program.begin();
      for (int step = 1;; ++step) {
        program.step();
        *started = step;
        if (step % 20000 == 0) program.finish();
      }
    });
    const auto lines = parse_trace(whole_lines(read_file(path)));
    testing::require_sound(lines, false);
  }
}

}  // namespace
}  // namespace coutil
