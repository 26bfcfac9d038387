// check-perfetto EXPORT TRACE: exit 1 and the complaints where an export is not what the trace says.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "tests/tracer_export/perfetto_checker.h"
#include "tests/tracer_export/plain_counts.h"

namespace {

std::string text_of(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace coutil::tracer::test;
  if (argc != 3) {
    fmt::print(stderr, "usage: check-perfetto EXPORT TRACE\n");
    return 2;
  }
  PerfettoReport report = check_perfetto(text_of(argv[1]));
  const PlainCounts counts = count_plainly(text_of(argv[2]));
  const auto expect = [&report](const char* what, uint64_t got, uint64_t wanted) {
    if (got != wanted)
      report.complaints.push_back(fmt::format("{} {}, and {} were expected", got, what, wanted));
  };
  expect("arrows of wakes", report.arrows["wake"], counts.woken_by_somebody);
  expect("arrows of messages", report.arrows["message"], counts.delivered);
  expect("emits", report.instants["emit"], counts.count("emit"));
  expect("sends", report.instants["send"], counts.count("send"));
  expect("notes", report.instants["note"], counts.count("note"));
  expect("mutexes held", report.holds, counts.count("lock"));
  for (const std::string& complaint : report.complaints) fmt::print("{}: {}\n", argv[1], complaint);
  fmt::print("{}: {} slices, {} and {} arrows\n", argv[1], report.slices["state"], report.arrows["wake"],
             report.arrows["message"]);
  return report.complaints.empty() ? 0 : 1;
}
