// Steps, jumps and totals against plain scans of all rows; bookmarks and the player by hand.
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/bookmarks.h"
#include "tracer/moves.h"
#include "tracer/player.h"
#include "tracer/stretch_totals.h"

using namespace coutil::tracer;

namespace {

// Longer than two blocks of the index.
constexpr uint64_t kEvents = 20000;

TraceModel random_model(uint64_t seed, uint64_t events = kEvents) {
  return read_trace(
      TempTrace(generate_trace({.seed = seed, .events = events, .coroutines = 40}).text).path());
}

template <typename Matches>
uint32_t scan(const TraceModel& model, uint32_t row, bool forward, Matches matches) {
  const int64_t count = model.event_count();
  int64_t at = row == kNone ? (forward ? -1 : count) : row;
  for (at += forward ? 1 : -1; at >= 0 && at < count; at += forward ? 1 : -1) {
    if (matches(static_cast<uint32_t>(at))) return static_cast<uint32_t>(at);
  }
  return kNone;
}

bool has_object(const TraceModel& model, uint32_t row, uint32_t object) {
  for (const uint32_t one : model.object_list(row)) {
    if (one == object) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a step finds what a plain scan finds", "[move]") {
  for (const uint64_t seed : {1, 2}) {
    const TraceModel model = random_model(seed);
    const RowIndex rows(model);
    std::mt19937 random(seed);
    const auto any = [&](size_t count) { return static_cast<uint32_t>(random() % count); };
    for (int i = 0; i < 1000; i++) {
      const uint32_t row = i % 50 == 0 ? kNone : any(model.event_count());
      const bool forward = i % 2 == 0;
      const uint32_t lane = any(model.coroutines().size()), object = any(model.objects().size());
      const uint32_t place = any(model.places().size());
      const auto kind = static_cast<Kind>(any(kKindCount));
      CHECK(stepped(rows, model, Track::kLane, lane, row, forward) ==
            scan(model, row, forward, [&](uint32_t at) { return model.coroutine(at) == lane; }));
      CHECK(stepped(rows, model, Track::kObject, object, row, forward) ==
            scan(model, row, forward, [&](uint32_t at) { return has_object(model, at, object); }));
      CHECK(stepped(rows, model, Track::kAll, kNone, row, forward) ==
            scan(model, row, forward, [](uint32_t) { return true; }));
      CHECK((forward ? rows.next_of_place(place, row) : rows.previous_of_place(place, row)) ==
            scan(model, row, forward, [&](uint32_t at) { return model.place(at) == place; }));
      CHECK((forward ? rows.next_of_kind(kind, row) : rows.previous_of_kind(kind, row)) ==
            scan(model, row, forward, [&](uint32_t at) { return model.kind(at) == kind; }));
    }
  }
}

TEST_CASE("the counts of a stretch are those of a plain scan", "[move]") {
  const TraceModel model = random_model(3);
  const RowIndex rows(model);
  const Lanes lanes(model);
  std::mt19937 random(3);
  for (int i = 0; i < 200; i++) {
    const auto any = [&] { return static_cast<uint32_t>(random() % (model.event_count() + 1)); };
    const auto [from, to] = std::minmax({any(), any()});
    KindCounts counts{};
    for (uint32_t row = from; row < to; row++) counts[static_cast<size_t>(model.kind(row))]++;
    CHECK(rows.counts(from, to) == counts);
    const StretchTotals totals = stretch_totals(lanes, rows, Axis::kOrder, from, to);
    CHECK(totals.counts == counts);
    const uint32_t time_from = model.first_at_or_after(model.time_or_end_ns(from));
    const uint32_t time_to = model.first_at_or_after(model.time_or_end_ns(to));
    const StretchTotals by_time =
        stretch_totals(lanes, rows, Axis::kTime, model.time_or_end_ns(from), model.time_or_end_ns(to));
    CHECK(by_time.first_row == time_from);
    CHECK(by_time.last_row == time_to);
  }
}

TEST_CASE("what a stretch says is read off its numbers", "[move]") {
  const TraceModel model = read_trace(TempTrace(std::string(kHeaderLine) + "\n" + std::string(kDefinitions) +
                                                R"({"e":"spawn","t":0,"co":1,"by":0,"name":"a","at":1}
{"e":"run","t":0,"co":1,"by":0}
{"e":"await","t":1000,"co":1,"mode":"one","on":[1],"at":2}
{"e":"emit","t":2000,"co":0,"how":"one","on":1,"waiters":1,"at":3}
{"e":"wake","t":2000,"co":1,"by":0,"on":1}
{"e":"run","t":2000,"co":1,"by":0}
{"e":"end","t":2000,"co":1}
)")
                                          .path());
  const Lanes lanes(model);
  const RowIndex rows(model);
  const std::string text = stretch_text(stretch_totals(lanes, rows, Axis::kTime, 1000, 2001));
  CHECK(text.find("1 us") != std::string::npos);
  CHECK(text.find("5 events") != std::string::npos);
  CHECK(text.find("1 emit, 1 wake") != std::string::npos);
  CHECK(text.find("waiting 50 %") != std::string::npos);
}

TEST_CASE("jumps follow the arrows in both directions", "[move]") {
  const TraceModel model = random_model(4, 6000);
  const Lanes lanes(model);
  const RowIndex rows(model);
  size_t emits = 0;
  for (uint32_t row = 0; row < model.event_count(); row++) {
    if (model.kind(row) == Kind::kEmit) {
      std::vector<uint32_t> wakes;
      for (const Arrow& arrow : lanes.arrows()) {
        if (arrow.emit == row) wakes.push_back(arrow.wake);
      }
      CHECK(effects_of(lanes, rows, row) == wakes);
      emits += wakes.size();
    }
  }
  REQUIRE(emits > 100);
  for (const Arrow& arrow : lanes.arrows()) {
    if (arrow.emit == kNone) continue;
    CHECK(cause_of(lanes, arrow.wake) == arrow.emit);
    const Span* ready = lanes.span_after(model.coroutine(arrow.wake), arrow.wake);
    if (ready == nullptr || ready->state != State::kReady || ready->begin != arrow.wake) continue;
    if (ready->end < model.event_count() && model.kind(ready->end) == Kind::kRun) {
      CHECK(cause_of(lanes, ready->end) == arrow.emit);
    }
    const Span* wait = lanes.span_after(model.coroutine(arrow.wake), arrow.wake - 1);
    REQUIRE(wait != nullptr);
    CHECK(cause_of(lanes, wait->begin) == arrow.emit);
    CHECK(effects_of(lanes, rows, wait->begin) == std::vector<uint32_t>{arrow.wake});
  }
}

TEST_CASE("a row is found by its number and by its time", "[move]") {
  const TraceModel model = random_model(5, 500);
  CHECK(row_from_text(model, "7") == 7U);
  CHECK(row_from_text(model, " #7 ") == 7U);
  CHECK(row_from_text(model, "e0") == 0U);
  CHECK_FALSE(row_from_text(model, std::to_string(model.event_count())));
  CHECK_FALSE(row_from_text(model, ""));
  CHECK_FALSE(row_from_text(model, "e"));
  CHECK_FALSE(row_from_text(model, "soon"));
  CHECK_FALSE(row_from_text(model, "99999999999999999999"));
  CHECK(row_from_text(model, "0ns") == 0U);
  CHECK(row_from_text(model, "100000s") == model.event_count() - 1);
  const int64_t late = model.time_ns(model.event_count() / 2);
  CHECK(row_from_text(model, std::to_string(late) + "ns") == model.first_at_or_after(late));
}

TEST_CASE("bookmarks keep their order and turn around the ends", "[move]") {
  Bookmarks marks;
  CHECK(marks.next(3, true) == kNone);
  CHECK(marks.toggle(30, "third"));
  CHECK(marks.toggle(10, "first"));
  marks.set(20, "second");
  marks.set(20, "renamed");
  REQUIRE(marks.list().size() == 3);
  CHECK(marks.list()[1] == Bookmark{20, "renamed"});
  CHECK(marks.next(10, true) == 20);
  CHECK(marks.next(30, true) == 10);
  CHECK(marks.next(10, false) == 30);
  CHECK(marks.next(25, false) == 20);
  CHECK(marks.next(kNone, true) == 10);
  CHECK_FALSE(marks.toggle(20, "again"));
  CHECK(marks.find(20) == nullptr);
  for (uint32_t i = 0; i < 2 * kMostBookmarks; i++) marks.set(i, "");
  CHECK(marks.list().size() <= kMostBookmarks);
}

TEST_CASE("the player goes on at its speed and stops at the end", "[move]") {
  const TraceModel model = random_model(6, 3000);
  const Lanes lanes(model);
  Player player;
  player.choose_speeds(lanes);
  CHECK(player.speed(Axis::kOrder) >= 50);
  player.advance(lanes, 1);
  CHECK(player.position() == 0);
  player.start(Axis::kOrder, 100);
  player.advance(lanes, 0.5);
  CHECK(player.position() == Approx(100 + player.speed(Axis::kOrder) / 2));
  CHECK(player.running());
  player.advance(lanes, 1e6);
  CHECK_FALSE(player.running());
  CHECK(player.position() == model.event_count());
  const double before = player.speed(Axis::kOrder);
  for (int i = 0; i < 3; i++) player.change_speed(Axis::kOrder, true);
  CHECK(player.speed(Axis::kOrder) == Approx(before * 10));
  for (int i = 0; i < 3; i++) player.change_speed(Axis::kOrder, false);
  CHECK(player.speed(Axis::kOrder) == Approx(before));
  for (int i = 0; i < 200; i++) player.change_speed(Axis::kTime, false);
  CHECK(player.speed(Axis::kTime) > 0);
}
