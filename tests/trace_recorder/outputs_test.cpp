// Files, pipes, devices and memory: what they hold, going back, and every way in which writing can fail.
// Must not know what the lines mean.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/trace_benchmark.h"
#include "engine/trace_memory_output.h"
#include "engine/trace_output.h"
#include "engine/trace_recorder.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"

namespace coutil {
namespace {

using Catch::Matchers::ContainsSubstring;
using testing::read_file;
using testing::TemporaryFolder;

OpenedTrace open_well(const std::string& path) {
  OpenedTrace opened = open_trace_file(path);
  INFO(opened.error);
  REQUIRE(opened.output != nullptr);
  return opened;
}

// Records `steps` steps of the made-up program and finishes. Returns what the recorder has to complain.
std::string record(TraceOutput& output, int steps) {
  TraceRecorder recorder(output);
  testing::MadeUpProgram program(recorder, 3);
  program.begin();
  for (int step = 0; step < steps; ++step) program.step();
  program.finish();
  return recorder.problem();
}

std::string expected_bytes(int steps) {
  TraceMemoryOutput memory;
  CHECK(record(memory, steps).empty());
  return std::string(memory.bytes());
}

TEST_CASE("a file holds what memory holds, and no byte more") {
  const TemporaryFolder folder;
  for (const int steps : {0, 1, 1000, 40000}) {
    OpenedTrace opened = open_well(folder.path("a.trace"));
    CHECK(record(*opened.output, steps).empty());
    const std::string bytes = read_file(folder.path("a.trace"));
    CHECK((bytes == expected_bytes(steps)));
    testing::require_sound(testing::parse_trace(bytes), true);
  }
}

TEST_CASE("an output that is only destroyed leaves its lines") {
  const TemporaryFolder folder;
  open_well(folder.path("a.trace"));
  CHECK(read_file(folder.path("a.trace")).empty());
  {
    OpenedTrace opened = open_well(folder.path("a.trace"));
    TraceRecorder recorder(*opened.output);
    recorder.run(1, 2, 3);
  }
  CHECK(read_file(folder.path("a.trace")) == "{\"e\":\"run\",\"t\":1,\"co\":2,\"by\":3}\n");
}

// Random lines and random ways back, against a list of lines that does the same.
void check_rewinding(TraceOutput& output, const std::string& path, std::uint32_t seed) {
  TraceRecorder recorder(output);
  REQUIRE(recorder.can_rewind());
  std::mt19937 random(seed);
  std::string model;
  struct Mark {
    TraceRecorder::Position position;
    std::size_t model_size;
  };
  std::vector<Mark> marks;
  std::int64_t notes = 0;
  for (int step = 0; step < 3000; ++step) {
    const std::uint32_t dice = random() % 100;
    if (dice < 10) {
      marks.push_back({recorder.position(), model.size()});
    } else if (dice < 16 && !marks.empty()) {
      // Mostly a short way back, and sometimes a long one; a mark may be used many times.
      const std::size_t keep = dice == 10 ? random() % marks.size() : marks.size() - 1;
      marks.resize(keep + 1);
      recorder.rewind(marks.back().position);
      model.resize(marks.back().model_size);
      CHECK(recorder.events() == std::count(model.begin(), model.end(), '\n'));
      if (!path.empty() && dice == 11) CHECK((testing::whole_lines(read_file(path)) == model));
    } else {
      const std::string text(dice == 99 ? random() % 200000 : random() % 60, 'x');
      recorder.note(++notes, 1, text, 0);
      model += "{\"e\":\"note\",\"t\":" + std::to_string(notes) + ",\"co\":1,\"text\":\"" + text + "\"}\n";
    }
  }
  recorder.position();
  if (path.empty()) {
    CHECK((static_cast<TraceMemoryOutput&>(output).bytes() == model));
  } else {
    output.finish();
    CHECK((read_file(path) == model));
  }
  CHECK(recorder.problem().empty());
}

TEST_CASE("going back forgets what came after, in memory and in a file") {
  const TemporaryFolder folder;
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    TraceMemoryOutput memory;
    check_rewinding(memory, "", seed);
    OpenedTrace opened = open_well(folder.path("a.trace"));
    check_rewinding(*opened.output, folder.path("a.trace"), seed);
  }
}

TEST_CASE("going back where it can't be done is said, not ignored") {
  OpenedTrace opened = open_well("/dev/null");
  TraceRecorder recorder(*opened.output);
  CHECK_FALSE(recorder.can_rewind());
  const TraceRecorder::Position start = recorder.position();
  recorder.run(1, 2, 3);
  recorder.rewind(start);
  recorder.run(1, 2, 3);
  CHECK_THAT(recorder.problem(), ContainsSubstring("can't go back") && ContainsSubstring("missing"));
}

TEST_CASE("opening what can't be opened says what, why and what to do") {
  const TemporaryFolder folder;
  const auto error_for = [](const std::string& path) {
    const OpenedTrace opened = open_trace_file(path);
    CHECK(opened.output == nullptr);
    CHECK_THAT(opened.error, ContainsSubstring("'" + path + "'"));
    return opened.error;
  };
  CHECK_THAT(error_for(folder.path("no/a.trace")),
             ContainsSubstring("No such file or directory") && ContainsSubstring("create its folder first"));
  CHECK_THAT(error_for(folder.path("")),
             ContainsSubstring("directory") && ContainsSubstring("name a file in it"));
  std::ofstream(folder.path("file")) << "x";
  CHECK_THAT(error_for(folder.path("file/a.trace")), ContainsSubstring("a part of the path is a file"));
  CHECK_THAT(open_trace_last("/dev/null", 1000).error, ContainsSubstring("must be a regular file"));
}

TEST_CASE("a second run does not cut off the file of the first") {
  const TemporaryFolder folder;
  OpenedTrace first = open_well(folder.path("a.trace"));
  const OpenedTrace second = open_trace_file(folder.path("a.trace"));
  CHECK(second.output == nullptr);
  CHECK_THAT(second.error, ContainsSubstring("another run is writing this file"));
  CHECK(record(*first.output, 10).empty());
  CHECK((read_file(folder.path("a.trace")) == expected_bytes(10)));
}

TEST_CASE("a full device is told once, with the number of missing lines") {
  OpenedTrace opened = open_well("/dev/full");
  const std::string problem = record(*opened.output, 20000);
  CHECK_THAT(problem, ContainsSubstring("'/dev/full'") && ContainsSubstring("No space left on device") &&
                          ContainsSubstring("make room") && ContainsSubstring("did not reach it") &&
                          ContainsSubstring("lines missing at the end of the trace: "));
}

// The limit of file sizes stands in for a full disk; its signal would kill the program.
class FileSizeLimit final {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &previous_);
    rlimit limit = previous_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &previous_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit previous_{};
};

TEST_CASE("a file that can't grow keeps every line that fitted") {
  const TemporaryFolder folder;
  const std::string whole = expected_bytes(40000);
  for (const std::size_t limit : {65536u, 100001u, 1000000u}) {
    OpenedTrace opened = open_well(folder.path("a.trace"));
    std::string problem;
    {
      const FileSizeLimit limited(limit);
      problem = record(*opened.output, 40000);
    }
    CHECK_THAT(problem, ContainsSubstring("File too large") && ContainsSubstring("ulimit -f"));
    const std::string bytes = read_file(folder.path("a.trace"));
    CHECK(bytes.size() <= limit);
    CHECK(bytes.size() + 1000 > limit);
    CHECK((bytes == whole.substr(0, bytes.size())));
    CHECK(bytes.back() == '\n');
    const std::string missing = std::to_string(std::count(whole.begin(), whole.end(), '\n') -
                                               std::count(bytes.begin(), bytes.end(), '\n'));
    CHECK_THAT(problem, ContainsSubstring("missing at the end of the trace: " + missing + ")"));
  }
}

TEST_CASE("a file that can't even begin is an error of opening it") {
  const TemporaryFolder folder;
  const FileSizeLimit limited(0);
  const OpenedTrace opened = open_trace_file(folder.path("a.trace"));
  CHECK(opened.output == nullptr);
  CHECK_THAT(opened.error, ContainsSubstring("File too large"));
}

TEST_CASE("a pipe gets every byte") {
  const TemporaryFolder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string received;
  std::thread reader([&] { received = read_file(path); });
  OpenedTrace opened = open_well(path);
  const std::string problem = record(*opened.output, 20000);
  opened.output.reset();
  reader.join();
  CHECK(problem.empty());
  CHECK((received == expected_bytes(20000)));
}

TEST_CASE("a pipe that is not ready is waited for") {
  const TemporaryFolder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::string received;
  std::thread reader([&] {
    std::ifstream file(path, std::ios::binary);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    received = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  });
  OpenedTrace opened = open_well(path);
  // The writing end only: the reader's stays as it is.
  for (int file = 3; file < 64; ++file) {
    struct stat status {};
    const bool writes = (::fcntl(file, F_GETFL) & O_ACCMODE) == O_WRONLY;
    if (::fstat(file, &status) == 0 && S_ISFIFO(status.st_mode) && writes) {
      ::fcntl(file, F_SETFL, O_WRONLY | O_NONBLOCK);
    }
  }
  const std::string problem = record(*opened.output, 5000);
  opened.output.reset();
  reader.join();
  CHECK(problem.empty());
  CHECK((received == expected_bytes(5000)));
}

TEST_CASE("a trace on standard output does not overwrite what the program prints there") {
  const TemporaryFolder folder;
  std::cout.flush();
  const int former = ::dup(STDOUT_FILENO);
  const int file = ::open(folder.path("out").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, STDOUT_FILENO);
  REQUIRE(::write(STDOUT_FILENO, "before\n", 7) == 7);
  OpenedTrace opened = open_trace_file("/dev/stdout");
  const std::string problem = opened.output ? record(*opened.output, 100) : opened.error;
  const bool wrote = ::write(STDOUT_FILENO, "after\n", 6) == 6;
  ::dup2(former, STDOUT_FILENO);
  ::close(former);
  ::close(file);
  CHECK(wrote);
  CHECK(problem.empty());
  CHECK((read_file(folder.path("out")) == "before\n" + expected_bytes(100) + "after\n"));
}

TEST_CASE("a line costs little, and the figures make sense") {
  TraceMemoryOutput memory;
  const TraceCost cost = measure_trace_cost(memory, 20000);
  CHECK(cost.bytes_a_line > 30);
  CHECK(cost.bytes_a_line < 64);
  CHECK(cost.ns_a_line > 0);
  CHECK(cost.ns_a_line < 5000);  // some 25 in a release build; the bound only catches the absurd
}

TEST_CASE("a reader that goes away ends the trace and not the program") {
  const TemporaryFolder folder;
  const std::string path = folder.path("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread reader([&] { ::close(::open(path.c_str(), O_RDONLY)); });
  OpenedTrace opened = open_well(path);
  reader.join();
  CHECK_THAT(record(*opened.output, 20000), ContainsSubstring("Broken pipe") && ContainsSubstring("missing"));
}

TEST_CASE("a forked child writes nothing into its parent's trace") {
  const TemporaryFolder folder;
  for (const char* kind : {"file", "last"}) {
    const std::string path = folder.path(kind);
    OpenedTrace opened = kind[0] == 'f' ? open_well(path) : open_trace_last(path, 10000);
    TraceRecorder recorder(*opened.output);
    testing::MadeUpProgram program(recorder, 3);
    program.begin();
    for (int step = 0; step < 500; ++step) program.step();
    const pid_t child = ::fork();
    if (child == 0) {
      for (int step = 0; step < 30000; ++step) program.step();
      program.finish();
      const bool said = recorder.problem().find("belongs to its parent") != std::string::npos;
      opened.output.reset();
      ::_exit(said ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    for (int step = 0; step < 500; ++step) program.step();
    program.finish();
    CHECK(recorder.problem().empty());
    testing::require_sound(testing::parse_trace(read_file(path)), true);
    if (kind[0] == 'f') CHECK((read_file(path) == expected_bytes(1000)));
  }
}

}  // namespace
}  // namespace coutil
