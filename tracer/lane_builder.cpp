// Follows every coroutine's state through all rows of a model and stores spans, arrows, marks and totals.
// Takes broken traces as they come: whether a change of state was allowed is the check's business.
#include "tracer/lane_builder.h"

#include <algorithm>

namespace coutil::tracer {

void LaneBuilder::build() {
  const size_t count = model_.coroutines().size();
  for (const Object& object : model_.objects())
    pauses_.push_back(object.kind == "timer" || object.kind == "turn");
  lanes_.lanes_.resize(count);
  span_counts_.assign(count, 0);
  replay(false);
  size_t total = 0;
  for (size_t i = 0; i < count; i++) {
    lanes_.lanes_[i].coroutine = static_cast<uint32_t>(i);
    lanes_.lanes_[i].span_begin = total;
    total += span_counts_[i];
    lanes_.lanes_[i].span_end = total;
  }
  lanes_.spans_.resize(total);
  replay(true);
  build_sums();
}

void LaneBuilder::replay(bool storing) {
  storing_ = storing;
  present_.assign(model_.coroutines().size(), Present());
  stacks_.assign(model_.programs().size(), Stack());
  for (size_t i = 0; i < stacks_.size(); i++) {
    const uint32_t main = model_.programs()[i].main_coroutine;
    if (main != kNone) stacks_[i].main = main;
  }
  if (storing) {
    for (size_t i = 0; i < present_.size(); i++) present_[i].next_span = lanes_.lanes_[i].span_begin;
  }
  const uint32_t end = model_.event_count();
  if (end > 0) start(kMainCoroutine, 0);
  for (uint32_t e = 0; e < end; e++) step(e);
  for (Stack& stack : stacks_) account_innermost(stack, end);
  for (uint32_t co = 0; co < present_.size(); co++) {
    // A trace that is complete is one of a program that came to its end.
    const bool main_ended =
        co == kMainCoroutine && present_[co].state == State::kRunning && !model_.cut_short();
    if (storing) lanes_.lanes_[co].final_state = main_ended ? State::kEnded : present_[co].state;
    const bool lives = present_[co].state != State::kAbsent && !is_final(present_[co].state);
    if (lives && !present_[co].over) close_span(co, end);
  }
}

void LaneBuilder::step(uint32_t e) {
  const Kind kind = model_.kind(e);
  if (storing_) mark(e);
  const uint32_t by = model_.by(e);
  const uint32_t co = model_.coroutine(e);
  if (kind == Kind::kProcess || kind == Kind::kFault) return end_programs(e);
  if (by < present_.size()) act(by, e);
  if (co >= present_.size() || present_[co].over) return;
  if (by == kScheduler && (kind == Kind::kRun || kind == Kind::kWake)) scheduler_acts(co, e);
  switch (kind) {
    case Kind::kSpawn:
      if (present_[co].state != State::kAbsent) return;
      return model_.is_main(co) ? start(co, e) : change(co, e, State::kCreated);
    case Kind::kRun:
      return run(co, e);
    case Kind::kWake:
      return wake(co, e);
    case Kind::kCancel:
      if (present_[co].state == State::kWaiting) change(co, e, State::kReady);
      return;
    case Kind::kAwait:
      suspend(co, e, State::kWaiting);
      present_[co].awaits_all = model_.mode(e) == Mode::kAll;
      return;
    case Kind::kYield:
      return suspend(co, e, State::kSuspended);
    case Kind::kEnd:
      return finish(co, e, model_.failed(e) ? State::kFailed : State::kEnded);
    case Kind::kClosed:
      return finish(co, e, State::kClosed);
    case Kind::kLost:
      return finish(co, e, State::kLost);
    case Kind::kEmit:
      act(co, e);
      present_[co].last_emit = e;
      if (storing_) lanes_.lanes_[co].totals.emits++;
      return;
    case Kind::kTake:
      if (storing_) lanes_.lanes_[co].totals.takes++;
      return act(co, e);
    default:
      return act(co, e);
  }
}

// A main program.
void LaneBuilder::start(uint32_t co, uint32_t e) {
  change(co, e, State::kRunning);
  stack_of(co).since_row = e;
  stack_of(co).since_ns = model_.time_ns(e);
}

// It does something itself, so it is not in `system.run`, where it may have been until now.
void LaneBuilder::act(uint32_t co, uint32_t e) {
  Present& who = present_[co];
  if (who.state != State::kDriving && !(who.state == State::kAbsent && stack_of(co).main == co)) return;
  account_innermost(stack_of(co), e);
  change(co, e, State::kRunning);
}

void LaneBuilder::scheduler_acts(uint32_t co, uint32_t e) {
  Stack& stack = stack_of(co);
  const uint32_t driver = stack.running.empty() ? stack.main : stack.running.back();
  if (driver == co || present_[driver].state != State::kRunning) return;
  // Time that passed since the row before, it passed inside of `system.run`.
  const uint32_t since = std::max(stack.since_row, present_[driver].begin);
  const bool passed = e > 0 && e - 1 >= since && model_.time_ns(e) > model_.time_ns(e - 1);
  account_innermost(stack, passed ? e - 1 : e);
  change(driver, passed ? e - 1 : e, State::kDriving);
}

void LaneBuilder::run(uint32_t co, uint32_t e) {
  Present& who = present_[co];
  if (is_final(who.state)) return;
  if (storing_) lanes_.lanes_[co].totals.runs++;
  if (who.state == State::kRunning) return;
  if (who.state == State::kWaiting && who.last_wake != kNone) change(co, who.last_wake, State::kReady);
  push(co, e);
  change(co, e, State::kRunning);
  present_[co].depth = static_cast<uint8_t>(std::min<size_t>(stack_of(co).running.size() - 1, 255));
}

void LaneBuilder::wake(uint32_t co, uint32_t e) {
  const uint32_t by = model_.by(e);
  if (storing_) {
    const uint32_t emit = by < present_.size() ? present_[by].last_emit : kNone;
    // The emit is the last one of who woke it: it does nothing else before all its waiters were resumed.
    const bool same = emit != kNone && model_.object(emit) == model_.object(e);
    lanes_.arrows_.push_back({same ? emit : kNone, e});
    lanes_.emit_arrow_count_ += same ? 1 : 0;
    lanes_.lanes_[co].totals.wakes++;
  }
  if (present_[co].state != State::kWaiting) return;
  if (present_[co].awaits_all) {
    present_[co].last_wake = e;  // which wake is the last one, its `run` says
  } else {
    change(co, e, State::kReady);
  }
}

void LaneBuilder::suspend(uint32_t co, uint32_t e, State state) {
  if (is_final(present_[co].state)) return;
  if (storing_) {
    LaneTotals& totals = lanes_.lanes_[co].totals;
    (state == State::kWaiting ? totals.awaits : totals.yields)++;
  }
  pop(co, e);
  change(co, e, state);
}

void LaneBuilder::finish(uint32_t co, uint32_t e, State state) {
  Present& who = present_[co];
  if (is_final(who.state)) return;
  if (who.state == State::kAbsent) who.begin = e;
  if (storing_ && lanes_.lanes_[co].first_event == kNone) lanes_.lanes_[co].first_event = e;
  pop(co, e);
  close_span(co, e);
  who.state = state;
  if (storing_) lanes_.lanes_[co].last_event = e;
}

void LaneBuilder::end_programs(uint32_t e) {
  for (const uint32_t program : model_.programs_ended_by(e)) {
    account_innermost(stacks_[program], e);
    stacks_[program].running.clear();
    for (const uint32_t co : model_.programs()[program].coroutines) end_with_program(co, e);
  }
}

void LaneBuilder::end_with_program(uint32_t co, uint32_t e) {
  Present& who = present_[co];
  if (who.state == State::kAbsent || is_final(who.state) || who.over) return;
  const bool exits = model_.kind(e) == Kind::kProcess && model_.what(e) == What::kExit;
  close_span(co, e);
  who.over = true;
  if (!exits) {
    who.state = State::kKilled;
  } else if (model_.is_main(co) || who.state == State::kRunning) {
    who.state = State::kEnded;
  }
  if (storing_) lanes_.lanes_[co].last_event = e;
}

void LaneBuilder::change(uint32_t co, uint32_t e, State state) {
  Present& who = present_[co];
  if (who.state != State::kAbsent) {
    close_span(co, e);
  } else if (storing_) {
    lanes_.lanes_[co].first_event = e;
  }
  who.state = state;
  who.begin = e;
  who.last_wake = kNone;
  who.depth = 0;
}

void LaneBuilder::close_span(uint32_t co, uint32_t end) {
  const Present& who = present_[co];
  if (who.state == State::kAbsent || who.begin == end) return;
  const Span span{who.begin, end, who.state, who.depth};
  if (storing_) {
    store_span(co, span);
  } else {
    span_counts_[co]++;
  }
}

void LaneBuilder::store_span(uint32_t co, const Span& span) {
  lanes_.spans_[present_[co].next_span++] = span;
  LaneTotals& totals = lanes_.lanes_[co].totals;
  const auto index = static_cast<size_t>(span.state);
  const int64_t time_ns = model_.time_or_end_ns(span.end) - model_.time_ns(span.begin);
  totals.time_ns[index] += time_ns;
  totals.rows[index] += span.end - span.begin;
  if (span.state == State::kWaiting && is_pause(span.begin)) {
    totals.paused_ns += time_ns;
  } else if (span.state == State::kWaiting &&
             (totals.longest_wait_event == kNone || time_ns > totals.longest_wait_ns)) {
    totals.longest_wait_ns = time_ns;
    totals.longest_wait_event = span.begin;
  }
  if (span.state == State::kReady) {
    totals.ready_count++;
    totals.ready_total_ns += time_ns;
    totals.ready_longest_ns = std::max(totals.ready_longest_ns, time_ns);
  }
}

// Waits that the program asked for: for a timer, for its next turn.
bool LaneBuilder::is_pause(uint32_t await) const {
  const auto objects = model_.object_list(await);
  return objects.size() == 1 && pauses_[objects[0]];
}

void LaneBuilder::mark(uint32_t e) {
  switch (model_.kind(e)) {
    case Kind::kNote:
      return add_mark(e, MarkKind::kNote);
    case Kind::kPrint:
      return add_mark(e, MarkKind::kPrint);
    case Kind::kStuck:
      return add_mark(e, MarkKind::kStuck);
    case Kind::kFault:
      return add_mark(e, MarkKind::kFault);
    case Kind::kSignal:
      return add_mark(e, MarkKind::kSignal);
    case Kind::kProcess:
      return add_mark(e, MarkKind::kProcess);
    case Kind::kOpen:
      return add_mark(e, MarkKind::kOpen);
    case Kind::kClose:
      return add_mark(e, MarkKind::kClose);
    case Kind::kSend:
      return add_mark(e, MarkKind::kSend);
    case Kind::kDeliver:
      return add_mark(e, MarkKind::kDeliver);
    case Kind::kDrop:
      return add_mark(e, MarkKind::kDrop);
    case Kind::kEnd:
      if (model_.failed(e)) add_mark(e, MarkKind::kError);
      return;
    default:
      return;
  }
}

void LaneBuilder::add_mark(uint32_t e, MarkKind kind) {
  lanes_.marks_.push_back({e, kind});
  lanes_.mark_counts_[static_cast<size_t>(kind)]++;
  if (model_.coroutine(e) == kNone && kind != MarkKind::kStuck) lanes_.outside_mark_count_++;
}

void LaneBuilder::push(uint32_t co, uint32_t e) {
  Stack& stack = stack_of(co);
  account_innermost(stack, e);
  stack.running.push_back(co);
}

void LaneBuilder::pop(uint32_t co, uint32_t e) {
  Stack& stack = stack_of(co);
  account_innermost(stack, e);
  // The innermost, if the trace is sound; a main program is never in here.
  const auto found = std::find(stack.running.rbegin(), stack.running.rend(), co);
  if (found != stack.running.rend()) stack.running.erase(std::next(found).base(), stack.running.end());
}

// Up to the row e the innermost coroutine ran itself.
void LaneBuilder::account_innermost(Stack& stack, uint32_t e) {
  const uint32_t innermost = stack.running.empty() ? stack.main : stack.running.back();
  const int64_t now_ns = model_.time_or_end_ns(e);
  if (storing_ && present_[innermost].state == State::kRunning) {
    lanes_.lanes_[innermost].totals.self_ns += now_ns - stack.since_ns;
    lanes_.lanes_[innermost].totals.self_rows += e - stack.since_row;
  }
  stack.since_ns = now_ns;
  stack.since_row = e;
}

void LaneBuilder::build_sums() {
  lanes_.sum_begin_.reserve(lanes_.lanes_.size());
  for (const Lane& lane : lanes_.lanes_) {
    lanes_.sum_begin_.push_back(lanes_.time_sums_.size());
    Lanes::Sums time{}, order{};
    for (size_t i = lane.span_begin; i < lane.span_end; i++) {
      if ((i - lane.span_begin) % Lanes::kSumStride == 0) {
        lanes_.time_sums_.push_back(time);
        lanes_.order_sums_.push_back(order);
      }
      const Span& span = lanes_.spans_[i];
      const auto index = static_cast<size_t>(span.state);
      time[index] += model_.time_or_end_ns(span.end) - model_.time_ns(span.begin);
      order[index] += span.end - span.begin;
    }
  }
}

}  // namespace coutil::tracer
