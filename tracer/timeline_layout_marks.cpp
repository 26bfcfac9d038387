// Marks: notes and prints on top of the lanes' boxes, what sockets do at their bottom, and signals, processes
// and faults, which belong to no lane, in a row of the ruler. Knows no ImGui.
#include <algorithm>
#include <unordered_map>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kMarkWidth = 7;             // pixels of the design
constexpr float kSocketMarkWidth = 11;      // of marks that are arrows
constexpr std::size_t kMostMarks = 20'000;  // looked at in a frame; beyond it every second, third, ... counts
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
    glyph.y = input.area.top + input.style.marks_height / 2;
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

}  // namespace

void add_marks(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const VisibleRange range = visible_range(input);
  const auto marks = input.lanes->marks_between(input.axis, range.from, range.to);
  const std::size_t stride = marks.size() / kMostMarks + 1;
  std::unordered_map<std::uint64_t, std::size_t> last;  // by lane, and whether at its bottom: in frame.marks
  for (std::size_t i = 0; i < marks.size(); i += stride) {
    const Mark& mark = marks[i];
    if (mark.kind == MarkKind::kError || mark.kind == MarkKind::kStuck)
      continue;  // ends and verdicts show them
    const std::uint32_t lane = input.lanes->model().coroutine(mark.event);
    if (lane != kNone && !visible.contains(lane)) continue;
    const bool at_bottom = is_of_socket(mark.kind);
    const auto [found, is_first] =
        last.try_emplace(std::uint64_t{lane} * 2 + (at_bottom ? 1 : 0), frame.marks.size());
    const float width = (at_bottom ? kSocketMarkWidth : kMarkWidth) * input.style.scale;
    if (!is_first && mark_x(input, mark.event) - frame.marks[found->second].x < width) {
      merge(input, mark, frame.marks[found->second]);
      continue;
    }
    found->second = frame.marks.size();
    frame.marks.push_back(glyph_of(input, mark));
  }
  label_outside(input, frame);
}

}  // namespace coutil::tracer::layout
