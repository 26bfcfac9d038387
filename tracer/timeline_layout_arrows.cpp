// Arrows from emits to wakes, bundled where they lie too close to tell apart; and dots for emits.
// Knows no ImGui.
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "tracer/timeline_layout_parts.h"

namespace coutil::tracer::layout {
namespace {

constexpr float kBundleWidth = 10;      // pixels of the design within which arrows are drawn as one, at least
constexpr int kMostDoublings = 7;       // of that width, until there are few enough
constexpr std::size_t kFewArrows = 60;  // lines that an eye can follow
constexpr std::size_t kMostLines = 150;     // of bundles that are drawn; of more than those the heaviest
constexpr std::size_t kMostScanned = 8000;  // arrows in sight that are looked at one by one
constexpr float kDensestDots = 3;           // rows a pixel, above which emits have no dots

// Arrows between two rows whose wakes lie in one cell of the axis.
struct Bundle {
  std::uint32_t to_row, from_row;
  std::int64_t cell;
  std::uint32_t first_wake;
  std::uint32_t count;

  auto key() const { return std::tie(to_row, from_row, cell); }
};

// Cells of the axis, not of the window, so that bundles keep together while the picture is panned; their
// width is a power of two, so that they mostly do while it is zoomed.
struct Cells {
  std::int64_t width;
  std::int64_t first;
  std::vector<std::uint32_t> rows;  // the first row after each cell in sight

  std::int64_t of(const TimelineInput& input, std::uint32_t row) const {
    const std::int64_t position = input.lanes->position(input.axis, row);
    return position >= 0 ? position / width : -1;
  }
};

Cells make_cells(const TimelineInput& input, const VisibleRange& range) {
  const double least = std::clamp(kBundleWidth * input.style.scale * input.scale.per_pixel, 1.0, 1e18);
  Cells cells{std::int64_t{1} << static_cast<int>(std::ceil(std::log2(least))), 0, {}};
  const TraceModel& model = input.lanes->model();
  cells.first = std::max<std::int64_t>(range.from, 0) / cells.width;
  const std::int64_t rows = model.event_count();
  for (std::int64_t cell = cells.first;; ++cell) {
    const std::int64_t end = (cell + 1) * cells.width;
    cells.rows.push_back(input.axis == Axis::kTime ? model.first_at_or_after(end)
                                                   : static_cast<std::uint32_t>(std::min(end, rows)));
    if (end > range.to || cells.rows.back() >= rows) return cells;
  }
}

// Neighbours with the same key become one; they stand sorted by key.
void merge_neighbours(std::vector<Bundle>& bundles) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    if (kept > 0 && bundles[kept - 1].key() == bundles[i].key()) {
      bundles[kept - 1].count += bundles[i].count;
    } else {
      bundles[kept++] = bundles[i];
    }
  }
  bundles.resize(kept);
}

// Each arrow in sight of which an end is.
std::vector<Bundle> scan(const TimelineInput& input, const VisibleLanes& visible, const Cells& cells,
                         std::span<const Arrow> arrows) {
  const TraceModel& model = input.lanes->model();
  std::vector<Bundle> bundles;
  for (const Arrow& arrow : arrows) {
    if (arrow.emit == kNone) continue;
    const std::uint32_t from = visible.order->row_of(model.coroutine(arrow.emit));
    const std::uint32_t to = visible.order->row_of(model.coroutine(arrow.wake));
    if (from == kNone || to == kNone || from == to) continue;
    if (!visible.contains_row(from) && !visible.contains_row(to)) continue;
    bundles.push_back({to, from, cells.of(input, arrow.wake), arrow.wake, 1});
  }
  std::stable_sort(bundles.begin(), bundles.end(),
                   [](const Bundle& a, const Bundle& b) { return a.key() < b.key(); });
  merge_neighbours(bundles);
  return bundles;
}

// One pair's arrows in sight, cell by cell.
void count_pair(const Cells& cells, std::span<const std::uint32_t> wakes, const VisibleRange& range,
                const Bundle& whole, std::vector<Bundle>& bundles) {
  auto at = std::lower_bound(wakes.begin(), wakes.end(), range.first_row);
  const auto end = std::lower_bound(at, wakes.end(), range.last_row);
  while (at != end) {
    const auto cell_end = std::upper_bound(cells.rows.begin(), cells.rows.end(), *at);
    const std::uint32_t last_row = cell_end == cells.rows.end() ? kNone : *cell_end;
    const auto next = std::lower_bound(at, end, last_row);
    Bundle bundle = whole;
    bundle.cell = cells.first + (cell_end - cells.rows.begin());
    bundle.first_wake = *at;
    bundle.count = static_cast<std::uint32_t>(next - at);
    bundles.push_back(bundle);
    at = next;
  }
}

// The arrows between lanes in sight, counted by the index.
std::vector<Bundle> count(const TimelineInput& input, const VisibleLanes& visible, const Cells& cells,
                          const VisibleRange& range) {
  const ArrowIndex& index = input.index->arrows;
  std::vector<Bundle> bundles;
  for (const std::uint32_t lane : visible.lanes) {
    const std::uint32_t to = visible.order->row_of(lane);
    const std::size_t begin = bundles.size();
    for (const ArrowIndex::Pair& pair : index.into(lane)) {
      const std::uint32_t from = visible.order->row_of(pair.from);
      if (from == to || !visible.contains_row(from)) continue;
      count_pair(cells, index.wakes(pair), range, {to, from, 0, 0, 0}, bundles);
    }
    // Several lanes may share a row: that of their folded group.
    std::stable_sort(bundles.begin() + static_cast<std::ptrdiff_t>(begin), bundles.end(),
                     [](const Bundle& a, const Bundle& b) { return a.key() < b.key(); });
  }
  merge_neighbours(bundles);
  return bundles;
}

void keep_heaviest(std::vector<Bundle>& bundles, TimelineFrame& frame) {
  if (bundles.size() <= kMostLines) return;
  const auto last = bundles.begin() + kMostLines;
  std::nth_element(bundles.begin(), last, bundles.end(), [](const Bundle& a, const Bundle& b) {
    return a.count != b.count ? a.count > b.count : a.key() < b.key();
  });
  for (auto bundle = last; bundle != bundles.end(); ++bundle) frame.unseen_arrows += bundle->count;
  bundles.erase(last, bundles.end());
}

ArrowLine make_arrow(const TimelineInput& input, const Bundle& bundle) {
  const Arrow first = input.lanes->arrows_between(Axis::kOrder, bundle.first_wake, bundle.first_wake).front();
  const float direction = bundle.to_row > bundle.from_row ? 1.0F : -1.0F;
  const auto half = [&](std::uint32_t row) {
    return input.order->rows()[row].is_group ? 0 : input.style.box_height / 2;
  };
  ArrowLine line{};
  line.first = first;
  line.from = input.lanes->model().coroutine(first.emit);
  line.to = input.lanes->model().coroutine(first.wake);
  line.from_x = mark_x(input, first.emit);
  line.from_y = row_middle(input, bundle.from_row) + direction * half(bundle.from_row);
  line.to_x = row_x(input, first.wake);
  line.to_y = row_middle(input, bundle.to_row) - direction * half(bundle.to_row);
  line.count = bundle.count;
  return line;
}

// Bundles of one cell stand side by side in the part of it that the trace fills, upright.
void spread(const TimelineInput& input, std::int64_t cell_width, const std::vector<Bundle>& bundles,
            TimelineFrame& frame) {
  const double low = std::max(static_cast<double>(input.lanes->axis_begin(input.axis)), input.scale.start);
  const double high = std::min(static_cast<double>(input.lanes->axis_end(input.axis)), input.scale.end());
  for (std::size_t begin = 0; begin < bundles.size();) {
    std::size_t end = begin;
    while (end < bundles.size() && bundles[end].cell == bundles[begin].cell) ++end;
    const double left = std::max(static_cast<double>(bundles[begin].cell * cell_width), low);
    const double right = std::min(static_cast<double>((bundles[begin].cell + 1) * cell_width), high);
    for (std::size_t i = begin; i < end; ++i) {
      const double part = (static_cast<double>(i - begin) + 0.5) / static_cast<double>(end - begin);
      const double x = input.scale.to_pixel(left + part * (right - left));
      frame.arrows[i].from_x = frame.arrows[i].to_x = static_cast<float>(x);
    }
    begin = end;
  }
}

}  // namespace

void add_arrows(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const VisibleRange range = visible_range(input);
  const auto arrows = input.lanes->arrows_between(Axis::kOrder, range.first_row,
                                                  static_cast<std::int64_t>(range.last_row) - 1);
  if (arrows.empty()) return;
  const Cells cells = make_cells(input, range);
  const bool few = arrows.size() <= kMostScanned;
  std::vector<Bundle> bundles =
      few ? scan(input, visible, cells, arrows) : count(input, visible, cells, range);
  if (bundles.size() > kFewArrows) {
    std::erase_if(bundles, [&](const Bundle& bundle) {
      return !visible.contains_row(bundle.from_row) || !visible.contains_row(bundle.to_row);
    });
  }
  int doublings = 0;
  for (; bundles.size() > kFewArrows && doublings < kMostDoublings; ++doublings) {
    for (Bundle& bundle : bundles) bundle.cell >>= 1;
    merge_neighbours(bundles);
  }
  keep_heaviest(bundles, frame);
  std::sort(bundles.begin(), bundles.end(), [](const Bundle& a, const Bundle& b) {
    return std::tie(a.cell, a.from_row, a.to_row) < std::tie(b.cell, b.from_row, b.to_row);
  });
  for (const Bundle& bundle : bundles) frame.arrows.push_back(make_arrow(input, bundle));
  if (doublings > 0) spread(input, cells.width << doublings, bundles, frame);
}

void add_dots(const TimelineInput& input, const VisibleLanes& visible, TimelineFrame& frame) {
  const TraceModel& model = input.lanes->model();
  const VisibleRange range = visible_range(input);
  if (static_cast<float>(range.last_row - range.first_row) > kDensestDots * frame.lanes_area.width()) return;
  for (std::uint32_t event = range.first_row; event < range.last_row; ++event) {
    if (model.kind(event) != Kind::kEmit) continue;
    const std::uint32_t lane = model.coroutine(event);
    if (!visible.contains(lane) || !visible.order->has_own_row(lane)) continue;
    const float top = lane_top(input, lane) + input.style.box_top;
    frame.dots.push_back(
        {lane, event, mark_x(input, event), top, model.waiters(event) > 0 || model.stored(event)});
  }
  // A dot sits where its arrows leave the box.
  std::unordered_map<std::uint32_t, float> leaving;
  for (const ArrowLine& arrow : frame.arrows) leaving.emplace(arrow.first.emit, arrow.from_y);
  for (EmitDot& dot : frame.dots) {
    if (const auto found = leaving.find(dot.event); found != leaving.end()) dot.y = found->second;
  }
}

}  // namespace coutil::tracer::layout
