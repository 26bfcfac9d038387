// What the user chose: where the timeline stands, what is selected, which theme. A plain value; knows no
// ImGui.
#pragma once

#include <cstdint>
#include <optional>

#include "tracer/lane_order.h"
#include "tracer/theme.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

// A span (by its lane and the row that began it) or another thing that a row stands for.
struct Selection {
  std::uint32_t lane = kNone;
  std::uint32_t event = kNone;
  bool operator==(const Selection&) const = default;
};

struct ViewState {
  Axis axis = Axis::kOrder;
  TimelineScale scale;
  float scroll = 0;
  LaneChoices lanes;  // which lanes are shown, in which order
  std::optional<Selection> selection;
  const Theme* theme = &kDarkTheme;
  bool help_open = false;
  bool live = true;  // while the trace grows its end stays in sight; panning away from it switches this off
  bool fit_wanted = true;           // show all, or `range`, as soon as the window's size is known
  std::optional<AxisRange> range;   // in nanoseconds
  std::optional<Selection> reveal;  // scroll and pan until this is in sight
  std::size_t next_finding = 0;     // which finding the key for the next one shows
};

}  // namespace coutil::tracer
