// Compares two models, and two sets of lanes, in everything that can be asked of them. Knows no file.
#pragma once

#include <algorithm>

#include "tests/catch.h"
#include "tracer/lane.h"

namespace coutil::tracer {

inline bool same_row(const TraceModel& a, const TraceModel& b, uint32_t e) {
  return a.kind(e) == b.kind(e) && a.time_ns(e) == b.time_ns(e) && a.coroutine(e) == b.coroutine(e) &&
         a.by(e) == b.by(e) && a.place(e) == b.place(e) &&
         std::ranges::equal(a.object_list(e), b.object_list(e)) && a.mode(e) == b.mode(e) &&
         a.stored(e) == b.stored(e) && a.failed(e) == b.failed(e) && a.pauses(e) == b.pauses(e) &&
         a.waiters(e) == b.waiters(e) && a.operation(e) == b.operation(e) && a.what(e) == b.what(e) &&
         a.message(e) == b.message(e) && a.bytes(e) == b.bytes(e) && a.process_id(e) == b.process_id(e) &&
         a.host(e) == b.host(e) && a.line_number(e) == b.line_number(e) && a.line_text(e) == b.line_text(e);
}

inline void check_same(const TraceModel& a, const TraceModel& b) {
  REQUIRE(a.event_count() == b.event_count());
  for (uint32_t e = 0; e < a.event_count(); e++) {
    if (same_row(a, b, e)) continue;
    INFO("row " << e << ": " << a.line_text(e));
    CHECK(a.describe(e) == b.describe(e));
    FAIL("the rows differ");
  }
  REQUIRE(a.coroutines().size() == b.coroutines().size());
  for (uint32_t i = 0; i < a.coroutines().size(); i++) {
    CHECK(a.label(i) == b.label(i));
    CHECK(a.coroutines()[i].id == b.coroutines()[i].id);
    CHECK(a.coroutines()[i].spawn_event == b.coroutines()[i].spawn_event);
    CHECK(a.coroutines()[i].by == b.coroutines()[i].by);
    CHECK(a.coroutines()[i].place == b.coroutines()[i].place);
    CHECK(a.coroutines()[i].host == b.coroutines()[i].host);
    CHECK(a.coroutines()[i].program == b.coroutines()[i].program);
  }
  REQUIRE(a.objects().size() == b.objects().size());
  for (uint32_t i = 0; i < a.objects().size(); i++) {
    CHECK(a.object_label(i) == b.object_label(i));
    CHECK(a.objects()[i].line == b.objects()[i].line);
  }
  REQUIRE(a.places().size() == b.places().size());
  for (uint32_t i = 0; i < a.places().size(); i++) CHECK(a.place_label(i) == b.place_label(i));
  REQUIRE(a.defect_count() == b.defect_count());
  REQUIRE(a.defects().size() == b.defects().size());
  for (size_t i = 0; i < a.defects().size(); i++) {
    CHECK(a.defects()[i].line == b.defects()[i].line);
    CHECK(a.defects()[i].sentence == b.defects()[i].sentence);
  }
  CHECK(a.fin().has_value() == b.fin().has_value());
  CHECK(a.distinct_instants() == b.distinct_instants());
  CHECK(a.unknown_lines() == b.unknown_lines());
  CHECK(a.torn_bytes() == b.torn_bytes());
  CHECK(a.programs().size() == b.programs().size());
}

inline void check_same(const Lanes& a, const Lanes& b) {
  REQUIRE(a.lanes().size() == b.lanes().size());
  for (uint32_t i = 0; i < a.lanes().size(); i++) {
    INFO("lane " << i);
    const Lane &x = a.lanes()[i], &y = b.lanes()[i];
    CHECK(x.final_state == y.final_state);
    CHECK(x.first_event == y.first_event);
    CHECK(x.last_event == y.last_event);
    CHECK(x.totals.time_ns == y.totals.time_ns);
    CHECK(x.totals.rows == y.totals.rows);
    CHECK(x.totals.self_ns == y.totals.self_ns);
    CHECK(x.totals.paused_ns == y.totals.paused_ns);
    CHECK(x.totals.runs == y.totals.runs);
    CHECK(x.totals.longest_wait_event == y.totals.longest_wait_event);
    CHECK(std::ranges::equal(a.spans(i), b.spans(i), [](const Span& s, const Span& t) {
      return s.begin == t.begin && s.end == t.end && s.state == t.state && s.depth == t.depth;
    }));
  }
  CHECK(std::ranges::equal(a.arrows(), b.arrows(), [](const Arrow& s, const Arrow& t) {
    return s.emit == t.emit && s.wake == t.wake;
  }));
  CHECK(std::ranges::equal(a.marks(), b.marks(), [](const Mark& s, const Mark& t) {
    return s.event == t.event && s.kind == t.kind;
  }));
}

}  // namespace coutil::tracer
