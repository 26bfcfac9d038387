// Where one gets from a row of the trace: to the emit that ended a wait, to whom an emit woke, to the next
// row of a coroutine or an object. Looks things up in lanes and index; changes nothing and knows no picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "tracer/lane.h"
#include "tracer/row_index.h"

namespace coutil::tracer {

// What the steps follow.
enum class Track : uint8_t { kAll, kLane, kObject };

// The next (the previous) row after `row` on a track; `key` is the lane or the object. kNone where there is
// none. `row` kNone stands before the first (behind the last).
uint32_t stepped(const RowIndex& rows, const TraceModel& model, Track track, uint32_t key, uint32_t row,
                 bool forward);

// The emit that ended the wait that `row` began, or that made `row` (a wake, or a run after it) happen. The
// wake itself where the scheduler did it; kNone where nothing did, or not yet.
uint32_t cause_of(const Lanes& lanes, uint32_t row);

// The same, and, of any other row of somebody who runs, what made it run: so one goes back from wake to
// wake. A row before `row`; kNone where there is none.
uint32_t reason_of(const Lanes& lanes, uint32_t row);

// The wakes that an emit caused, in order; of an await the wake that ended it.
std::vector<uint32_t> effects_of(const Lanes& lanes, const RowIndex& rows, uint32_t row);

// "120", "#120" or "e120": a row. "1.5ms": the first row at or after that time, or the last one. Nothing for
// other texts and for rows that are not there.
std::optional<uint32_t> row_from_text(const TraceModel& model, std::string_view text);

}  // namespace coutil::tracer
