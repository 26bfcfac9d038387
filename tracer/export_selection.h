// Which part of a trace is exported: rows from here to there, and some of the lanes. Reads the words of a
// command line; knows no format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

struct ExportSelection {
  uint32_t from = 0;           // the first row
  uint32_t to = 0;             // behind the last row
  std::vector<bool> has_lane;  // by lane

  bool has_row(uint32_t row) const { return row >= from && row < to; }
  // Whether a row is of a chosen lane, or of none.
  bool has_lane_of(const TraceModel& model, uint32_t row) const {
    const uint32_t lane = model.coroutine(row);
    return lane >= has_lane.size() || has_lane[lane];
  }
};

// Empty words choose everything. `from` and `to` are times or events (position_argument.h), `lanes` as in
// choose_lanes(). Throws UsageError.
ExportSelection select_export(const Lanes& lanes, const std::string& from, const std::string& to,
                              const std::string& lanes_words);

// The lanes that a word of a command line means, in their order: "5" the busiest five, "main,eater*" those
// whose label matches a pattern (`*` any text, `?` a character) or, without such characters, contains the
// text. Throws UsageError where there are none.
std::vector<uint32_t> choose_lanes(const Lanes& lanes, const std::string& words);

}  // namespace coutil::tracer
