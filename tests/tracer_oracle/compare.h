// Holds what the tracer shows of a trace against a PlainReplay of its lines. Each function returns what
// differs, one line for each, with what is shown first and what the lines say second.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/tracer_oracle/plain_replay.h"
#include "tracer/trace_facts.h"

namespace coutil::tracer::test {

using Complaints = std::vector<std::string>;

// Every number of the summary, of the tables, of the source lines and of the histogram, and those of random
// stretches.
Complaints compare_totals(const TraceFacts& facts, const PlainReplay& replay, std::mt19937& random);

// State, since when, waits, owners and the ready queue, once a row took effect.
Complaints compare_row(const TraceFacts& facts, BoardCursor& boards, const PlainReplay& replay, uint32_t row);

// The same at `count` random rows and at `count` random times.
Complaints compare_states(const TraceFacts& facts, const PlainReplay& replay, std::mt19937& random,
                          int count);

}  // namespace coutil::tracer::test
