// What the timeline shows at which pixel, as plain structs: boxes, arrows, bars, labels that fit. Computed
// from the lanes and a scale; the view only paints it and tests only read it. Knows no ImGui.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tracer/busy_columns.h"
#include "tracer/lane.h"
#include "tracer/lane_order.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_index.h"
#include "tracer/timeline_nesting.h"
#include "tracer/timeline_scale.h"
#include "tracer/timeline_verdict.h"

namespace coutil::tracer {

// Pixels; left and top are inside, right and bottom are not.
struct Box {
  float left = 0, top = 0, right = 0, bottom = 0;

  float width() const { return right - left; }
  float height() const { return bottom - top; }
  float middle_y() const { return (top + bottom) / 2; }
  bool contains(float x, float y) const { return x >= left && x < right && y >= top && y < bottom; }
  bool operator==(const Box&) const = default;
};

// Sizes in pixels of this display.
struct LayoutStyle {
  float scale = 1;            // pixels of the display to one of the design
  float character_width = 8;  // of the normal font (every character is as wide)
  float small_character_width = 7;
  float names_width = 220;    // the frozen column at the left
  float ruler_height = 44;    // with the overview, the row of marks and the graph of ready ones
  float overview_height = 0;  // of the strip at its top
  float ready_height = 0;     // of the graph at its bottom; 0 where nobody ever is ready for a while
  float marks_height = 0;  // of the row of marks below the overview; 0 where none stands outside of the lanes
  float gutter_width = 0;  // at the right, for who waits for whom; 0 where nobody does
  float lane_height = 40;
  float group_height = 26;  // of a row that heads a group of lanes
  float box_top = 6;        // from the lane's top to its boxes
  float box_height = 24;
  float hold_top = 0;     // from the lane's top to its bars of held mutexes
  float hold_height = 0;  // 0 where no mutex is ever held
};

struct TimelineInput {
  const Lanes* lanes = nullptr;
  const Holds* holds = nullptr;
  const Nesting* nesting = nullptr;
  const Verdict* verdict = nullptr;
  const TimelineIndex* index = nullptr;
  const LaneOrder* order = nullptr;
  BusyColumns* columns = nullptr;  // kept from frame to frame; nullptr: computed for this one
  Axis axis = Axis::kOrder;
  std::array<AxisRange, 2> ranges;  // by Axis, from full_range()
  TimelineScale scale;              // of the lanes' area
  float scroll = 0;                 // pixels of lanes above the visible ones
  Box area;                         // ruler, names, lanes and gutter
  LayoutStyle style;

  const AxisRange& range(Axis of) const { return ranges[static_cast<std::size_t>(of)]; }
  const AxisRange& range() const { return range(axis); }
};

// An input for the whole of a trace; scale, area and style are still to be set. All must outlive it.
TimelineInput make_input(const Lanes& lanes, const Holds& holds, const Nesting& nesting,
                         const Verdict& verdict, const TimelineIndex& index, const LaneOrder& order);

struct NameBox {
  std::uint32_t lane;
  Box box;
  std::string name;
  std::string note;  // what it is doing at the end: "waiting", "ended"
  bool stuck;
  bool pinned;
  bool shaded;   // every second row, so that the eye keeps to its lane
  float indent;  // pixels, for the groups that it is in
};

// A row that heads a group of lanes; folded it stands for all of them.
struct GroupBox {
  std::size_t group;  // in LaneOrder::groups()
  GroupKey key;
  Box box;  // over the names
  std::string label;
  std::string note;  // "12 lanes", "3 of 12"
  bool folded;
  float indent;
};

struct SpanBox {
  std::uint32_t lane;
  Span span;
  State state;  // of the span; kDriving where it runs but has handed the processor to one that it resumes
  Box box;      // cut to the lanes' area
  std::string label;
  bool stuck;       // a wait that can never end
  bool open_left;   // goes on beyond the left edge
  bool open_right;  // goes on beyond the right edge, or was not over when the trace ended
};

// Where spans are too narrow to tell apart: how much of the stretch was spent in each state.
struct BusyColumn {
  std::uint32_t lane;  // kNone: the row of a folded group, of whose lanes these are the mean shares
  Box box;
  Shares shares;
  bool ran;  // it ran here, though perhaps for no measurable time
};

struct HoldBar {
  std::uint32_t lane;
  Hold hold;
  Box box;
  std::string label;
  bool stuck;
};

struct EndCap {
  std::uint32_t lane;
  std::uint32_t event;
  State state;  // kEnded, kFailed, kClosed, kLost or kKilled
  float x, top, bottom;
  std::string label;
};

struct EmitDot {
  std::uint32_t lane;
  std::uint32_t event;
  float x, y;
  bool heard;  // somebody waited, or the event was stored
};

// One arrow, or `count` between the same two lanes that lie too close to tell apart.
struct ArrowLine {
  Arrow first;
  std::uint32_t from;  // lane
  std::uint32_t to;    // lane
  float from_x, from_y, to_x, to_y;
  std::uint32_t count;
};

// One message, or `count` between the same two lanes that were sent too close together to tell apart.
struct MessageLine {
  Message first;
  std::uint32_t from;  // lane
  std::uint32_t to;    // lane; kNone for one that was lost
  float from_x, from_y, to_x, to_y;
  std::uint32_t count;
  bool lost;
  std::string why;  // of one that was lost: "loss", "cut"
};

// A stretch in which the hosts of these lanes were struck by a fault.
struct FaultBand {
  FaultKind kind;
  std::uint32_t event;  // the row of its beginning
  Box box;              // over the lanes, cut to their area
};

struct MarkGlyph {
  Mark mark;
  std::uint32_t lane;  // kNone: it belongs to no lane and stands in the row of marks
  float x, y;
  bool both = false;         // of a message: one was sent and one came, too close to tell apart
  What what = What::kOther;  // of a process: kStart, kExit, kSignal
  bool bad = false;          // of a process: it did not end with status 0
  std::string label;         // of one in the row of marks: what fits behind it
  std::uint32_t count = 1;   // how many marks it stands for
};

// Rows that share one instant, on the axis by order.
struct InstantBand {
  float left, right;
  bool shaded;
  std::string label;
};

struct RulerLabel {
  float x;
  std::string label;  // empty for a small tick
};

struct GutterEdge {
  WaitEdge edge;
  float from_y, to_y;
  int track;  // 0 is next to the lanes
};

// The whole trace in a strip, with what is in sight as a box in it.
struct OverviewColumn {
  float left, right;
  float part;  // how much happened (by time) or how many ran or were ready (by order), of the most: 0..1
};
struct OverviewMark {
  float x;
  std::uint32_t event;  // the first one's
  MarkKind kind;        // kError, kStuck, kFault, kSignal
  std::uint32_t count;  // that lie too close to tell apart
};
struct Overview {
  Box box;     // empty where there is none
  Box window;  // what is in sight
  std::vector<OverviewColumn> columns;
  std::vector<OverviewMark> marks;
};

// How many coroutines are ready, on average in each column.
struct ReadyColumn {
  float left, right;
  float count;
};
struct ReadyGraph {
  Box box;  // empty where none ever is
  float most = 0;
  std::vector<ReadyColumn> columns;
};

struct TimelineFrame {
  Box lanes_area, names_area, ruler, gutter;
  Box pinned;  // the part of the lanes' area and of the names that does not scroll; empty for none
  std::vector<NameBox> names;
  std::vector<GroupBox> groups;
  std::vector<SpanBox> spans;  // in painting order
  std::vector<BusyColumn> columns;
  std::vector<HoldBar> holds;
  std::vector<EndCap> ends;
  std::vector<EmitDot> dots;
  std::vector<ArrowLine> arrows;
  std::uint64_t unseen_arrows = 0;  // beside them, between lanes in sight: too many pairs to draw
  std::vector<MessageLine> messages;
  std::uint64_t unseen_messages = 0;  // beside them: too many to draw
  std::vector<FaultBand> faults;
  std::vector<MarkGlyph> marks;
  std::vector<InstantBand> instants;
  std::vector<RulerLabel> ticks;
  std::vector<GutterEdge> edges;
  Overview overview;
  ReadyGraph ready;
  float end_x = 0;           // where the trace ends
  float stuck_x = -1;        // where it got stuck; negative for nowhere
  float content_height = 0;  // of all rows
};

// Sizes for so many lanes in a window of `area_height` pixels: roomy where they fit, dense where there are
// many.
LayoutStyle make_style(const TimelineInput& input, float scale, float character_width,
                       float small_character_width);

// All that the axis has to show: the trace, and after it a little room in which what still waits goes on
// waiting. O(lanes): an input keeps it.
AxisRange full_range(const Lanes& lanes, Axis axis);

// The area of the lanes alone, for `TimelineScale::left` and `width`.
Box lanes_area(const TimelineInput& input);

// From the top of all rows to a row's top, in pixels, before scrolling.
float row_offset(const TimelineInput& input, std::uint32_t row);
inline float content_height(const TimelineInput& input) {
  return row_offset(input, input.order->row_count());
}

TimelineFrame lay_out(const TimelineInput& input);

// The position on the axis that lies under a pixel of the overview.
double overview_position(const TimelineInput& input, const Overview& overview, float x);

// What is under a pixel.
struct Hit {
  enum class Kind : std::uint8_t {
    kNothing,
    kName,
    kPin,    // the pin beside a name
    kGroup,  // the head of a group; `index` is its group
    kOverview,
    kReady,  // the graph of ready ones; `event` is the row there
    kSpan,
    kHold,
    kArrow,
    kMessage,
    kDot,
    kMark,
    kEnd
  } kind = Kind::kNothing;
  std::uint32_t lane = kNone;
  std::uint32_t event = kNone;  // the row that began it
  std::size_t index = 0;        // in the frame's list of that kind
};
Hit hit_test(const TimelineInput& input, const TimelineFrame& frame, float x, float y);

}  // namespace coutil::tracer
