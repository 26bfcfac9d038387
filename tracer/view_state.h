// What the user chose: where the timeline stands, what is selected, which panels are open, which theme. A
// plain value; knows no ImGui.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "tracer/bookmarks.h"
#include "tracer/lane_order.h"
#include "tracer/player.h"
#include "tracer/search.h"
#include "tracer/theme.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

// A span (by its lane and the row that began it) or another thing that a row stands for.
struct Selection {
  std::uint32_t lane = kNone;
  std::uint32_t event = kNone;
  bool operator==(const Selection&) const = default;
};

// The dock's tabs, in their order.
enum class Tab : std::uint8_t { kStory, kSource, kTables, kGraph, kFindings, kBookmarks };
inline constexpr std::size_t kTabCount = 6;
inline constexpr std::array<const char*, kTabCount> kTabWords = {"Story", "Source",   "Tables",
                                                                 "Graph", "Findings", "Bookmarks"};

// The panel below the timeline, or at its right. kAuto: there as soon as something is selected, be it only an
// instant.
struct Dock {
  enum class Shown : std::uint8_t { kAuto, kOpen, kClosed } shown = Shown::kAuto;
  bool at_side = false;
  Tab tab = Tab::kStory;
  float bottom_part = 0.34F;  // of the window's height
  float side_part = 0.36F;    // of its width
};

// What a typed text is for.
enum class Prompt : std::uint8_t { kNone, kSearch, kGoTo, kBookmark, kFilter, kLanes };

struct ViewState {
  Axis axis = Axis::kOrder;
  TimelineScale scale;
  float scroll = 0;
  LaneChoices lanes;  // which lanes are shown, in which order
  std::optional<Selection> selection;
  const Theme* theme = &kDarkTheme;
  bool help_open = false;
  bool live = true;  // while the trace grows its end stays in sight; panning away from it switches this off
  bool toolbar = true;              // pictures go without
  bool findings_open = true;        // the ones above the timeline
  bool fit_wanted = true;           // show all, or `range`, as soon as the window's size is known
  std::optional<AxisRange> range;   // in nanoseconds
  std::optional<Selection> reveal;  // scroll and pan until this is in sight
  bool keep_lane = false;           // scroll, if need be, until the selected lane is in sight
  std::size_t next_finding = 0;     // the index of the one that the key for the next shows

  std::uint32_t cursor = kNone;      // the row that the picture is about; kNone: the trace's end
  std::uint32_t object = kNone;      // what steps of an object follow
  std::optional<AxisRange> stretch;  // marked on the ruler, on the present axis
  Player player;
  Search search;
  Bookmarks bookmarks;
  Dock dock;
  Prompt prompt = Prompt::kNone;
  bool prompt_is_new = false;  // its field takes the keyboard in this frame
  std::string notice;          // one line that came of the last command

  bool shows_dock() const {
    if (dock.shown != Dock::Shown::kAuto) return dock.shown == Dock::Shown::kOpen;
    const bool at_instant = cursor != kNone && !player.running();
    return selection.has_value() || at_instant || dock.tab != Tab::kStory;
  }
};

}  // namespace coutil::tracer
