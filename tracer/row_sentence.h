// One sentence about a row of a trace that is no span's, about a lane as a whole, and about an object: who,
// what, where, and what came of it. Knows words, no picture.
#pragma once

#include <string>

#include "tracer/board.h"
#include "tracer/lane.h"
#include "tracer/timeline_holds.h"

namespace coutil::tracer {

// An emit and who heard it, a lock and how long it held, a message and when it arrived, an error, a fault...
std::string row_sentence(const Lanes& lanes, const Holds& holds, uint32_t row);

// When a row was: "1.2 ms (#17)", with enough digits to tell instants apart.
std::string moment(const TraceModel& model, uint32_t row);

// A coroutine's whole life.
std::string lane_sentence(const Lanes& lanes, uint32_t lane);

// From the row that locked a mutex to the one that unlocked it.
std::string hold_sentence(const TraceModel& model, const Hold& hold);

// An object as it stands on the board: who holds it and who waits for it, since when.
std::string object_sentence(const Board& board, uint32_t object);

// An instant: who runs once row `row` took effect, who is ready and in which order, and how many wait.
std::string instant_sentence(const Board& board);

}  // namespace coutil::tracer
