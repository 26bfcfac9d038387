// The numbers that the tracer shows, by adding up row after row what a PlainReplay wrote down. Knows no
// tracer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/tracer_oracle/plain_replay.h"

namespace coutil::tracer::test {

// One coroutine in one state from one row to another; rows().size(): to the end.
struct PlainStretch {
  int64_t co;
  PlainState state;
  size_t begin, end;
};

// Of every coroutine, one after the other.
std::vector<PlainStretch> stretches_of(const PlainReplay& replay);

struct PlainTotals {
  std::map<PlainState, int64_t> time_ns, rows;
  int64_t busy_ns = 0;                    // running itself: less what those took whom it resumed
  std::map<std::string, uint64_t> lines;  // of each kind
  int64_t paused_ns = 0;                  // waited for one timer or for its next turn
  int64_t longest_wait_ns = 0;            // of the other waits; the first of several
  std::optional<size_t> longest_wait_row;
  int64_t ready_ns = 0, longest_ready_ns = 0;
};
std::map<int64_t, PlainTotals> totals_of(const PlainReplay& replay);

// Waits at a place, or for an object; one for several objects counts for each of them.
struct PlainWaits {
  uint64_t waits = 0, awaits = 0, takes = 0, emits = 0, unheard = 0, locks = 0;
  int64_t waited_ns = 0, waited_rows = 0, longest_ns = 0;
};
std::map<int64_t, PlainWaits> waits_by_place(const PlainReplay& replay);
std::map<int64_t, PlainWaits> waits_by_object(const PlainReplay& replay);

// From lock to unlock, or to the end.
struct PlainMutex {
  uint64_t locks = 0;
  int64_t held_ns = 0;
  int64_t owner = -1;  // at the end
};
std::map<int64_t, PlainMutex> mutexes_of(const PlainReplay& replay);

// How long each was ready before its run, sorted; in nanoseconds, or in rows.
std::vector<int64_t> latencies_of(const PlainReplay& replay, bool in_rows);
// By nearest rank: the least value that at least so many of 100 do not exceed; 0 of none.
int64_t percentile(const std::vector<int64_t>& sorted, size_t of_hundred);

struct PlainMessages {
  uint64_t sent = 0, received = 0, lost = 0;
  int64_t sent_bytes = 0, received_bytes = 0;
  bool operator==(const PlainMessages&) const = default;
};
struct PlainWorld {
  PlainMessages messages;
  std::map<int64_t, PlainMessages> by_host;
  std::map<std::string, uint64_t> faults, signals;
  uint64_t opened = 0, closed = 0;
  struct Operation {
    uint64_t waits = 0;
    int64_t waited_ns = 0, longest_ns = 0;
    bool operator==(const Operation&) const = default;
  };
  std::map<std::string, Operation> operations;
};
PlainWorld world_of(const PlainReplay& replay);

}  // namespace coutil::tracer::test
