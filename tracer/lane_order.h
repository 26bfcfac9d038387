// Which lane stands in which row: lanes are grouped by host and by program, sorted, filtered, folded, pinned
// and hidden as the user chose. Computed anew only when a choice or the trace changed. Knows no pixels.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/timeline_verdict.h"

namespace coutil::tracer {

// By what the lanes of a group are sorted; the busiest, the longest waiting and the latest come first.
enum class LaneSort : std::uint8_t { kCreation, kName, kBusy, kWaiting, kFirstEvent, kLastEvent };
inline constexpr int kLaneSortCount = 6;
const char* lane_sort_name(LaneSort sort);  // "creation", "name", "busy", "waiting", ...

// Names a group for as long as the trace grows: a host, or a program of one.
using GroupKey = std::uint32_t;
constexpr GroupKey host_group(std::uint32_t host) { return host << 1; }
constexpr GroupKey program_group(std::uint32_t program) { return (program << 1) | 1; }

// What the user chose. The functions below change it and raise `revision`.
struct LaneChoices {
  LaneSort sort = LaneSort::kCreation;
  std::string filter;                 // words that all have to match name, host, "#id" or the state's word
  std::vector<std::uint32_t> pinned;  // lanes, in the order of their pinning
  std::set<std::uint32_t> hidden;     // lanes
  std::set<GroupKey> folded;
  std::uint32_t revision = 0;
};

class LaneOrder;
void set_sort(LaneChoices& choices, LaneSort sort);
void next_sort(LaneChoices& choices);
void set_filter(LaneChoices& choices, std::string filter);
void toggle_fold(LaneChoices& choices, GroupKey group);
void fold_all(LaneChoices& choices, const LaneOrder& order, bool folded);
void toggle_pin(LaneChoices& choices, std::uint32_t lane);
void hide_lane(LaneChoices& choices, std::uint32_t lane);
void show_all_lanes(LaneChoices& choices);  // nothing hidden, no filter
// Changes as little as it takes for a lane to have a row of its own.
void reveal_lane(LaneChoices& choices, const LaneOrder& order, std::uint32_t lane);

struct LaneGroup {
  GroupKey key;
  std::string label;
  std::uint8_t depth;       // 0: a host, or a program where there is one host; 1: a program of a host
  std::size_t begin, end;   // in LaneOrder::lanes_of
  std::uint32_t shown = 0;  // lanes of it that pass the filter and are not hidden
  bool folded = false;
};

struct LaneRow {
  std::uint32_t index;  // a lane, or an index into groups()
  bool is_group;
  std::uint8_t depth;
};

class LaneOrder {
 public:
  // Brings the order up to date; cheap where neither a choice nor the trace changed. Else O(lanes log lanes).
  void update(const Lanes& lanes, const Verdict& verdict, const LaneChoices& choices);

  // Raised with every change of the rows.
  std::uint32_t revision() const { return revision_; }
  std::span<const LaneRow> rows() const { return rows_; }  // the pinned lanes first
  std::uint32_t row_count() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::uint32_t pinned_count() const { return pinned_count_; }
  // Rows of groups among the first `row` rows.
  std::uint32_t groups_before(std::uint32_t row) const { return groups_before_[row]; }
  // The row in which a lane is drawn: its own, or that of the folded group it is in; kNone for a lane that is
  // filtered out or hidden.
  std::uint32_t row_of(std::uint32_t lane) const { return lane < row_of_.size() ? row_of_[lane] : kNone; }
  bool has_own_row(std::uint32_t lane) const {
    const std::uint32_t row = row_of(lane);
    return row != kNone && !rows_[row].is_group;
  }

  const std::vector<LaneGroup>& groups() const { return groups_; }  // none for a single program
  // All lanes of a group, also those that are filtered out.
  std::span<const std::uint32_t> lanes_of(const LaneGroup& group) const {
    return std::span(by_group_).subspan(group.begin, group.end - group.begin);
  }

 private:
  void build_groups(const TraceModel& model);
  void add_group(const TraceModel& model, GroupKey key, std::uint8_t depth, std::size_t begin);
  void sort_lanes(const Lanes& lanes, LaneSort sort, std::span<std::uint32_t> part) const;
  void add_rows(const Lanes& lanes, const LaneChoices& choices, const std::vector<bool>& shown);
  void add_lane_rows(std::span<const std::uint32_t> lanes, std::uint8_t depth,
                     const std::vector<bool>& shown);

  std::vector<LaneRow> rows_;
  std::vector<std::uint32_t> groups_before_;  // one more than there are rows
  std::vector<std::uint32_t> row_of_;         // by lane
  std::vector<LaneGroup> groups_;             // a host before its programs
  std::vector<std::uint32_t> by_group_;       // lanes, group after group, sorted as chosen
  std::uint32_t pinned_count_ = 0, revision_ = 0;
  bool built_ = false;
  std::uint32_t built_choices_ = 0, built_events_ = 0;  // what the rows were built from
  std::size_t built_lanes_ = 0;
};

}  // namespace coutil::tracer
