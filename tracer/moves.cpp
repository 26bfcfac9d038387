// Follows spans and arrows by binary search; steps go by the index of rows.
#include "tracer/moves.h"

#include <algorithm>
#include <charconv>

#include "tracer/time_argument.h"
#include "tracer/wake_cause.h"

namespace coutil::tracer {
namespace {

// The arrow into a wake; nullptr for none.
const Arrow* arrow_into(const Lanes& lanes, uint32_t wake) {
  const auto arrows = lanes.arrows();
  const auto found = std::lower_bound(arrows.begin(), arrows.end(), wake,
                                      [](const Arrow& arrow, uint32_t row) { return arrow.wake < row; });
  return found != arrows.end() && found->wake == wake ? &*found : nullptr;
}

// The wake that ended the wait which `await` began; kNone for none.
uint32_t wake_after(const Lanes& lanes, uint32_t await) {
  const TraceModel& model = lanes.model();
  const Span* span = lanes.span_after(model.coroutine(await), await);
  if (span == nullptr || span->begin != await || span->end >= model.event_count()) return kNone;
  return model.kind(span->end) == Kind::kWake ? span->end : kNone;
}

// The wake that a run, or the wait before it, came from; kNone for none.
uint32_t wake_of(const Lanes& lanes, uint32_t row) {
  const TraceModel& model = lanes.model();
  const uint32_t co = model.coroutine(row);
  if (co == kNone || co >= lanes.lanes().size()) return kNone;
  if (model.kind(row) == Kind::kWake) return row;
  if (model.kind(row) == Kind::kAwait) return wake_after(lanes, row);
  if (model.kind(row) != Kind::kRun || row == 0) return kNone;
  const Span* before = lanes.span_after(co, row - 1);
  const bool was_ready = before != nullptr && before->state == State::kReady;
  return was_ready && model.kind(before->begin) == Kind::kWake ? before->begin : kNone;
}

uint32_t stepped_all(const TraceModel& model, uint32_t row, bool forward) {
  if (model.event_count() == 0) return kNone;
  if (row == kNone) return forward ? 0 : model.event_count() - 1;
  if (forward) return row + 1 < model.event_count() ? row + 1 : kNone;
  return row > 0 ? std::min(row, model.event_count()) - 1 : kNone;
}

}  // namespace

uint32_t stepped(const RowIndex& rows, const TraceModel& model, Track track, uint32_t key, uint32_t row,
                 bool forward) {
  if (track == Track::kAll) return stepped_all(model, row, forward);
  if (key == kNone) return kNone;
  if (track == Track::kLane) {
    return forward ? rows.next_of_coroutine(key, row) : rows.previous_of_coroutine(key, row);
  }
  return forward ? rows.next_of_object(key, row) : rows.previous_of_object(key, row);
}

uint32_t cause_of(const Lanes& lanes, uint32_t row) {
  if (row >= lanes.model().event_count()) return kNone;
  const uint32_t wake = wake_of(lanes, row);
  if (wake == kNone) return kNone;
  const Arrow* arrow = arrow_into(lanes, wake);
  if (arrow != nullptr && arrow->emit != kNone) return arrow->emit;
  return wake == row ? kNone : wake;
}

uint32_t reason_of(const Lanes& lanes, uint32_t row) {
  const TraceModel& model = lanes.model();
  const uint32_t cause = cause_of(lanes, row);
  if (cause != kNone || row >= model.event_count() || model.kind(row) == Kind::kAwait) return cause;
  const uint32_t co = model.coroutine(row);
  const uint32_t wake = co < lanes.lanes().size() ? why_it_ran(lanes, co, row) : kNone;
  if (wake == kNone) return kNone;
  for (const WakeCause& before : wake_causes(lanes, wake, 2)) {
    if (before.cause < row) return before.cause;
  }
  return kNone;
}

std::vector<uint32_t> effects_of(const Lanes& lanes, const RowIndex& rows, uint32_t row) {
  const TraceModel& model = lanes.model();
  if (row >= model.event_count()) return {};
  if (model.kind(row) == Kind::kAwait) {
    const uint32_t wake = wake_of(lanes, row);
    return wake == kNone ? std::vector<uint32_t>{} : std::vector<uint32_t>{wake};
  }
  if (model.kind(row) != Kind::kEmit || model.coroutine(row) == kNone) return {};
  // Whoever an emit wakes is woken before the one who emits does anything else.
  const uint32_t over = rows.next_of_coroutine(model.coroutine(row), row);
  std::vector<uint32_t> wakes;
  const auto arrows = lanes.arrows();
  auto arrow = std::lower_bound(arrows.begin(), arrows.end(), row,
                                [](const Arrow& a, uint32_t value) { return a.wake < value; });
  for (; arrow != arrows.end() && arrow->wake < over && wakes.size() < model.waiters(row); ++arrow) {
    if (arrow->emit == row) wakes.push_back(arrow->wake);
  }
  return wakes;
}

std::optional<uint32_t> row_from_text(const TraceModel& model, std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty() || model.event_count() == 0) return std::nullopt;
  const bool has_sign = text.front() == '#' || text.front() == 'e';
  const std::string_view digits = text.substr(has_sign ? 1 : 0);
  uint32_t row = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
  if (error == std::errc() && end == digits.data() + digits.size() && !digits.empty()) {
    return row < model.event_count() ? std::optional(row) : std::nullopt;
  }
  const std::optional<int64_t> time_ns = parse_time_ns(std::string(text));
  if (!time_ns) return std::nullopt;
  return std::min(model.first_at_or_after(*time_ns), model.event_count() - 1);
}

}  // namespace coutil::tracer
