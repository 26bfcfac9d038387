// Why somebody went on: who woke or resumed it, why that one ran, and so on back to the scheduler or a main
// program. Knows words, no picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

// `who` went on at `row` (a wake, or a run by hand) because of `by`, which did `cause` (its emit; else
// `row`).
struct WakeCause {
  uint32_t row = 0;
  uint32_t who = 0, by = 0;  // `by` may be kScheduler
  uint32_t cause = 0;
};

// The wake or run that made `who` run as row `at` happened; kNone where it did not run then, or from the
// beginning on.
uint32_t why_it_ran(const Lanes& lanes, uint32_t who, uint32_t at);

// From the wake or run `row` backwards; the last one is by the scheduler or a main program, unless there are
// more than `most`.
std::vector<WakeCause> wake_causes(const Lanes& lanes, uint32_t row, size_t most);

// What an emit is part of: kUnlock or kFulfill right after such a row of the same coroutine and object, else
// kEmit. And the word for it: "unlocks", "fulfills", "emits".
Kind emit_part_of(const TraceModel& model, uint32_t emit);
const char* emit_verb(const TraceModel& model, uint32_t emit);

// The span of `who` that ended at row `row` (its wake, say), if that was a wait; else null.
const Span* wait_ended_by(const Lanes& lanes, uint32_t who, uint32_t row);

// A timer that came late because its program was busy when the time had come.
struct LateTimer {
  int64_t late_ns = 0;
  uint32_t runner = 0;  // who ran when it was due
};

// Of the wake of who waited for such a timer. The text: "46 ms after its timer was due, since b ran", else
// empty.
std::optional<LateTimer> late_timer(const Lanes& lanes, uint32_t wake);
std::string late_timer_text(const Lanes& lanes, uint32_t wake);

// "woken by b (emits x at a.lua:3), which the scheduler woke (its 3 ms timer, a.lua:9)"; empty for a row that
// makes nobody go on.
std::string wake_cause_text(const Lanes& lanes, uint32_t row);

}  // namespace coutil::tracer
