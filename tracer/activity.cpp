// Adds each span to the blocks of its ends, counts the whole blocks between them as covered, and sums up.
#include "tracer/activity.h"

#include <algorithm>
#include <utility>

namespace coutil::tracer {
namespace {

constexpr std::size_t kMostBlocks = 4096;
constexpr std::size_t kMostSums = 65'536;  // of all programs together
constexpr std::size_t kNotCounted = 3;

std::size_t kind_of(State state) {
  switch (state) {
    case State::kRunning:
      return 0;
    case State::kReady:
      return 1;
    case State::kWaiting:
    case State::kSuspended:
    case State::kCreated:
      return 2;
    default:
      return kNotCounted;
  }
}

}  // namespace

Activity::Activity(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  rows_ = model.event_count();
  const std::size_t programs = model.programs().size();
  const std::size_t most = std::clamp(kMostSums / (programs + 1), std::size_t{16}, kMostBlocks);
  while ((static_cast<std::size_t>(rows_) >> shift_) >= most) ++shift_;
  block_count_ = (static_cast<std::size_t>(rows_) + block_rows() - 1) >> shift_;
  for (std::size_t block = 0; block <= block_count_; ++block)
    block_times_.push_back(model.time_or_end_ns(
        static_cast<std::uint32_t>(std::min(static_cast<std::int64_t>(block << shift_), rows_))));
  all_slot_ = programs;
  sums_.assign((programs + 1) * (block_count_ + 1), Sums{});
  if (rows_ > 0) build(lanes, programs);
}

void Activity::add_span(const Span& span, std::int64_t begin_ns, std::int64_t end_ns, std::size_t kind,
                        Sums* sums, std::array<std::int64_t, 3>* covers) const {
  const std::size_t first = span.begin >> shift_;
  const std::size_t last = std::min<std::size_t>(span.end >> shift_, block_count_ - 1);
  const auto block_begin = [&](std::size_t block) { return static_cast<double>(block << shift_); };
  if (first == last) {
    sums[first][kind] += span.end - span.begin;
    sums[first][kind + 3] += static_cast<double>(end_ns - begin_ns);
    return;
  }
  sums[first][kind] += block_begin(first + 1) - span.begin;
  sums[first][kind + 3] += static_cast<double>(block_times_[first + 1] - begin_ns);
  sums[last][kind] += span.end - block_begin(last);
  sums[last][kind + 3] += static_cast<double>(end_ns - block_times_[last]);
  ++covers[first + 1][kind];
  --covers[last][kind];
}

// Rounds through all lanes, each up to some row, so that their spans come about in the order of the rows, and
// the times of the rows from memory that is near.
void Activity::add_spans(const Lanes& lanes, Covers& covers) {
  constexpr std::size_t kSpansARound = 16;      // of a lane, in the mean
  constexpr std::int64_t kLeastRows = 1 << 13;  // of a round; their times lie in the cache
  const TraceModel& model = lanes.model();
  const std::size_t lane_count = lanes.lanes().size();
  const std::int64_t rounds =
      static_cast<std::int64_t>(lanes.lanes().back().span_end / (lane_count * kSpansARound));
  const std::int64_t step = std::max(rows_ / std::max<std::int64_t>(rounds, 1) + 1, kLeastRows);
  struct Known {
    std::size_t next = 0;       // span
    std::uint32_t row = kNone;  // the last one whose time was asked for,
    std::int64_t time_ns = 0;   // and its time
  };
  std::vector<Known> known(lane_count);
  for (std::int64_t until = step; until - step < rows_; until += step) {
    for (const Lane& lane : lanes.lanes()) {
      const auto spans = lanes.spans(lane.coroutine);
      const std::size_t program = model.coroutines()[lane.coroutine].program;
      Known& at = known[lane.coroutine];
      for (; at.next < spans.size() && spans[at.next].begin < until; ++at.next) {
        const Span& span = spans[at.next];
        const std::size_t kind = kind_of(span.state);
        if (kind == kNotCounted) continue;
        const std::int64_t begin_ns = span.begin == at.row ? at.time_ns : model.time_ns(span.begin);
        at.row = span.end;
        at.time_ns = model.time_or_end_ns(span.end);
        add_span(span, begin_ns, at.time_ns, kind, of(program), covers.data() + program * (block_count_ + 1));
      }
    }
  }
}

void Activity::build(const Lanes& lanes, std::size_t program_count) {
  Covers covers((block_count_ + 1) * program_count);
  add_spans(lanes, covers);
  // From what lies in each block to what came before it.
  for (std::size_t program = 0; program < program_count; ++program) {
    Sums* sums = of(program);
    std::array<std::int64_t, 3> covered{};
    Sums before{};
    for (std::size_t block = 0; block <= block_count_; ++block) {
      Sums within = sums[block];
      for (std::size_t kind = 0; kind < 3 && block < block_count_; ++kind) {
        covered[kind] += covers[program * (block_count_ + 1) + block][kind];
        within[kind] += static_cast<double>(covered[kind]) * block_rows();
        within[kind + 3] += static_cast<double>(covered[kind]) *
                            static_cast<double>(block_times_[block + 1] - block_times_[block]);
      }
      sums[block] = before;
      for (std::size_t i = 0; i < before.size(); ++i) {
        of(all_slot_)[block][i] += before[i];
        before[i] += within[i];
      }
    }
  }
}

std::pair<std::size_t, double> Activity::locate(Axis axis, std::int64_t position) const {
  if (axis == Axis::kOrder) {
    const std::int64_t row = std::clamp<std::int64_t>(position, 0, rows_);
    const auto block = std::min(static_cast<std::size_t>(row) >> shift_, block_count_ - 1);
    const auto begin = static_cast<std::int64_t>(block << shift_);
    const std::int64_t length = std::min<std::int64_t>(block_rows(), rows_ - begin);
    return {block, static_cast<double>(row - begin) / static_cast<double>(length)};
  }
  const auto after = std::upper_bound(block_times_.begin(), block_times_.end(), position);
  if (after == block_times_.begin()) return {0, 0.0};
  const auto block = static_cast<std::size_t>(after - block_times_.begin()) - 1;
  if (block >= block_count_) return {block_count_ - 1, 1.0};
  const std::int64_t begin = block_times_[block], length = block_times_[block + 1] - begin;
  return {block, length == 0 ? 0.0 : static_cast<double>(position - begin) / static_cast<double>(length)};
}

ActivityMean Activity::mean(std::size_t slot, Axis axis, std::int64_t from, std::int64_t to) const {
  if (block_count_ == 0 || from >= to) return {};
  const Sums* sums = sums_.data() + slot * (block_count_ + 1);
  const auto until = [&](std::int64_t position, std::size_t kind) {
    const auto [block, part] = locate(axis, position);
    return sums[block][kind] + part * (sums[block + 1][kind] - sums[block][kind]);
  };
  const std::size_t first = axis == Axis::kOrder ? 0 : 3;
  const double length = static_cast<double>(to) - static_cast<double>(from);
  const auto of_kind = [&](std::size_t kind) {
    return (until(to, first + kind) - until(from, first + kind)) / length;
  };
  return {of_kind(0), of_kind(1), of_kind(2)};
}

ActivityMean Activity::between(Axis axis, std::int64_t from, std::int64_t to) const {
  return mean(all_slot_, axis, from, to);
}

ActivityMean Activity::of_program(std::uint32_t program, Axis axis, std::int64_t from,
                                  std::int64_t to) const {
  return mean(program, axis, from, to);
}

double Activity::rows_before(std::int64_t time_ns) const {
  if (block_count_ == 0) return 0;
  const auto [block, part] = locate(Axis::kTime, time_ns);
  const auto begin = static_cast<double>(block << shift_);
  return begin + part * (std::min(begin + block_rows(), static_cast<double>(rows_)) - begin);
}

}  // namespace coutil::tracer
