// Walks a lane's spans from boundary to boundary, and jumps over many of them by the sums that the lanes
// keep.
#include "tracer/busy_columns.h"

#include <algorithm>

namespace coutil::tracer {
namespace {

constexpr std::size_t kMostKept = 1024;  // lanes

// The first span at or after `from` that begins at or after `row`; near ones are found quickly.
std::size_t first_beginning(std::span<const Span> spans, std::size_t from, std::uint32_t row) {
  std::size_t step = 1, low = from, high = from;
  while (high < spans.size() && spans[high].begin < row) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  const auto found =
      std::partition_point(spans.begin() + static_cast<std::ptrdiff_t>(low),
                           spans.begin() + static_cast<std::ptrdiff_t>(std::min(high, spans.size())),
                           [row](const Span& span) { return span.begin < row; });
  return static_cast<std::size_t>(found - spans.begin());
}

// What a lane spent in each state before a place that moves forward.
class Walker {
 public:
  Walker(const Lanes& lanes, std::uint32_t lane, Axis axis)
      : lanes_(lanes), lane_(lane), axis_(axis), spans_(lanes.spans(lane)) {}

  struct Place {
    Lanes::Sums sums{};
    std::int64_t run_rows = 0;  // of them, the rows in which it ran
  };

  // At a boundary: its position on the axis and the first row at or after it.
  Place until(std::int64_t position, std::uint32_t row) {
    const std::size_t count = first_beginning(spans_, count_, row);
    if (count > count_) advance(count);
    Place place{sums_, run_rows_};
    if (count_ == 0) return place;
    // The last span may go on beyond the boundary.
    const Span& last = spans_[count_ - 1];
    if (last.end <= row && lanes_.position(axis_, last.end) <= position) return place;
    const auto state = static_cast<std::size_t>(last.state);
    place.sums[state] -= std::max<std::int64_t>(lanes_.position(axis_, last.end) - position, 0);
    if (last.state == State::kRunning && last.end > row) place.run_rows -= last.end - row;
    return place;
  }

 private:
  void advance(std::size_t count) {
    const std::size_t block = (count - 1) / Lanes::kSumStride;
    if (block * Lanes::kSumStride > count_) {
      count_ = block * Lanes::kSumStride;
      sums_ = lanes_.sums_before_block(lane_, axis_, block);
      run_rows_ =
          lanes_.sums_before_block(lane_, Axis::kOrder, block)[static_cast<std::size_t>(State::kRunning)];
    }
    std::int64_t begin = lanes_.position(axis_, spans_[count_].begin);
    for (; count_ < count; ++count_) {
      const Span& span = spans_[count_];
      if (count_ > 0 && spans_[count_ - 1].end != span.begin) begin = lanes_.position(axis_, span.begin);
      const std::int64_t end = lanes_.position(axis_, span.end);
      sums_[static_cast<std::size_t>(span.state)] += end - begin;
      if (span.state == State::kRunning) run_rows_ += span.end - span.begin;
      begin = end;
    }
  }

  const Lanes& lanes_;
  const std::uint32_t lane_;
  const Axis axis_;
  const std::span<const Span> spans_;
  std::size_t count_ = 0;  // spans that begin before the place
  Lanes::Sums sums_{};     // of those, whole
  std::int64_t run_rows_ = 0;
};

}  // namespace

std::int64_t BusyColumns::boundary(std::int64_t column) const { return column * range_.step; }

void BusyColumns::begin_frame(const Lanes& lanes, const ColumnRange& range) {
  const bool same = lanes_ == &lanes && range.axis == range_.axis && range.step == range_.step;
  if (!same) kept_.clear();
  ++frame_;
  if (kept_.size() > kMostKept) {
    std::erase_if(kept_, [this](const auto& item) { return item.second.frame + 1 < frame_; });
  }
  if (same && range.first == range_.first && range.last == range_.last) return;
  lanes_ = &lanes;
  range_ = range;
  range_.last = std::max(range.last, range.first);
  rows_first_ = range_.first;
  rows_.clear();
  const auto rows = static_cast<std::int64_t>(lanes.model().event_count());
  for (std::int64_t column = range_.first; column <= range_.last; ++column) {
    const std::int64_t position = boundary(column);
    rows_.push_back(range.axis == Axis::kTime
                        ? lanes.model().first_at_or_after(position)
                        : static_cast<std::uint32_t>(std::clamp<std::int64_t>(position, 0, rows)));
  }
}

void BusyColumns::compute(std::uint32_t lane, std::int64_t first, std::int64_t last,
                          std::vector<ColumnShares>& into) const {
  if (first >= last) return;
  Walker walker(*lanes_, lane, range_.axis);
  Walker::Place before = walker.until(boundary(first), boundary_row(first));
  for (std::int64_t column = first; column < last; ++column) {
    const Walker::Place after = walker.until(boundary(column + 1), boundary_row(column + 1));
    ColumnShares& what = into.emplace_back();
    for (std::size_t state = 0; state < what.shares.size(); ++state) {
      what.shares[state] = static_cast<float>(static_cast<double>(after.sums[state] - before.sums[state]) /
                                              static_cast<double>(range_.step));
    }
    what.ran = after.run_rows > before.run_rows;
    before = after;
  }
}

std::span<const ColumnShares> BusyColumns::of(std::uint32_t lane) {
  Kept& kept = kept_[lane];
  kept.frame = frame_;
  const std::int64_t first = range_.first, last = range_.last;
  if (kept.first != first || kept.last != last) {
    std::vector<ColumnShares> columns;
    columns.reserve(static_cast<std::size_t>(last - first));
    const std::int64_t from = std::clamp(kept.first, first, last), to = std::clamp(kept.last, from, last);
    compute(lane, first, from, columns);
    if (to > from) {
      const auto begin = kept.columns.begin() + (from - kept.first);
      columns.insert(columns.end(), begin, begin + (to - from));
    }
    compute(lane, to, last, columns);
    kept.columns = std::move(columns);
    kept.first = first;
    kept.last = last;
  }
  return kept.columns;
}

}  // namespace coutil::tracer
