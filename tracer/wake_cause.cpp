// Goes back from a wake to the emit, from the emit to the span in which its coroutine ran, and from that to
// what made it run. Knows words, no picture.
#include "tracer/wake_cause.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"

namespace coutil::tracer {
namespace {

constexpr size_t kMostTold = 5;
constexpr uint32_t kLongestTurn = 10000;  // rows that are looked at for who runs

// The emit behind a wake; the wake itself where the trace has none.
uint32_t emit_of(const Lanes& lanes, uint32_t wake) {
  const auto arrows = lanes.arrows();
  const auto found = std::lower_bound(arrows.begin(), arrows.end(), wake,
                                      [](const Arrow& arrow, uint32_t row) { return arrow.wake < row; });
  return found != arrows.end() && found->wake == wake && found->emit != kNone ? found->emit : wake;
}

// Who of the program of `other` runs once `row` took effect; kNone for nobody. It was resumed last, or the
// last one gave the turn back to it.
uint32_t runner_after(const Lanes& lanes, uint32_t other, uint32_t row) {
  const TraceModel& model = lanes.model();
  const auto runs = [&](uint32_t who) {
    return who < lanes.lanes().size() && lanes.state_after(who, row) == State::kRunning;
  };
  for (uint32_t at = row + 1; at-- > row - std::min(row, kLongestTurn);) {
    const uint32_t who = model.coroutine(at);
    if (who >= lanes.lanes().size() || model.coroutines()[who].program != model.coroutines()[other].program)
      continue;
    if (runs(who)) return who;
    const Span* before = at == 0 ? nullptr : lanes.span_after(who, at - 1);
    if (before == nullptr || before->state != State::kRunning) continue;
    const uint32_t resumer = model.by(before->begin);
    return runs(resumer) ? resumer : kNone;
  }
  return kNone;
}

std::string wait_before(const Lanes& lanes, const WakeCause& cause) {
  const TraceModel& model = lanes.model();
  const Span* span = wait_ended_by(lanes, cause.who, cause.row);
  if (span == nullptr) return "";
  const std::string place = one_line(model.place_label(model.place(span->begin)));
  return fmt::format(" (it waited {}{})", one_line(model.wait_clause(span->begin)),
                     place.empty() ? "" : " at " + place);
}

std::string told(const Lanes& lanes, const WakeCause& cause) {
  const TraceModel& model = lanes.model();
  const char* verb = model.kind(cause.row) == Kind::kWake ? "woken" : "resumed";
  if (cause.by == kScheduler) {
    const std::string late = late_timer_text(lanes, cause.row);
    return fmt::format("{} by the scheduler{}{}{}", verb, late.empty() ? "" : ", ", late,
                       wait_before(lanes, cause));
  }
  const std::string by = one_line(model.label(cause.by));
  if (model.kind(cause.cause) != Kind::kEmit) return fmt::format("{} by {}", verb, by);
  const std::string place = one_line(model.place_label(model.place(cause.cause)));
  return fmt::format("{} by {} (which {} {}{})", verb, by, emit_verb(model, cause.cause),
                     one_line(model.object_label(model.object(cause.cause))),
                     place.empty() ? "" : " at " + place);
}

}  // namespace

const Span* wait_ended_by(const Lanes& lanes, uint32_t who, uint32_t row) {
  const Span* span = row == 0 || who >= lanes.lanes().size() ? nullptr : lanes.span_after(who, row - 1);
  return span != nullptr && span->state == State::kWaiting ? span : nullptr;
}

Kind emit_part_of(const TraceModel& model, uint32_t emit) {
  if (emit == 0) return Kind::kEmit;
  const Kind before = model.kind(emit - 1);
  if (before != Kind::kUnlock && before != Kind::kFulfill) return Kind::kEmit;
  const bool same =
      model.coroutine(emit - 1) == model.coroutine(emit) && model.object(emit - 1) == model.object(emit);
  return same ? before : Kind::kEmit;
}

const char* emit_verb(const TraceModel& model, uint32_t emit) {
  const Kind part = emit_part_of(model, emit);
  return part == Kind::kUnlock ? "unlocks" : part == Kind::kFulfill ? "fulfills" : "emits";
}

uint32_t why_it_ran(const Lanes& lanes, uint32_t who, uint32_t at) {
  const TraceModel& model = lanes.model();
  const Span* span = lanes.span_after(who, at);
  if (span == nullptr || span->state != State::kRunning || model.kind(span->begin) != Kind::kRun)
    return kNone;
  const Span* before = span->begin == 0 ? nullptr : lanes.span_after(who, span->begin - 1);
  const bool woken =
      before != nullptr && before->state == State::kReady && model.kind(before->begin) == Kind::kWake;
  return woken ? before->begin : span->begin;
}

std::optional<LateTimer> late_timer(const Lanes& lanes, uint32_t wake) {
  const TraceModel& model = lanes.model();
  const uint32_t who = model.coroutine(wake);
  const Span* wait = model.kind(wake) == Kind::kWake ? wait_ended_by(lanes, who, wake) : nullptr;
  const auto due_ns = wait == nullptr ? std::nullopt : model.due_ns(wait->begin);
  if (!due_ns || *due_ns >= model.time_ns(wake)) return {};
  const uint32_t next = model.first_after(*due_ns);
  const uint32_t runner = next == 0 ? kNone : runner_after(lanes, who, next - 1);
  if (runner == kNone) return {};
  return LateTimer{model.time_ns(wake) - *due_ns, runner};
}

std::string late_timer_text(const Lanes& lanes, uint32_t wake) {
  const auto late = late_timer(lanes, wake);
  if (!late) return "";
  return fmt::format("{} after its timer was due, since {} ran", time_text(late->late_ns, 6),
                     one_line(lanes.model().label(late->runner)));
}

std::vector<WakeCause> wake_causes(const Lanes& lanes, uint32_t row, size_t most) {
  const TraceModel& model = lanes.model();
  std::vector<WakeCause> out;
  while (row < model.event_count() && out.size() < most) {
    const Kind kind = model.kind(row);
    if (kind != Kind::kWake && kind != Kind::kRun && kind != Kind::kCancel) break;
    const uint32_t who = model.coroutine(row), by = model.by(row);
    if (who == kNone || by == kNone) break;
    const uint32_t cause = kind == Kind::kWake ? emit_of(lanes, row) : row;
    out.push_back({row, who, by, cause});
    if (by >= lanes.lanes().size() || model.is_main(by)) break;
    const uint32_t before = why_it_ran(lanes, by, cause == 0 ? 0 : cause - 1);
    if (before == kNone || before >= row) break;
    row = before;
  }
  return out;
}

std::string wake_cause_text(const Lanes& lanes, uint32_t row) {
  const std::vector<WakeCause> causes = wake_causes(lanes, row, kMostTold + 1);
  std::string text;
  for (size_t i = 0; i < causes.size() && i < kMostTold; i++) {
    text += (i == 0 ? "" : ", which was ") + told(lanes, causes[i]);
  }
  return causes.size() > kMostTold ? text + ", and so on" : text;
}

}  // namespace coutil::tracer
