// The strip that shows the whole trace above the ruler, with a box around what is in sight, and the graph of
// how many coroutines are ready. Knows no ImGui.
#include <algorithm>

#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer {
namespace layout {
namespace {

constexpr float kColumnWidth = 3;  // pixels of the design

double strip_position(const TimelineInput& input, const Box& strip, float x) {
  const AxisRange& all = input.range();
  const double part = (x - strip.left) / std::max(strip.width(), 1.0F);
  return all.low + part * (all.high - all.low);
}
float strip_x(const TimelineInput& input, const Box& strip, double position) {
  const AxisRange& all = input.range();
  const double part = std::clamp((position - all.low) / (all.high - all.low), 0.0, 1.0);
  return strip.left + static_cast<float>(part) * strip.width();
}

// By time the strip shows how much happened, by order how many ran or were ready; as square roots, so that a
// peak leaves something of the rest.
void add_strip_columns(const TimelineInput& input, Overview& overview) {
  const Activity& activity = input.index->activity;
  const Box& strip = overview.box;
  const auto count = static_cast<int>(strip.width() / (kColumnWidth * input.style.scale));
  const auto limit = static_cast<double>(input.lanes->axis_end(input.axis));
  double most = 0;
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double low = strip_position(
        input, strip, strip.left + strip.width() * static_cast<float>(i) / static_cast<float>(count));
    const double high = strip_position(
        input, strip, strip.left + strip.width() * static_cast<float>(i + 1) / static_cast<float>(count));
    const auto from = static_cast<std::int64_t>(std::clamp(low, 0.0, limit));
    const auto to = static_cast<std::int64_t>(std::clamp(high, 0.0, limit));
    double value = 0;
    if (input.axis == Axis::kTime) {
      value = std::sqrt(std::max(activity.rows_before(to) - activity.rows_before(from), 0.0));
    } else if (to > from) {
      const ActivityMean mean = activity.between(Axis::kOrder, from, to);
      value = std::sqrt(std::max(mean.running + mean.ready, 0.0));
    }
    values.push_back(value);
    most = std::max(most, value);
  }
  for (int i = 0; i < count; ++i) {
    const auto at = [&](int column) {
      return strip.left + strip.width() * static_cast<float>(column) / static_cast<float>(count);
    };
    const double value = values[static_cast<std::size_t>(i)];
    overview.columns.push_back({at(i), at(i + 1), most > 0 ? static_cast<float>(value / most) : 0});
  }
}

void add_strip_marks(const TimelineInput& input, Overview& overview) {
  const auto marks = input.lanes->marks();
  const auto& landmarks = input.index->marks.landmarks();
  const auto x_of = [&](std::uint32_t index) {
    return strip_x(input, overview.box,
                   static_cast<double>(input.lanes->position(input.axis, marks[index].event)));
  };
  for (auto at = landmarks.begin(); at != landmarks.end();) {
    OverviewMark mark{x_of(*at), marks[*at].event, marks[*at].kind, 1};
    const float reach = mark.x + 2 * input.style.scale;
    const auto next = std::partition_point(at + 1, landmarks.end(),
                                           [&](std::uint32_t index) { return x_of(index) < reach; });
    mark.count = static_cast<std::uint32_t>(next - at);
    overview.marks.push_back(mark);
    at = next;
  }
}

}  // namespace

void add_overview(const TimelineInput& input, TimelineFrame& frame) {
  Overview& overview = frame.overview;
  if (input.style.overview_height <= 0) return;
  overview.box = {frame.lanes_area.left, input.area.top, frame.lanes_area.right,
                  input.area.top + input.style.overview_height};
  add_strip_columns(input, overview);
  add_strip_marks(input, overview);
  const float left = strip_x(input, overview.box, input.scale.start);
  const float right = strip_x(input, overview.box, input.scale.end());
  const float least = 4 * input.style.scale;
  overview.window = {left, overview.box.top, std::max(right, left + least), overview.box.bottom};
}

void add_ready(const TimelineInput& input, TimelineFrame& frame) {
  if (input.style.ready_height <= 0) return;
  frame.ready.box = {frame.lanes_area.left, frame.ruler.bottom, frame.lanes_area.right, frame.lanes_area.top};
  const double least = std::clamp(kColumnWidth * input.style.scale * input.scale.per_pixel, 1.0, 1e18);
  const auto step = std::exp2(std::ceil(std::log2(least)));
  const auto limit = static_cast<double>(input.lanes->axis_end(input.axis));
  const double end = std::min(input.scale.end(), limit);
  for (double at = std::floor(std::max(input.scale.start, 0.0) / step) * step; at < end; at += step) {
    const ActivityMean mean = input.index->activity.between(
        input.axis, static_cast<std::int64_t>(at), static_cast<std::int64_t>(std::min(at + step, limit)));
    const auto left = static_cast<float>(input.scale.to_pixel(at));
    const auto right = static_cast<float>(input.scale.to_pixel(at + step));
    frame.ready.columns.push_back({std::max(left, frame.lanes_area.left),
                                   std::min(right, frame.lanes_area.right), static_cast<float>(mean.ready)});
    frame.ready.most = std::max(frame.ready.most, static_cast<float>(mean.ready));
  }
}

void add_group_columns(const TimelineInput& input, const VisibleLanes& visible, const ColumnRange& range,
                       TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  for (const GroupBox& group : frame.groups) {
    if (!group.folded) continue;
    const auto members = visible.order->lanes_of(visible.order->groups()[group.group]);
    std::vector<std::uint32_t> programs;
    for (const std::uint32_t lane : members) programs.push_back(model.coroutines()[lane].program);
    std::sort(programs.begin(), programs.end());
    programs.erase(std::unique(programs.begin(), programs.end()), programs.end());
    for (std::int64_t i = range.first; i < range.last; ++i) {
      BusyColumn column{};
      column.lane = kNone;
      const auto share = [&](State state) -> float& {
        return column.shares[static_cast<std::size_t>(state)];
      };
      for (const std::uint32_t program : programs) {
        const ActivityMean mean =
            input.index->activity.of_program(program, input.axis, i * range.step, (i + 1) * range.step);
        // A program's busy share is the part of the time in which one of its coroutines ran; of those that
        // are ready or wait the part of its lanes counts.
        share(State::kRunning) +=
            static_cast<float>(std::min(mean.running, 1.0) / static_cast<double>(programs.size()));
        share(State::kReady) += static_cast<float>(mean.ready / static_cast<double>(members.size()));
        share(State::kWaiting) += static_cast<float>(mean.idle / static_cast<double>(members.size()));
      }
      const double left = input.scale.to_pixel(static_cast<double>(i * range.step));
      const double right = input.scale.to_pixel(static_cast<double>((i + 1) * range.step));
      const float edge = 3 * input.style.scale;
      column.box = {std::max(static_cast<float>(left), frame.lanes_area.left), group.box.top + edge,
                    std::min(static_cast<float>(right), frame.lanes_area.right), group.box.bottom - edge};
      if (column.box.width() > 0) frame.columns.push_back(column);
    }
  }
}

}  // namespace layout

double overview_position(const TimelineInput& input, const Overview& overview, float x) {
  return layout::strip_position(input, overview.box, x);
}

}  // namespace coutil::tracer
