// Follows every coroutine's state through the rows of a model and keeps spans, arrows, marks and totals.
// Takes broken traces as they come: whether a change of state was allowed is the check's business.
#include "tracer/lane_builder.h"

#include <algorithm>

#include <utility>
#include "tracer/main_program.h"

namespace coutil::tracer {

void LaneBuilder::advance() {
  lanes_.resize(model_.coroutines().size());
  present_.resize(lanes_.size());
  for (size_t i = stacks_.size(); i < model_.programs().size(); i++) {
    const uint32_t main = model_.programs()[i].main_coroutine;
    stacks_.emplace_back().main = main == kNone ? kMainCoroutine : main;
  }
  const uint32_t end = model_.event_count();
  if (done_ == 0 && end > 0 && main_runs_from_start(model_)) start(kMainCoroutine, 0);
  for (; done_ < end; done_++) {
    step(done_);
    remember(done_);
  }
}

void LaneBuilder::remember(uint32_t e) {
  const uint32_t co = model_.coroutine(e), by = model_.by(e);
  if (co < present_.size()) stack_of(co).last_row = e;
  if (by < present_.size() && by != co) stack_of(by).last_row = e;
}

void LaneBuilder::write_to(Lanes& out, bool for_good) {
  if (for_good) {
    out.lanes_ = std::move(lanes_);
  } else {
    out.lanes_ = lanes_;
  }
  out.arrows_ = arrows_;
  out.marks_ = marks_;
  out.mark_counts_ = mark_counts_;
  out.outside_mark_count_ = outside_mark_count_;
  out.emit_arrow_count_ = emit_arrow_count_;
  const uint32_t end = done_;
  for (const Stack& stack : stacks_) account(out.lanes_, stack, end);
  std::vector<Logged> open;  // spans that last to the end of the trace
  for (uint32_t co = 0; co < present_.size(); co++) {
    const Present& who = present_[co];
    Lane& lane = out.lanes_[co];
    lane.coroutine = co;
    // A trace that is complete is one of a program that came to its end.
    const bool main_ended = co == kMainCoroutine && who.state == State::kRunning && !out.model().cut_short();
    lane.final_state = main_ended ? State::kEnded : who.state;
    if (who.state == State::kAbsent || is_final(who.state) || who.over || who.begin == end) continue;
    open.push_back({co, {who.begin, end, who.state, who.depth}});
    add_to_totals(lane, open.back().span, model_.time_or_end_ns(end) - who.begin_ns);
  }
  sort_spans(out, open, for_good);
  write_sums(out);
}

// Lane after lane. The spans of each come in their order.
void LaneBuilder::sort_spans(Lanes& out, const std::vector<Logged>& open, bool for_good) {
  std::vector<size_t> next(out.lanes_.size());  // how many, and then where the next one of a lane goes
  for (uint32_t co = 0; co < present_.size(); co++) next[co] = present_[co].span_count;
  for (const Logged& logged : open) next[logged.lane]++;
  size_t total = 0;
  for (uint32_t co = 0; co < next.size(); co++) {
    out.lanes_[co].span_begin = total;
    total += std::exchange(next[co], total);
    out.lanes_[co].span_end = total;
  }
  out.spans_ = large_memory<Span>(total);
  make_ready(out.spans_.get(), total * sizeof(Span), Access::kWrite);
  out.span_count_ = total;
  for (auto& block : log_) {
    const size_t count = &block == &log_.back() ? last_block_count_ : kBlock;
    for (size_t i = 0; i < count; i++) out.spans_[next[block[i].lane]++] = block[i].span;
    if (for_good) block.reset();
  }
  for (const Logged& logged : open) out.spans_[next[logged.lane]++] = logged.span;
}

void LaneBuilder::step(uint32_t e) {
  now_row_ = e;
  now_ns_ = model_.time_ns(e);
  const Kind kind = model_.kind(e);
  mark(e);
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
      lanes_[co].totals.emits++;
      return;
    case Kind::kTake:
      lanes_[co].totals.takes++;
      return act(co, e);
    default:
      return act(co, e);
  }
}

// A main program.
void LaneBuilder::start(uint32_t co, uint32_t e) {
  change(co, e, State::kRunning);
  stack_of(co).since_row = e;
  stack_of(co).since_ns = time_ns(e);
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
  // Time that passed since the program's row before, it passed inside of `system.run`.
  const uint32_t since = std::max({stack.since_row, stack.last_row, present_[driver].begin});
  const bool passed = since < e && time_ns(e) > time_ns(since);
  account_innermost(stack, passed ? since : e);
  change(driver, passed ? since : e, State::kDriving);
}

void LaneBuilder::run(uint32_t co, uint32_t e) {
  Present& who = present_[co];
  if (is_final(who.state)) return;
  lanes_[co].totals.runs++;
  if (who.state == State::kRunning) return;
  if (who.state == State::kWaiting && who.last_wake != kNone) change(co, who.last_wake, State::kReady);
  push(co, e);
  change(co, e, State::kRunning);
  present_[co].depth = static_cast<uint8_t>(std::min<size_t>(stack_of(co).running.size() - 1, 255));
}

void LaneBuilder::wake(uint32_t co, uint32_t e) {
  const uint32_t by = model_.by(e);
  const uint32_t emit = by < present_.size() ? present_[by].last_emit : kNone;
  // The emit is the last one of who woke it: it does nothing else before all its waiters were resumed.
  const bool same = emit != kNone && model_.object(emit) == model_.object(e);
  arrows_.push_back({same ? emit : kNone, e});
  emit_arrow_count_ += same ? 1 : 0;
  lanes_[co].totals.wakes++;
  if (present_[co].state != State::kWaiting) return;
  if (present_[co].awaits_all) {
    present_[co].last_wake = e;  // which wake is the last one, its `run` says
  } else {
    change(co, e, State::kReady);
  }
}

void LaneBuilder::suspend(uint32_t co, uint32_t e, State state) {
  if (is_final(present_[co].state)) return;
  LaneTotals& totals = lanes_[co].totals;
  (state == State::kWaiting ? totals.awaits : totals.yields)++;
  pop(co, e);
  change(co, e, state);
}

void LaneBuilder::finish(uint32_t co, uint32_t e, State state) {
  Present& who = present_[co];
  if (is_final(who.state)) return;
  if (who.state == State::kAbsent) {
    who.begin = e;
    who.begin_ns = now_ns_;
  }
  if (lanes_[co].first_event == kNone) lanes_[co].first_event = e;
  pop(co, e);
  close_span(co, e);
  who.state = state;
  lanes_[co].last_event = e;
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
  lanes_[co].last_event = e;
}

void LaneBuilder::change(uint32_t co, uint32_t e, State state) {
  Present& who = present_[co];
  if (who.state != State::kAbsent) {
    close_span(co, e);
  } else {
    lanes_[co].first_event = e;
  }
  who.state = state;
  who.begin = e;
  who.begin_ns = time_ns(e);
  who.last_wake = kNone;
  who.depth = 0;
}

void LaneBuilder::close_span(uint32_t co, uint32_t end) {
  Present& who = present_[co];
  if (who.state == State::kAbsent || who.begin == end) return;
  if (last_block_count_ == kBlock) add_block();
  const Span span{who.begin, end, who.state, who.depth};
  log_.back()[last_block_count_++] = {co, span};
  who.span_count++;
  Lane& lane = lanes_[co];
  add_to_totals(lane, span, time_ns(end) - who.begin_ns);
  if (who.span_count % Lanes::kSumStride == 0) {
    sum_log_.push_back({co, lane.totals.time_ns, lane.totals.rows});
  }
}

// A short trace touches little of its first block; a long one will need another one soon.
void LaneBuilder::add_block() {
  log_.push_back(next_block_.valid() ? next_block_.get() : large_memory<Logged>(kBlock));
  last_block_count_ = 0;
  if (log_.size() < 2) return;
  next_block_ = std::async(std::launch::async | std::launch::deferred, [] {
    Block block = large_memory<Logged>(kBlock);
    make_ready(block.get(), kBlock * sizeof(Logged), Access::kWrite);
    return block;
  });
}

void LaneBuilder::add_to_totals(Lane& lane, const Span& span, int64_t time_ns) const {
  LaneTotals& totals = lane.totals;
  const auto index = static_cast<size_t>(span.state);
  totals.time_ns[index] += time_ns;
  totals.rows[index] += span.end - span.begin;
  if (span.state == State::kWaiting && model_.pauses(span.begin)) {
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
  marks_.push_back({e, kind});
  mark_counts_[static_cast<size_t>(kind)]++;
  if (model_.coroutine(e) == kNone && kind != MarkKind::kStuck) outside_mark_count_++;
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
  account(lanes_, stack, e);
  stack.since_ns = time_ns(e);
  stack.since_row = e;
}

void LaneBuilder::account(std::vector<Lane>& lanes, const Stack& stack, uint32_t e) const {
  const uint32_t innermost = stack.running.empty() ? stack.main : stack.running.back();
  if (present_[innermost].state != State::kRunning) return;
  lanes[innermost].totals.self_ns += time_ns(e) - stack.since_ns;
  lanes[innermost].totals.self_rows += e - stack.since_row;
}

void LaneBuilder::write_sums(Lanes& out) const {
  size_t total = 0;
  out.sum_begin_.reserve(present_.size());
  for (const Present& who : present_) {
    out.sum_begin_.push_back(total);
    total += who.span_count / Lanes::kSumStride;
  }
  out.time_sums_.resize(total);
  out.order_sums_.resize(total);
  std::vector<uint32_t> written(present_.size(), 0);
  for (const LoggedSums& sums : sum_log_) {
    const size_t at = out.sum_begin_[sums.lane] + written[sums.lane]++;
    out.time_sums_[at] = sums.time;
    std::copy(sums.rows.begin(), sums.rows.end(), out.order_sums_[at].begin());
  }
}

}  // namespace coutil::tracer
