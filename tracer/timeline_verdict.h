// What a run came to: stuck, an error, or left waiting. The sentences above the timeline, the lanes to mark,
// and who waits for whom at the end. Computed once; knows no picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/timeline_holds.h"

namespace coutil::tracer {

// `from` waits for `object`, which `to` holds.
struct WaitEdge {
  std::uint32_t from;
  std::uint32_t to;
  std::uint32_t object;
  bool stuck;  // both are among those that can't go on
};

// kHint: nothing went wrong, but it is worth a look.
enum class VerdictKind : std::uint8_t { kFine, kHint, kLeftWaiting, kError, kStuck };

struct Finding {
  VerdictKind kind;
  std::string title;     // a few words: "Stuck at 3 ms"
  std::string sentence;  // why, with source lines
  std::uint32_t event;   // the row to show
};

struct Verdict {
  std::vector<Finding> findings;           // the gravest first, at most kMostFindings
  std::size_t more = 0;                    // findings beyond those
  std::vector<std::uint32_t> stuck_lanes;  // sorted: those that can never go on
  std::uint32_t stuck_event = kNone;       // the row of the first `stuck`
  std::vector<WaitEdge> edges;             // mutex waits that last to the end of the trace

  bool is_stuck(std::uint32_t lane) const;
};

inline constexpr std::size_t kMostFindings = 3;

Verdict find_verdict(const Lanes& lanes, const Holds& holds);

}  // namespace coutil::tracer
