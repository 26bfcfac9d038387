// The look-ups of the lanes: spans, arrows, marks and shares of a stretch, by binary search.
// How they came about is in lane_builder.cpp; pictures are drawn elsewhere.
#include "tracer/lane.h"

#include <algorithm>

#include "tracer/lane_builder.h"

namespace coutil::tracer {

namespace {

constexpr const char* kStateNames[kStateCount] = {"absent",  "created",   "running",       "ready",
                                                  "waiting", "suspended", "in system.run", "ended",
                                                  "failed",  "closed",    "lost",          "killed"};

// The rows whose event lies in [from, to] on an axis, of a column sorted by that event.
template <typename T>
std::span<const T> between(const TraceModel& model, Axis axis, std::span<const T> items, uint32_t T::*event,
                           int64_t from, int64_t to) {
  if (from > to) return {};
  const auto row = [&](int64_t position, bool behind) -> uint32_t {
    if (axis == Axis::kTime) return behind ? model.first_after(position) : model.first_at_or_after(position);
    const int64_t limit = static_cast<int64_t>(model.event_count());
    return static_cast<uint32_t>(
        std::clamp<int64_t>(behind && position < limit ? position + 1 : position, 0, limit));
  };
  const uint32_t first = row(from, false), last = row(to, true);
  const auto less = [&](const T& item, uint32_t value) { return item.*event < value; };
  const auto begin = std::lower_bound(items.begin(), items.end(), first, less);
  const auto end = std::lower_bound(begin, items.end(), last, less);
  return {begin, end};
}

}  // namespace

const char* state_name(State state) { return kStateNames[static_cast<size_t>(state)]; }

Lanes::Lanes(const TraceModel& model) : model_(&model) {
  LaneBuilder builder(model);
  builder.advance();
  builder.write_to(*this, true);
}

Lanes::Lanes(const TraceModel& model, LaneBuilder& builder, bool for_good) : model_(&model) {
  builder.write_to(*this, for_good);
}

std::span<const Span> Lanes::spans(uint32_t lane) const {
  return {spans_.get() + lanes_[lane].span_begin, lanes_[lane].span_end - lanes_[lane].span_begin};
}

int64_t Lanes::axis_begin(Axis axis) const { return axis == Axis::kOrder ? 0 : model_->begin_ns(); }

int64_t Lanes::axis_end(Axis axis) const {
  return axis == Axis::kOrder ? static_cast<int64_t>(model_->event_count()) : model_->end_ns();
}

std::span<const Span> Lanes::spans_between(uint32_t lane, Axis axis, int64_t from, int64_t to) const {
  if (from > to) return {};
  const auto all = spans(lane);
  const auto begin = std::partition_point(all.begin(), all.end(),
                                          [&](const Span& span) { return position(axis, span.end) < from; });
  const auto end = std::partition_point(begin, all.end(),
                                        [&](const Span& span) { return position(axis, span.begin) <= to; });
  return {begin, end};
}

std::span<const Arrow> Lanes::arrows_between(Axis axis, int64_t from, int64_t to) const {
  return between<Arrow>(*model_, axis, arrows(), &Arrow::wake, from, to);
}

std::span<const Mark> Lanes::marks_between(Axis axis, int64_t from, int64_t to) const {
  return between<Mark>(*model_, axis, marks(), &Mark::event, from, to);
}

Lanes::Sums Lanes::sums_until(uint32_t lane, Axis axis, int64_t until) const {
  const auto all = spans(lane);
  const auto past = std::partition_point(
      all.begin(), all.end(), [&](const Span& span) { return position(axis, span.begin) < until; });
  const auto count = static_cast<size_t>(past - all.begin());
  if (count == 0) return {};
  const size_t kept = (count - 1) / kSumStride;
  Sums sums = sums_before_block(lane, axis, kept);
  for (size_t i = kept * kSumStride; i < count; i++) {
    const int64_t end = std::min(position(axis, all[i].end), until);
    sums[static_cast<size_t>(all[i].state)] += end - position(axis, all[i].begin);
  }
  return sums;
}

Shares Lanes::shares(uint32_t lane, Axis axis, int64_t from, int64_t to) const {
  Shares shares{};
  if (from >= to) return shares;
  const Sums before = sums_until(lane, axis, from), after = sums_until(lane, axis, to);
  for (size_t i = 0; i < shares.size(); i++) {
    shares[i] = static_cast<float>(static_cast<double>(after[i] - before[i]) /
                                   (static_cast<double>(to) - static_cast<double>(from)));
  }
  return shares;
}

const Span* Lanes::span_after(uint32_t lane, uint32_t event) const {
  const auto all = spans(lane);
  const auto past =
      std::partition_point(all.begin(), all.end(), [&](const Span& s) { return s.begin <= event; });
  if (past == all.begin()) return nullptr;
  const Span& span = *(past - 1);
  return event < span.end ? &span : nullptr;
}

State Lanes::state_after(uint32_t lane, uint32_t event) const {
  if (lanes_[lane].last_event != kNone && event >= lanes_[lane].last_event) return lanes_[lane].final_state;
  const Span* span = span_after(lane, event);
  return span == nullptr ? State::kAbsent : span->state;
}

size_t Lanes::memory_bytes() const {
  return lanes_.size() * sizeof(Lane) + span_count_ * sizeof(Span) + arrows_.size() * sizeof(Arrow) +
         marks_.size() * sizeof(Mark) + (time_sums_.size() + order_sums_.size()) * sizeof(Sums);
}

Axis default_axis(const TraceModel& model) {
  // In virtual time a hundred events may share one instant: an axis by time would draw them on one line.
  constexpr uint32_t kEventsAnInstant = 4;
  return model.distinct_instants() < 3 || model.event_count() / kEventsAnInstant > model.distinct_instants()
             ? Axis::kOrder
             : Axis::kTime;
}

}  // namespace coutil::tracer
