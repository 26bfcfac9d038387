// What the tracer shows of random traces, all its numbers and the state at random rows and times, is what a
// replay of the lines says: at 10,200 times in all, and as many rows.
#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tests/tracer_analysis/random_run.h"
#include "tests/tracer_analysis/random_waits.h"
#include "tests/tracer_oracle/compare.h"

namespace coutil::tracer::test {
namespace {

void check(const std::string& text, unsigned seed, int looks) {
  const TempTrace file(text);
  const SharedFacts facts = make_facts(file.load());
  const PlainReplay replay(text);
  std::mt19937 random(seed);
  for (const Complaints& some :
       {compare_totals(*facts, replay, random), compare_states(*facts, replay, random, looks)}) {
    for (const std::string& complaint : some) {
      INFO(complaint);
      CHECK(complaint.empty());
    }
    REQUIRE(some.empty());
  }
}

}  // namespace

TEST_CASE("random traces of the generator") {
  for (unsigned seed = 1; seed <= 40; seed++) {
    CAPTURE(seed);
    GeneratorOptions options;
    options.seed = seed;
    options.events = 200 + seed * 60;
    options.coroutines = 3 + seed % 20;
    options.finish = seed % 5 != 0;
    options.from_middle = seed % 4 == 0;
    options.calm = seed % 7 == 0 ? 80 : 0;
    check(generate_trace(options).text, seed, 150);
  }
}

TEST_CASE("random programs that the engine ran") {
  for (unsigned seed = 1; seed <= 400; seed++) {
    CAPTURE(seed);
    check(run_random_program(seed).trace, seed, 8);
  }
}

TEST_CASE("waits for one, all and any of several mutexes") {
  for (unsigned seed = 1; seed <= 200; seed++) {
    CAPTURE(seed);
    check(random_waits_trace(seed), seed, 5);
  }
}

}  // namespace coutil::tracer::test
