// The lanes against what the generator's world knew, and against plain scans.
#include <algorithm>
#include <random>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer/trace_generator.h"
#include "tracer/lane.h"

using namespace coutil::tracer;

namespace {

// States by the world's own changes: state of coroutine id `co` after each row.
std::vector<State> states_of(const GeneratedTrace& made, uint32_t co, uint32_t rows) {
  std::vector<State> out(rows, State::kAbsent);
  State state = State::kAbsent;
  size_t next = 0;
  std::vector<StateChange> mine;
  for (const StateChange& change : made.changes) {
    if (change.coroutine == co) mine.push_back(change);
  }
  for (uint32_t e = 0; e < rows; e++) {
    while (next < mine.size() && mine[next].event <= e) state = mine[next++].state;
    out[e] = state;
  }
  return out;
}

uint32_t index_of(const TraceModel& model, int64_t id) {
  for (uint32_t i = 0; i < model.coroutines().size(); i++) {
    if (model.coroutines()[i].id == id) return i;
  }
  return kNone;
}

}  // namespace

TEST_CASE("the state of every coroutine after every event is the world's") {
  for (uint64_t seed = 1; seed <= 30; seed++) {
    const bool middle = seed % 3 == 0;
    const GeneratedTrace made = generate_trace({.seed = seed, .events = 400, .from_middle = middle});
    const TempTrace trace(made.text);
    const TraceModel model = trace.load();
    const Lanes lanes(model);
    REQUIRE(model.event_count() == made.events);
    for (uint32_t id = 1; id < made.coroutine_count; id++) {
      const uint32_t lane = index_of(model, id);
      if (lane == kNone) continue;  // over before the trace began
      const auto expected = states_of(made, id, model.event_count());
      for (uint32_t e = 0; e < model.event_count(); e++) {
        INFO("seed " << seed << ", coroutine " << id << ", event " << e << ": " << model.line_text(e));
        REQUIRE(state_name(lanes.state_after(lane, e)) == std::string(state_name(expected[e])));
      }
    }
  }
}

TEST_CASE("spans of a lane touch, arrows and marks are sorted, totals are a plain scan's") {
  const GeneratedTrace made = generate_trace({.seed = 21, .events = 5000, .coroutines = 20});
  const TempTrace trace(made.text);
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  std::vector<uint32_t> runs(model.coroutines().size()), emits(runs), awaits(runs), wakes(runs);
  uint32_t all_wakes = 0;
  for (uint32_t e = 0; e < model.event_count(); e++) {
    const uint32_t co = model.coroutine(e);
    runs[co] += model.kind(e) == Kind::kRun;
    emits[co] += model.kind(e) == Kind::kEmit;
    awaits[co] += model.kind(e) == Kind::kAwait;
    wakes[co] += model.kind(e) == Kind::kWake;
    all_wakes += model.kind(e) == Kind::kWake;
  }
  CHECK(lanes.arrows().size() == all_wakes);
  for (const Arrow& arrow : lanes.arrows()) {
    if (model.by(arrow.wake) == kScheduler) {
      CHECK(arrow.emit == kNone);
      continue;
    }
    REQUIRE(arrow.emit < arrow.wake);
    CHECK(model.kind(arrow.emit) == Kind::kEmit);
    CHECK(model.coroutine(arrow.emit) == model.by(arrow.wake));
    CHECK(model.object(arrow.emit) == model.object(arrow.wake));
  }
  for (const Lane& lane : lanes.lanes()) {
    const auto spans = lanes.spans(lane.coroutine);
    int64_t waiting_ns = 0;
    for (size_t i = 0; i < spans.size(); i++) {
      CHECK(spans[i].begin < spans[i].end);
      if (i > 0) CHECK(spans[i].begin == spans[i - 1].end);
      if (spans[i].state == State::kWaiting) {
        waiting_ns += model.time_or_end_ns(spans[i].end) - model.time_ns(spans[i].begin);
        CHECK(model.kind(spans[i].begin) == Kind::kAwait);
      }
      if (spans[i].state == State::kReady)
        CHECK((model.kind(spans[i].begin) == Kind::kWake || model.kind(spans[i].begin) == Kind::kCancel));
    }
    CHECK(lane.totals.runs == runs[lane.coroutine]);
    CHECK(lane.totals.emits == emits[lane.coroutine]);
    CHECK(lane.totals.awaits == awaits[lane.coroutine]);
    CHECK(lane.totals.wakes == wakes[lane.coroutine]);
    CHECK(lane.totals.time_ns[static_cast<size_t>(State::kWaiting)] == waiting_ns);
    CHECK(lane.totals.self_rows <= lane.totals.rows[static_cast<size_t>(State::kRunning)]);
  }
}

TEST_CASE("shares of any stretch are those of a plain sum over the spans") {
  const GeneratedTrace made = generate_trace({.seed = 5, .events = 6000, .coroutines = 5});
  const TempTrace trace(made.text);
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  std::mt19937_64 random(4);
  for (int i = 0; i < 2000; i++) {
    const Axis axis = i % 2 == 0 ? Axis::kTime : Axis::kOrder;
    const auto lane = static_cast<uint32_t>(random() % lanes.lanes().size());
    const auto size = static_cast<uint64_t>(lanes.axis_end(axis) + 2);
    int64_t from = static_cast<int64_t>(random() % size), to = static_cast<int64_t>(random() % size);
    if (from > to) std::swap(from, to);
    if (from == to) continue;
    Shares plain{};
    for (const Span& span : lanes.spans(lane)) {
      const int64_t begin = std::max(from, lanes.position(axis, span.begin));
      const int64_t end = std::min(to, lanes.position(axis, span.end));
      if (end > begin)
        plain[static_cast<size_t>(span.state)] +=
            static_cast<float>(end - begin) / static_cast<float>(to - from);
    }
    const Shares shares = lanes.shares(lane, axis, from, to);
    for (size_t state = 0; state < shares.size(); state++)
      CHECK(shares[state] == Approx(plain[state]).margin(1e-4));
    const auto between = lanes.spans_between(lane, axis, from, to);
    for (const Span& span : lanes.spans(lane)) {
      const bool touches = lanes.position(axis, span.end) >= from && lanes.position(axis, span.begin) <= to;
      const bool found =
          std::any_of(between.begin(), between.end(), [&](const Span& s) { return s.begin == span.begin; });
      CHECK(touches == found);
    }
  }
}

TEST_CASE("arrows between two positions are those of a plain scan") {
  const GeneratedTrace made = generate_trace({.seed = 8, .events = 3000});
  const TempTrace trace(made.text);
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  std::mt19937_64 random(9);
  for (int i = 0; i < 500; i++) {
    const Axis axis = i % 2 == 0 ? Axis::kTime : Axis::kOrder;
    const auto size = static_cast<uint64_t>(lanes.axis_end(axis) + 2);
    const int64_t from = static_cast<int64_t>(random() % size), to = static_cast<int64_t>(random() % size);
    size_t expected = 0;
    for (const Arrow& arrow : lanes.arrows()) {
      const int64_t at = lanes.position(axis, arrow.wake);
      expected += at >= from && at <= to;
    }
    CHECK(lanes.arrows_between(axis, from, to).size() == expected);
  }
}

TEST_CASE(
    "an await of all is over with its last wake, and the main program drives while the scheduler resumes") {
  const TempTrace trace({R"({"e":"spawn","t":0,"co":1,"by":0,"name":"w","at":1})",
                         R"({"e":"run","t":0,"co":1,"by":0})",
                         R"({"e":"await","t":0,"co":1,"mode":"all","on":[1,2],"at":2})",
                         R"({"e":"emit","t":0,"co":0,"how":"one","on":1,"waiters":1,"at":3})",
                         R"({"e":"wake","t":0,"co":1,"by":0,"on":1})",
                         R"({"e":"emit","t":4,"co":0,"how":"one","on":2,"waiters":1,"at":3})",
                         R"({"e":"wake","t":4,"co":1,"by":0,"on":2})", R"({"e":"run","t":4,"co":1,"by":0})",
                         R"({"e":"await","t":4,"co":1,"mode":"one","on":[4],"at":2,"due":9})",
                         R"({"e":"wake","t":9,"co":1,"by":-1,"on":4})", R"({"e":"run","t":9,"co":1,"by":-1})",
                         R"({"e":"end","t":9,"co":1})", R"({"e":"note","t":9,"co":0,"text":"done","at":3})"});
  const TraceModel model = trace.load();
  const Lanes lanes(model);
  CHECK(lanes.state_after(1, 4) == State::kWaiting);
  CHECK(lanes.state_after(1, 6) == State::kReady);
  CHECK(lanes.state_after(1, 11) == State::kEnded);
  CHECK(lanes.state_after(0, 7) == State::kRunning);
  CHECK(lanes.state_after(0, 10) == State::kDriving);
  CHECK(lanes.state_after(0, 12) == State::kRunning);
  CHECK(lanes.lanes()[0].totals.time_ns[static_cast<size_t>(State::kDriving)] == 5);
  CHECK(lanes.lanes()[1].totals.paused_ns == 5);
  CHECK(lanes.lanes()[1].totals.longest_wait_ns == 4);
}
