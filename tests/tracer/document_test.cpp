// A document: what it shows of a file that is read piece by piece, grows, is torn, cut off or replaced,
// equals what a reading of the whole shows.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "tests/catch.h"
#include "tests/tracer/same_model.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/lane_builder.h"
#include "tracer/trace_document.h"
#include "tracer/trace_loader.h"
#include "tracer/trace_writer.h"

using namespace coutil::tracer;

namespace {

void put(const std::string& path, std::string_view text, const char* how) {
  FILE* file = std::fopen(path.c_str(), how);
  REQUIRE(file != nullptr);
  REQUIRE(std::fwrite(text.data(), 1, text.size(), file) == text.size());
  std::fclose(file);
}

// Waits until it is so, a minute at most: a limit for a machine that is busy, not a measurement.
template <typename Condition>
bool soon(TraceDocument& document, Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    document.advance();
  }
  return true;
}

}  // namespace

TEST_CASE("a model read in chunks of any size, on two threads, equals the one read at once") {
  for (uint64_t seed = 1; seed <= 30; seed++) {
    GeneratorOptions made{.seed = seed, .events = 800, .coroutines = 5 + static_cast<uint32_t>(seed)};
    made.from_middle = seed % 3 == 0;
    const TempTrace trace(generate_trace(made).text);
    const TraceModel whole =
        read_trace(trace.path(), {.keep_defects = true, .scan = {.thread_from = ~size_t{0}}});
    std::mt19937_64 random(seed);
    for (const size_t thread_from : {size_t{0}, ~size_t{0}}) {
      INFO("seed " << seed);
      const ScanOptions scan{.chunk_bytes = 1 + random() % 3000, .thread_from = thread_from};
      const TraceModel pieces = read_trace(trace.path(), {.keep_defects = true, .scan = scan});
      check_same(whole, pieces);
      check_same(Lanes(whole), Lanes(pieces));
    }
  }
}

TEST_CASE("a file that grows in random pieces shows at each moment what its whole lines say") {
  for (uint64_t seed = 1; seed <= 25; seed++) {
    INFO("seed " << seed);
    const std::string text = generate_trace({.seed = seed, .events = 300, .finish = seed % 4 != 0}).text;
    std::mt19937_64 random(seed);
    size_t size = text.find('\n') + 1 + random() % 40;
    const TempTrace trace(text.substr(0, size));
    TraceLoader loader(trace.path(), {.patient = true});
    LaneBuilder lanes(loader.building());
    while (true) {
      while (loader.read_chunk()) {
        if (random() % 2 == 0) lanes.advance();
      }
      lanes.advance();
      loader.remember();
      const TraceModel now = loader.snapshot();
      // A recorder's file ends with room for what is to come.
      const TempTrace so_far(text.substr(0, size) + std::string(random() % 200, '\0'));
      const TraceModel expected = read_trace(so_far.path());
      check_same(expected, now);
      check_same(Lanes(expected), Lanes(now, lanes, false));
      if (size == text.size()) break;
      const size_t more = std::min<size_t>(1 + random() % 4000, text.size() - size);
      put(trace.path(), text.substr(size, more), "ab");
      size += more;
      CHECK(loader.look_again() != TraceLoader::Change::kReplaced);
    }
  }
}

TEST_CASE("a document shows the first part of a file at once and the whole soon") {
  const std::string text = generate_trace({.seed = 4, .events = 3000, .coroutines = 20}).text;
  const TempTrace trace(text);
  TraceDocument document(trace.path(), {.first_bytes = 4000, .scan = {.chunk_bytes = 500}});
  const SharedFacts first = document.facts();
  const uint32_t rows = first->model().event_count();
  REQUIRE(rows > 0);
  REQUIRE(soon(document, [&] { return document.facts()->model().fin().has_value(); }));
  REQUIRE(soon(document, [&] { return !document.status().reading; }));
  const TraceModel whole = trace.load();
  check_same(whole, document.facts()->model());
  check_same(Lanes(whole), document.facts()->lanes);
  CHECK_FALSE(document.status().growing);
  // What is held stays as it was.
  CHECK(first->model().event_count() == rows);
  CHECK(first->model().end_ns() == whole.time_ns(rows - 1));
  CHECK(document.load_count() == 1);
}

TEST_CASE("what a document finds out later is what facts have that are made at once") {
  for (const uint64_t seed : {1, 2, 3}) {
    const TempTrace trace(generate_trace({.seed = seed, .events = 3000, .coroutines = 20}).text);
    const SharedFacts expected = make_facts(trace.load());
    REQUIRE(expected->late() != nullptr);
    TraceDocument document(trace.path(), {.first_bytes = 4000, .few_rows = 0, .scan = {.chunk_bytes = 500}});
    CHECK(document.status().finding);
    REQUIRE(soon(document, [&] { return !document.status().reading && !document.status().finding; }));
    const LateFacts* late = document.facts()->late();
    REQUIRE(late != nullptr);
    const auto sentences = [](const LateFacts& facts) {
      std::vector<std::string> all;
      for (const Finding& finding : facts.findings) all.push_back(finding.title + finding.sentence);
      return all;
    };
    CHECK(sentences(*late) == sentences(*expected->late()));
    const auto& objects = expected->late()->totals.objects;
    REQUIRE(late->totals.objects.size() == objects.size());
    for (size_t i = 0; i < objects.size(); i++) {
      CHECK(late->totals.objects[i].waited_ns == objects[i].waited_ns);
      CHECK(late->totals.objects[i].longest_event == objects[i].longest_event);
    }
    const uint32_t middle = expected->model().event_count() / 2;
    BoardCursor here(late->boards), there(expected->late()->boards);
    for (uint32_t co = 0; co < expected->model().coroutines().size(); co++) {
      CHECK(here.after(middle).state(co) == there.after(middle).state(co));
    }
  }
}

TEST_CASE("a document can be closed at any time") {
  const TempTrace trace(generate_trace({.seed = 5, .events = 20000, .coroutines = 50}).text);
  for (int i = 0; i < 20; i++) {
    TraceDocument document(trace.path(), {.first_bytes = 4000, .few_rows = 0, .scan = {.chunk_bytes = 5000}});
    std::this_thread::sleep_for(std::chrono::milliseconds(i));
    document.advance();
    CHECK(document.facts()->model().event_count() > 0);
  }
}

TEST_CASE("a document follows a file that grows, and its end") {
  const std::string text = generate_trace({.seed = 6, .events = 500}).text;
  const size_t half = text.find('\n', text.size() / 2) + 1;
  const TempTrace trace(text.substr(0, half));
  TraceDocument document(trace.path());
  const uint32_t rows = document.facts()->model().event_count();
  CHECK(document.facts()->model().cut_short());
  put(trace.path(), text.substr(half, 4000), "ab");
  REQUIRE(soon(document, [&] { return document.facts()->model().event_count() > rows; }));
  CHECK(document.status().growing);
  put(trace.path(), text.substr(half + 4000), "ab");
  REQUIRE(soon(document, [&] { return document.facts()->model().fin().has_value(); }));
  REQUIRE(soon(document, [&] { return !document.status().growing; }));
  check_same(trace.load(), document.facts()->model());
  CHECK(document.load_count() == 1);
}

TEST_CASE("a run that does nothing is told from one that was killed by the lock on its trace") {
  const std::string text = generate_trace({.seed = 6, .events = 500}).text;
  const TempTrace trace(text.substr(0, text.find('\n', text.size() / 2) + 1));
  CHECK_FALSE(has_writer(trace.path()));
  const int file = open(trace.path().c_str(), O_RDONLY);
  REQUIRE(flock(file, LOCK_EX) == 0);
  CHECK(has_writer(trace.path()));
  TraceDocument document(trace.path());
  CHECK(document.status().growing);
  close(file);
  CHECK_FALSE(has_writer(trace.path()));
  REQUIRE(soon(document, [&] { return !document.status().growing; }));
  put(trace.path(), text.substr(text.find('\n', text.size() / 2) + 1, 4000), "ab");
  const uint32_t rows = document.facts()->model().event_count();
  REQUIRE(soon(document, [&] { return document.facts()->model().event_count() > rows; }));
}

TEST_CASE("a document of a file that is cut off or replaced says so, and shows the new one") {
  const std::string old = generate_trace({.seed = 1, .events = 2000}).text;
  const std::string text = generate_trace({.seed = 2, .events = 200}).text;
  for (const bool in_place : {true, false}) {
    const TempTrace trace(old);
    TraceDocument document(trace.path());
    const SharedFacts former = document.facts();
    REQUIRE(soon(document, [&] { return !document.status().reading; }));
    if (in_place) {
      put(trace.path(), text, "wb");
    } else {
      const TempTrace other(text);
      std::filesystem::rename(other.path(), trace.path());
    }
    REQUIRE(soon(document, [&] { return document.load_count() > 1; }));
    REQUIRE(soon(document, [&] { return document.facts()->model().fin().has_value(); }));
    check_same(trace.load(), document.facts()->model());
    CHECK(document.status().notice.find("written anew") != std::string::npos);
    // Lines of the former file may be gone; asking for them is no crash.
    for (uint32_t e = 0; e < former->model().event_count(); e += 50) former->model().line_text(e);
  }
}

TEST_CASE("what a document can't read it says; what was read before stays") {
  const std::string text = generate_trace({.seed = 3, .events = 400}).text;
  const size_t middle = text.find('\n', text.size() / 2) + 1;
  const TempTrace trace(text.substr(0, middle) + "no JSON\n" + text.substr(middle));
  CHECK_THROWS_AS(TraceDocument(trace.path()), TraceError);
  TraceDocument document(trace.path(), {.first_bytes = 2000, .scan = {.chunk_bytes = 500}});
  REQUIRE(soon(document, [&] { return !document.status().trouble.empty(); }));
  CHECK(document.status().trouble.find("bad JSON") + document.status().trouble.find("no JSON object") !=
        2 * std::string::npos);
  CHECK(document.facts()->model().event_count() > 0);
  CHECK_THROWS_AS(TraceDocument("no-such-file"), TraceError);
}
