// Calls at their times: see the header. Each random one has a stream of its own, so that one more shifts none
// of the others.
#include "sim/scenario/timed_call.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <new>

#include "sim/network/network.h"
#include "sim/process/process_table.h"
#include "sim/scenario/checks.h"

namespace coutil::sim {

namespace {

constexpr double kMostNs = 4e18;  // of a time that can be planned

}  // namespace

TimeNs draw_interval(RandomStream& random, double period_ns) noexcept {
  const double fraction = static_cast<double>(random.next() >> 11) * 0x1.0p-53;
  return static_cast<TimeNs>(std::clamp(-std::log(1 - fraction) * period_ns, 1.0, kMostNs));
}

TimedCall::TimedCall(TimedCalls& calls, const GivenFunction& given, Kind kind, double period_ns,
                     const RandomStream& stream)
    : Happening(calls.table_->network().agenda()),
      calls_(&calls),
      callback_(calls.table_->memory(), given),
      kind_(kind),
      period_ns_(period_ns),
      random_(stream) {}

void TimedCall::happen(TimeNs now_ns) { calls_->call_now(*this, now_ns); }

void TimedCall::plan_next(TimeNs from_ns) noexcept {
  const bool drawn = kind_ == Kind::kRandom;
  const TimeNs interval_ns = drawn ? draw_interval(random_, period_ns_) : static_cast<TimeNs>(period_ns_);
  if (interval_ns < kNever - from_ns) agenda().plan(*this, from_ns + interval_ns, Weight::kIdle);
}

TimedCalls::TimedCalls(ProcessTable& table, Checks& checks, std::uint64_t seed)
    : table_(&table), checks_(&checks), seed_(seed), calls_(table.memory()), error_(table.memory()) {}

TimedCall& TimedCalls::add(const GivenFunction& given, TimedCall::Kind kind, double period_ns) {
  std::pmr::string stream("randomly ", table_->memory());
  fmt::format_to(std::back_inserter(stream), "{}", random_count_);
  TimedCall& added = calls_.emplace_back(*this, given, kind, period_ns, RandomStream(seed_, stream));
  if (kind == TimedCall::Kind::kRandom) ++random_count_;
  return added;
}

void TimedCalls::once(const GivenFunction& given, TimeNs due_ns) {
  table_->network().agenda().plan(add(given, TimedCall::Kind::kOnce, 0), due_ns);
  table_->keep_on();
}

void TimedCalls::every(const GivenFunction& given, TimeNs period_ns) {
  TimedCall& added = add(given, TimedCall::Kind::kEvery, static_cast<double>(period_ns));
  added.plan_next(table_->network().agenda().now_ns());
}

void TimedCalls::randomly(const GivenFunction& given, double rate_per_second) {
  TimedCall& added = add(given, TimedCall::Kind::kRandom, 1e9 / rate_per_second);
  added.plan_next(table_->network().agenda().now_ns());
}

void TimedCalls::call_now(TimedCall& timed, TimeNs now_ns) noexcept {
  const CallResult result = call(timed.callback_, error_);
  if (result == CallResult::kError) {
    try {
      std::pmr::string text("a function of the scenario raised an error: ", table_->memory());
      checks_->break_run(text.append(error_), timed.callback_.position);
    } catch (const std::bad_alloc&) {
      checks_->break_run("a function of the scenario raised an error", timed.callback_.position);
    }
  }
  // It may have resumed coroutines of its program, which now wait for other things than they did.
  if (Process* process = timed.callback_.side->process) table_->wake(*process);
  if (timed.kind_ != TimedCall::Kind::kOnce && result != CallResult::kFalse) return timed.plan_next(now_ns);
  for (Place place = calls_.begin(); place != calls_.end(); ++place) {
    if (&*place != &timed) continue;
    drop(place, true);
    return;
  }
}

TimedCalls::Place TimedCalls::drop(Place place, bool is_state_there) noexcept {
  if (place->kind_ == TimedCall::Kind::kOnce) table_->let_go();
  if (is_state_there) release_function(*place->callback_.side, place->callback_.reference);
  return calls_.erase(place);
}

void TimedCalls::forget(const LuaSide& side, bool is_state_there) noexcept {
  for (Place place = calls_.begin(); place != calls_.end();) {
    place = place->callback_.side == &side ? drop(place, is_state_there) : std::next(place);
  }
}

}  // namespace coutil::sim
