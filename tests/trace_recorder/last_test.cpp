// Keeping the end of a run only: how much is kept, that it is one trace, and how much disk it takes. Must not
// know what the lines mean.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/trace_memory_output.h"
#include "engine/trace_output.h"
#include "engine/trace_recorder.h"
#include "tests/catch.h"
#include "tests/trace_recorder/trace_files.h"

namespace coutil {
namespace {

using Catch::Matchers::ContainsSubstring;
using testing::parse_trace;
using testing::read_file;
using testing::TemporaryFolder;

// A file that is being written has this much room ahead, at most.
constexpr std::uint64_t kWindowBytes = std::uint64_t{1} << 20;

struct Kept {
  std::string bytes;
  std::uint64_t most_disk = 0;
  std::int64_t notes = 0;
  std::string problem;
};

Kept record_last(const TemporaryFolder& folder, std::uint64_t keep_bytes, int steps) {
  Kept kept;
  OpenedTrace opened = open_trace_last(folder.path("a.trace"), keep_bytes);
  REQUIRE(opened.output != nullptr);
  TraceRecorder recorder(*opened.output);
  testing::MadeUpProgram program(recorder, 11);
  program.begin();
  for (int step = 0; step < steps; ++step) {
    program.step();
    if (step % 64 == 0) kept.most_disk = std::max(kept.most_disk, folder.bytes());
  }
  kept.notes = program.notes();
  program.finish();
  kept.bytes = read_file(folder.path("a.trace"));
  kept.problem = recorder.problem();
  return kept;
}

std::string all_bytes(int steps) {
  TraceMemoryOutput memory;
  TraceRecorder recorder(memory);
  testing::MadeUpProgram program(recorder, 11);
  program.begin();
  for (int step = 0; step < steps; ++step) program.step();
  program.finish();
  return std::string(memory.bytes());
}

TEST_CASE("a run that fits is kept whole and says nothing of a middle") {
  const TemporaryFolder folder;
  for (const int steps : {0, 10, 1000}) {
    const Kept kept = record_last(folder, 10000000, steps);
    CHECK((kept.bytes == all_bytes(steps)));
    CHECK(folder.names() == std::vector<std::string>{"a.trace"});
  }
}

TEST_CASE("of a run that does not fit, at least the last bytes asked for are kept, as one trace") {
  const TemporaryFolder folder;
  for (const std::uint64_t keep : {1u, 9000u, 20001u, 200000u}) {
    for (const int steps : {100, 777, 4001}) {
      const Kept kept = record_last(folder, keep, steps);
      CHECK(kept.problem.empty());
      CHECK(folder.names() == std::vector<std::string>{"a.trace"});
      const auto lines = parse_trace(kept.bytes);
      testing::require_sound(lines, true);

      // The end is the end of the whole trace, but for the number of events in the last line.
      const std::string whole = all_bytes(steps);
      const auto cut = [](const std::string& bytes) { return bytes.substr(0, bytes.find("{\"e\":\"fin\"")); };
      const std::string expected = cut(whole);
      const std::string found = cut(kept.bytes);
      const std::size_t least = std::min<std::size_t>(keep, expected.size());
      if (lines[0].contains("from")) {
        CHECK(lines[0]["from"] == "middle");
        REQUIRE(found.size() >= least);
        CHECK((found.substr(found.size() - least) == expected.substr(expected.size() - least)));
      } else {
        CHECK((found == expected));
      }

      // No note is missing in between.
      std::int64_t last = 0;
      for (const auto& line : lines) {
        if (line["e"] != "note") continue;
        const std::int64_t number = std::stoll(line["text"].get<std::string>());
        if (last != 0 && number != last + 1) FAIL("a gap before note " << number);
        last = number;
      }
      CHECK(last == kept.notes);
    }
  }
}

TEST_CASE("the disk holds about twice of what was asked for, at most") {
  const TemporaryFolder folder;
  const std::uint64_t keep = 4000000;
  const Kept kept = record_last(folder, keep, 120000);
  CHECK(all_bytes(120000).size() > 3 * keep);
  CHECK(kept.bytes.size() >= keep);
  CHECK(kept.bytes.size() <= keep * 2);
  CHECK(kept.most_disk <= keep * 2 + 2 * kWindowBytes);
}

TEST_CASE("a snapshot larger than what is to be kept does not repeat itself for ever") {
  const TemporaryFolder folder;
  OpenedTrace opened = open_trace_last(folder.path("a.trace"), 5000);
  TraceRecorder recorder(*opened.output);
  recorder.begin(testing::sample_header());
  int snapshots = 0;
  for (int event = 0; event < 50000; ++event) {
    if (recorder.needs_snapshot()) {
      ++snapshots;
      recorder.begin_snapshot();
      for (CoroutineId co = 1; co <= 5000; ++co) recorder.spawn(event, co, 0, "sleeper", 0);
      recorder.end_snapshot();
      CHECK_FALSE(recorder.needs_snapshot());
    }
    recorder.run(event, 0, 0);
  }
  recorder.finish(50000, 0, 0, 0);
  CHECK(snapshots < 10);
  testing::require_sound(parse_trace(read_file(folder.path("a.trace"))), true);
}

TEST_CASE("a snapshot at the very start is part of the first segment") {
  const TemporaryFolder folder;
  OpenedTrace opened = open_trace_last(folder.path("a.trace"), 100000);
  TraceRecorder recorder(*opened.output);
  TraceHeader header = testing::sample_header();
  header.from_middle = true;
  recorder.begin(header);
  recorder.begin_snapshot();
  recorder.spawn(1, 4, 0, "waiter", 0);
  recorder.end_snapshot();
  recorder.run(2, 4, 0);
  recorder.finish(3, 0, 0, 0);
  const auto lines = parse_trace(read_file(folder.path("a.trace")));
  testing::require_sound(lines, true);
  CHECK(lines.size() == 4);
  CHECK(lines[0]["from"] == "middle");
  CHECK(lines[3]["events"] == 2);
}

TEST_CASE("the file behind a symbolic link is replaced, not the link") {
  const TemporaryFolder folder;
  std::ofstream(folder.path("real.trace")) << "old";
  std::filesystem::create_symlink("real.trace", folder.path("a.trace"));
  const Kept kept = record_last(folder, 9000, 2000);
  CHECK(kept.problem.empty());
  CHECK(std::filesystem::is_symlink(folder.path("a.trace")));
  CHECK((read_file(folder.path("real.trace")) == kept.bytes));
  CHECK(folder.names() == std::vector<std::string>{"a.trace", "real.trace"});
}

TEST_CASE("when no new segment can be made, that is said and the present one stays readable") {
  const TemporaryFolder folder;
  OpenedTrace opened = open_trace_last(folder.path("a.trace"), 20000);
  std::filesystem::create_directory(folder.path("a.trace.next"));
  TraceRecorder recorder(*opened.output);
  testing::MadeUpProgram program(recorder, 11);
  program.begin();
  for (int step = 0; step < 2000; ++step) program.step();
  program.finish();
  CHECK_THAT(recorder.problem(), ContainsSubstring("a.trace.next") && ContainsSubstring("missing"));
  testing::require_sound(parse_trace(read_file(folder.path("a.trace"))), false);
}

}  // namespace
}  // namespace coutil
