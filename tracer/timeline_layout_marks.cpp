// Marks: notes and prints on top of the lanes' boxes, what sockets do at their bottom, and signals, processes
// and faults, which belong to no lane, in a row of the ruler. Knows no ImGui.
#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kMarkWidth = 7;             // pixels of the design
constexpr float kSocketMarkWidth = 11;      // of marks that are arrows
constexpr std::ptrdiff_t kMostMerged = 16;  // marks of one glyph that are looked at
constexpr std::size_t kLongestLabel = 24;   // characters

std::string file_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// What stands behind a mark in the row of marks: "user1", "sleep", "exit 0".
std::string outside_label(const TraceModel& model, const MarkGlyph& glyph) {
  const std::uint32_t event = glyph.mark.event;
  switch (glyph.mark.kind) {
    case MarkKind::kSignal:
      return model.text(event, "name");
    case MarkKind::kProcess:
      if (glyph.what == What::kStart) return file_of(model.text(event, "name"));
      return glyph.what == What::kExit ? "exit " + model.text(event, "status") : model.text(event, "name");
    case MarkKind::kFault:
      return model.text(event, "what");
    case MarkKind::kDrop:
      return model.text(event, "why");
    default:
      return "";
  }
}

// A label has the room up to the next mark.
void label_outside(const TimelineInput& input, TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  float right = frame.ruler.right;
  for (std::size_t i = frame.marks.size(); i-- > 0;) {
    MarkGlyph& glyph = frame.marks[i];
    if (glyph.lane != kNone) continue;
    const float room = right - glyph.x - 2 * kMarkWidth * input.style.scale;
    const auto characters =
        static_cast<std::size_t>(std::max(room / input.style.small_character_width, 0.0F));
    const std::string whole = elided(one_line(outside_label(model, glyph)), kLongestLabel);
    glyph.label = fitting({whole, ""}, characters);
    right = glyph.x - kMarkWidth * input.style.scale;
  }
}

MarkGlyph glyph_of(const TimelineInput& input, const Mark& mark) {
  const TraceModel& model = input.lanes->model();
  MarkGlyph glyph{};
  glyph.mark = mark;
  glyph.lane = model.coroutine(mark.event);
  glyph.x = mark_x(input, mark.event);
  if (glyph.lane == kNone) {
    glyph.y = input.area.top + input.style.overview_height + input.style.marks_height / 2;
  } else {
    glyph.y = lane_top(input, glyph.lane) + input.style.box_top;
    if (is_of_socket(mark.kind)) glyph.y += input.style.box_height;
  }
  glyph.what = model.what(mark.event);
  if (mark.kind == MarkKind::kProcess && glyph.what != What::kStart)
    glyph.bad = glyph.what != What::kExit || model.text(mark.event, "status") != "0";
  return glyph;
}

// Of marks that touch, the first is shown; but a message hides that a socket was opened or closed, and
// messages that go both ways are shown as such.
void merge(const TimelineInput& input, const Mark& mark, MarkGlyph& shown) {
  if (!is_message(mark.kind)) return;
  if (!is_message(shown.mark.kind)) {
    shown = glyph_of(input, mark);
  } else if (shown.mark.kind != mark.kind) {
    shown.both = true;
  }
}

// The marks of one list, those that would touch as one glyph. Looks at no more than a few of those.
void add_list(const TimelineInput& input, const VisibleRange& range, std::span<const std::uint32_t> list,
              float width, TimelineFrame& frame) {
  const auto marks = input.lanes->marks();
  const auto row_of = [&](std::uint32_t index) { return marks[index].event; };
  auto at = std::partition_point(list.begin(), list.end(),
                                 [&](std::uint32_t index) { return row_of(index) < range.first_row; });
  const auto end = std::partition_point(at, list.end(),
                                        [&](std::uint32_t index) { return row_of(index) < range.last_row; });
  while (at != end) {
    MarkGlyph glyph = glyph_of(input, marks[*at]);
    const float reach = glyph.x + width * input.style.scale;
    const auto next = std::partition_point(
        at + 1, end, [&](std::uint32_t index) { return mark_x(input, row_of(index)) < reach; });
    const auto merged = std::min(next - at, kMostMerged);
    for (auto other = at + 1; other < at + merged; ++other) merge(input, marks[*other], glyph);
    glyph.count = static_cast<std::uint32_t>(next - at);
    frame.marks.push_back(std::move(glyph));
    at = next;
  }
}

}  // namespace

void add_marks(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const VisibleRange range = visible_range(input);
  const auto add_both = [&](std::uint32_t lane) {
    add_list(input, range, input.index->marks.of(lane, false), kMarkWidth, frame);
    add_list(input, range, input.index->marks.of(lane, true), kSocketMarkWidth, frame);
  };
  add_both(kNone);
  for (const std::uint32_t lane : visible.lanes) add_both(lane);
  std::sort(frame.marks.begin(), frame.marks.end(),
            [](const MarkGlyph& a, const MarkGlyph& b) { return a.mark.event < b.mark.event; });
  label_outside(input, frame);
}

}  // namespace coutil::tracer::layout
