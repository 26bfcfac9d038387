// Bars of held mutexes: one for each stretch in which the same ones were held, or, where they would be too
// narrow, one for each stretch in which any was. Knows no ImGui.
#include <fmt/core.h>

#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kPadding = 7;     // between a bar and its label, in pixels of the design
constexpr float kDensest = 8;     // pixels a hold on average, below which they are drawn as one
constexpr float kLeastWidth = 4;  // of such a bar

// One bar for each stretch in which the same mutexes were held; `held` overlap and are of one lane.
void add_hold_bars(const TimelineInput& input, const std::vector<Hold>& held, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const TraceModel& model = input.lanes->model();
  std::vector<std::uint32_t> edges;
  for (const Hold& hold : held) edges.insert(edges.end(), {hold.begin, hold.end});
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  const auto range_end = static_cast<float>(input.scale.to_pixel(input.range().high));
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const bool lasts = edges[i + 1] == model.event_count() && goes_on(*input.lanes, held.front().coroutine);
    const float left = std::max(row_x(input, edges[i]), frame.lanes_area.left);
    const float right = std::min(lasts ? range_end : row_x(input, edges[i + 1]), frame.lanes_area.right);
    if (right - left < 1) continue;
    std::string names;
    const Hold* latest = nullptr;
    std::size_t count = 0;
    for (const Hold& hold : held) {
      if (hold.begin > edges[i] || hold.end <= edges[i]) continue;
      names += (names.empty() ? "" : ", ") + one_line(model.object_label(hold.object));
      latest = &hold;
      ++count;
    }
    if (latest == nullptr) continue;
    const float top = lane_top(input, latest->coroutine) + style.hold_top;
    HoldBar bar{latest->coroutine, *latest, {left, top, right, top + style.hold_height}, {}, false};
    bar.stuck = lasts && input.verdict->is_stuck(latest->coroutine);
    const float room = right - left - 2 * kPadding * style.scale;
    const auto characters = static_cast<std::size_t>(std::max(room / style.small_character_width, 0.0F));
    if (style.hold_height > 10 * style.scale && count == 1) {
      bar.label = fitting({"holds " + names, names}, characters);
    } else if (style.hold_height > 10 * style.scale) {
      bar.label = fitting({"holds " + names, names, fmt::format("{} held", count), ""}, characters);
    }
    frame.holds.push_back(std::move(bar));
  }
}

// Bars that are at least so wide, each for all the holds that begin before its end.
void add_merged_bars(const TimelineInput& input, std::span<const Hold> holds, TimelineFrame& frame) {
  const LayoutStyle& style = input.style;
  const float top = lane_top(input, holds.front().coroutine) + style.hold_top;
  const auto begins_before = [&](float x) {
    return [&input, x](const Hold& hold) { return row_x(input, hold.begin) < x; };
  };
  for (std::size_t i = 0; i < holds.size();) {
    HoldBar bar{holds[i].coroutine, holds[i], {}, {}, false};
    const float left = std::max(row_x(input, holds[i].begin), frame.lanes_area.left);
    float right = left;
    std::size_t next = i;
    do {
      right = std::max(right, row_x(input, holds[next].end));
      const float least = std::max(right, left + kLeastWidth * style.scale);
      const auto rest = holds.subspan(next + 1);
      next += 1 + static_cast<std::size_t>(
                      std::partition_point(rest.begin(), rest.end(), begins_before(least)) - rest.begin());
      if (next > i + 1) right = std::max(right, row_x(input, holds[next - 1].end));
      if (right <= least) break;
    } while (next < holds.size() && row_x(input, holds[next].begin) < right);
    right = std::min(std::max(right, left + 1), frame.lanes_area.right);
    bar.box = {left, top, right, top + style.hold_height};
    if (bar.box.width() > 0) frame.holds.push_back(std::move(bar));
    i = next;
  }
}

}  // namespace

void add_holds(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  if (input.style.hold_height <= 0) return;
  const VisibleRange range = visible_range(input);
  const auto most = static_cast<std::size_t>(frame.lanes_area.width() / (kDensest * input.style.scale));
  for (const std::uint32_t lane : visible.lanes) {
    const auto holds = input.holds->between(lane, range.first_row, range.last_row);
    if (holds.size() > most) {
      add_merged_bars(input, holds, frame);
      continue;
    }
    std::vector<Hold> held;  // those that overlap the one before
    std::uint32_t last_end = 0;
    for (const Hold& hold : holds) {
      if (hold.end < range.first_row) continue;
      if (hold.begin >= last_end) {
        add_hold_bars(input, held, frame);
        held.clear();
      }
      held.push_back(hold);
      last_end = std::max(last_end, hold.end);
    }
    add_hold_bars(input, held, frame);
  }
}

}  // namespace coutil::tracer::layout
