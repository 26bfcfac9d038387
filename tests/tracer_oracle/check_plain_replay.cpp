// check-plain-replay TRACE LOOKS: exit 1 and what differs where the tracer shows something else than a replay
// of the trace's lines has, in all its numbers and at so many random rows and times.
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/tracer_oracle/compare.h"
#include "tracer/trace_reader.h"

int main(int argc, char** argv) {
  using namespace coutil::tracer;
  if (argc != 3) {
    fmt::print(stderr, "usage: check-plain-replay TRACE LOOKS\n");
    return 2;
  }
  std::ostringstream text;
  text << std::ifstream(argv[1], std::ios::binary).rdbuf();
  const test::PlainReplay replay(text.str());
  const SharedFacts facts = make_facts(read_trace(argv[1]));
  std::mt19937 random(1);
  test::Complaints complaints = test::compare_totals(*facts, replay, random);
  const test::Complaints states = test::compare_states(*facts, replay, random, std::atoi(argv[2]));
  complaints.insert(complaints.end(), states.begin(), states.end());
  for (size_t i = 0; i < complaints.size() && i < 20; i++) fmt::print("{}: {}\n", argv[1], complaints[i]);
  if (complaints.size() > 20) fmt::print("{}: and {} more\n", argv[1], complaints.size() - 20);
  fmt::print("{}: {} rows, {} coroutines\n", argv[1], replay.rows().size(), replay.coroutines().size());
  return complaints.empty() ? 0 : 1;
}
