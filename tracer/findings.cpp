// Looks at every row once, for all hints together. Knows words, no picture.
#include "tracer/findings.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr size_t kMostOfAKind = 3;  // findings

// Who was left waiting, the objects of those waits, and the last emit of each that nobody heard.
class LostWakes {
 public:
  LostWakes(const Lanes& lanes, const Verdict& verdict) : model_(lanes.model()) {
    for (const Lane& lane : lanes.lanes()) {
      if (!lanes.was_left_waiting(lane.coroutine) || verdict.is_stuck(lane.coroutine)) continue;
      const auto spans = lanes.spans(lane.coroutine);
      if (spans.empty() || spans.back().state != State::kWaiting) continue;
      awaits_.push_back(spans.back().begin);
    }
    std::sort(awaits_.begin(), awaits_.end());
    if (!awaits_.empty()) unheard_.assign(model_.objects().size(), kNotAsked);
    for (const uint32_t await : awaits_) {
      for (const uint32_t object : model_.object_list(await)) {
        const std::string& kind = model_.objects()[object].kind;
        if (kind != "promise" && kind != "mutex") unheard_[object] = kNone;
      }
    }
  }

  void emit(uint32_t e) {
    const uint32_t object = model_.object(e);
    if (unheard_.empty() || object == kNone || unheard_[object] == kNotAsked) return;
    unheard_[object] = model_.waiters(e) == 0 && !model_.stored(e) ? e : kNone;
  }

  void await(uint32_t e) {
    if (next_ >= awaits_.size() || awaits_[next_] != e) return;
    next_++;
    for (const uint32_t object : model_.object_list(e)) {
      const uint32_t emit = unheard_[object];
      if (emit != kNone && emit != kNotAsked && found_.size() < kMostFound)
        found_.push_back({emit, e, object});
    }
  }

  std::vector<LostWake> take() { return std::move(found_); }

 private:
  static constexpr uint32_t kNotAsked = kNone - 1;
  static constexpr size_t kMostFound = 1000;
  const TraceModel& model_;
  std::vector<uint32_t> awaits_, unheard_;
  size_t next_ = 0;
  std::vector<LostWake> found_;
};

// From the await in a lock to the row that gave it.
class Waits {
 public:
  explicit Waits(const TraceModel& model)
      : model_(model), locked_(model.objects().size(), false), await_(model.coroutines().size(), kNone) {}

  void await(uint32_t e, uint32_t co) {
    const uint32_t object = model_.object(e);
    const bool locks =
        object != kNone && locked_[object] && model_.mode(e) == Mode::kOne && !model_.hears_event(e);
    await_[co] = locks ? e : kNone;
  }

  void lock(uint32_t e, uint32_t co) {
    const uint32_t object = model_.object(e);
    if (object == kNone) return;
    locked_[object] = true;
    const uint32_t await = await_[co];
    if (await == kNone || model_.object(await) != object) return;
    await_[co] = kNone;
    count(await, model_.time_ns(e) - model_.time_ns(await));
  }

  void unlock(uint32_t e) {
    if (model_.object(e) != kNone) locked_[model_.object(e)] = false;
  }

  std::vector<Contention> take() {
    for (const uint32_t await : await_) {
      if (await != kNone) count(await, model_.end_ns() - model_.time_ns(await));
    }
    std::stable_sort(uses_.begin(), uses_.end(), [](const Contention& a, const Contention& b) {
      return std::pair(a.waited_ns, a.waits) > std::pair(b.waited_ns, b.waits);
    });
    return std::move(uses_);
  }

 private:
  void count(uint32_t await, int64_t ns) {
    const uint32_t object = model_.object(await);
    const auto [found, fresh] = index_.try_emplace(object, uses_.size());
    if (fresh) uses_.push_back({object, 0, 0, kNone, 0});
    Contention& use = uses_[found->second];
    use.waits++;
    use.waited_ns = ns > kLastTimeNs - use.waited_ns ? kLastTimeNs : use.waited_ns + ns;
    if (use.longest_wait != kNone && ns <= use.longest_ns) return;
    use.longest_wait = await;
    use.longest_ns = ns;
  }

  const TraceModel& model_;
  std::vector<bool> locked_;     // by object
  std::vector<uint32_t> await_;  // by coroutine: its wait in a lock
  std::unordered_map<uint32_t, size_t> index_;
  std::vector<Contention> uses_;
};

std::vector<uint32_t> longest_waits(const Lanes& lanes, size_t most) {
  std::vector<std::pair<int64_t, uint32_t>> all;  // one of each lane
  for (const Lane& lane : lanes.lanes()) {
    if (lane.totals.longest_wait_event != kNone && lane.totals.longest_wait_ns > 0)
      all.push_back({-lane.totals.longest_wait_ns, lane.totals.longest_wait_event});
  }
  const size_t count = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end());
  std::vector<uint32_t> out;
  for (size_t i = 0; i < count; i++) out.push_back(all[i].second);
  return out;
}

// All of a cycle stand in a knot: then it did deadlock, and the verdict says so.
bool did_happen(const LockOrderCycle& cycle, const Verdict& verdict) {
  return std::all_of(cycle.begin(), cycle.end(),
                     [&](const LockOrderStep& step) { return verdict.is_stuck(step.coroutine); });
}

class Words {
 public:
  explicit Words(const Lanes& lanes) : lanes_(lanes), model_(lanes.model()) {}

  Finding lost_wake(const LostWake& lost) const {
    const uint32_t waiter = model_.coroutine(lost.await);
    const std::string what = object(lost.object);
    return {VerdictKind::kLeftWaiting, fmt::format("Lost wake-up: nobody heard {}", what),
            fmt::format("{} emitted {} at {}{} while nobody waited for it; {} began to wait {} only at {}{}, "
                        "and nobody emitted it again.",
                        name(model_.coroutine(lost.emit)), what, when(lost.emit), at(lost.emit), name(waiter),
                        one_line(model_.wait_clause(lost.await)), when(lost.await), at(lost.await)),
            lost.emit};
  }

  Finding lock_order(const LockOrderCycle& cycle) const {
    std::string text;
    for (size_t i = 0; i < cycle.size(); i++) {
      const LockOrderStep& step = cycle[i];
      text += fmt::format("{}{} holds {} and wants {}{}",
                          i == 0                  ? ""
                          : i + 1 == cycle.size() ? ", and "
                                                  : ", ",
                          name(step.coroutine), object(step.held), object(step.wanted), at(step.wanted_row));
    }
    text += fmt::format(
        ": with another timing {} could wait for each other for ever. Take them in one order "
        "everywhere.",
        cycle.size() == 2 ? "these two" : "these");
    std::string what;
    for (const LockOrderStep& step : cycle) what += (what.empty() ? "" : ", ") + object(step.held);
    return {VerdictKind::kHint, fmt::format("Lock order that could deadlock: {}", what), std::move(text),
            cycle.front().wanted_row};
  }

  Finding contention(const Contention& use) const {
    return {VerdictKind::kHint, fmt::format("Waited for most: {}", object(use.object)),
            fmt::format("Coroutines had to wait for it {}, {} in all; the longest, {}, was that of {}{}.",
                        use.waits == 1 ? "once" : format_counted(use.waits, "time"), time_text(use.waited_ns),
                        time_text(use.longest_ns), name(model_.coroutine(use.longest_wait)),
                        at(use.longest_wait)),
            use.longest_wait};
  }

  Finding longest_wait(uint32_t await) const {
    const uint32_t co = model_.coroutine(await);
    const int64_t length = lanes_.lanes()[co].totals.longest_wait_ns;
    return {VerdictKind::kHint, fmt::format("Long wait: {}, {}", name(co), time_text(length)),
            fmt::format("{} waited {} {} from {} on{}.", name(co), time_text(length),
                        one_line(model_.wait_clause(await)), when(await), at(await)),
            await};
  }

 private:
  std::string name(uint32_t co) const { return one_line(model_.label(co)); }
  std::string object(uint32_t which) const { return one_line(model_.object_label(which)); }
  std::string when(uint32_t e) const { return time_text(model_.time_ns(e), 6); }
  std::string at(uint32_t e) const {
    const std::string place = one_line(model_.place_label(model_.place(e)));
    return place.empty() ? "" : " (" + place + ")";
  }

  const Lanes& lanes_;
  const TraceModel& model_;
};

}  // namespace

RunHints find_hints(const Lanes& lanes, const Verdict& verdict) {
  const TraceModel& model = lanes.model();
  LostWakes lost(lanes, verdict);
  Waits waits(model);
  LockOrder order(model);
  bool any_lock = false;  // without one, nothing about mutexes has to be asked
  for (uint32_t e = 0; e < model.event_count(); e++) {
    const Kind kind = model.kind(e);
    if (kind == Kind::kEmit) lost.emit(e);
    if (kind != Kind::kAwait && kind != Kind::kLock && kind != Kind::kUnlock && kind != Kind::kYield)
      continue;
    if (kind == Kind::kAwait) lost.await(e);
    any_lock = any_lock || kind == Kind::kLock;
    const uint32_t co = model.coroutine(e);
    if (!any_lock || co == kNone) continue;
    order.step(e);
    if (kind == Kind::kAwait) waits.await(e, co);
    if (kind == Kind::kLock) waits.lock(e, co);
    if (kind == Kind::kUnlock) waits.unlock(e);
  }
  RunHints hints;
  hints.lost_wakes = lost.take();
  hints.contention = waits.take();
  hints.lock_orders = order.cycles(lanes, 10);
  std::erase_if(hints.lock_orders, [&](const LockOrderCycle& cycle) { return did_happen(cycle, verdict); });
  hints.longest_waits = longest_waits(lanes, kMostOfAKind);
  return hints;
}

std::vector<Finding> find_findings(const Lanes& lanes, const Verdict& verdict) {
  const RunHints hints = find_hints(lanes, verdict);
  const Words words(lanes);
  std::vector<Finding> out;
  const auto add = [&](const auto& items, auto to_finding) {
    for (size_t i = 0; i < items.size() && i < kMostOfAKind; i++) out.push_back(to_finding(items[i]));
  };
  add(hints.lost_wakes, [&](const LostWake& lost) { return words.lost_wake(lost); });
  add(hints.lock_orders, [&](const LockOrderCycle& cycle) { return words.lock_order(cycle); });
  add(hints.contention, [&](const Contention& use) { return words.contention(use); });
  add(hints.longest_waits, [&](uint32_t await) { return words.longest_wait(await); });
  return out;
}

}  // namespace coutil::tracer
