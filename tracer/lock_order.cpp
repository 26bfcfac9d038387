// The search is Goodlock's (K. Havelund, 2000), with gates: a cycle among pairs of mutexes, taken by
// coroutines that differ and share no other mutex. Knows no picture.
#include "tracer/lock_order.h"

#include <algorithm>
#include <set>

namespace coutil::tracer {

LockOrder::LockOrder(const TraceModel& model) : model_(model), owners_(model.objects().size(), kNone) {}

void LockOrder::step(uint32_t e) {
  const uint32_t co = model_.coroutine(e), object = model_.object(e);
  if (co == kNone) return;
  switch (model_.kind(e)) {
    case Kind::kAwait:
      return await(co, e);
    case Kind::kYield:
      if (const auto found = present_.find(co); found != present_.end()) found->second.last_suspend = e;
      return;
    case Kind::kLock: {
      if (object == kNone) return;
      Present& who = present_[co];
      if (who.awaits != object) want(co, object, e);  // else it was wanted before
      who.awaits = kNone;
      owners_[object] = co;
      if (who.held.size() < kMostHeld) who.held.push_back({object, e});
      return;
    }
    case Kind::kUnlock: {
      if (object == kNone) return;
      owners_[object] = kNone;
      const auto found = present_.find(co);
      if (found != present_.end())
        std::erase_if(found->second.held, [&](const Hold& h) { return h.object == object; });
      return;
    }
    default:
      return;
  }
}

void LockOrder::await(uint32_t co, uint32_t e) {
  const uint32_t object = model_.object(e);
  const bool locks = object != kNone && owners_[object] != kNone && model_.mode(e) == Mode::kOne &&
                     owners_[object] != co && !model_.hears_event(e);
  if (locks) {
    want(co, object, e);
    present_[co].awaits = object;
  }
  if (const auto found = present_.find(co); found != present_.end()) found->second.last_suspend = e;
}

void LockOrder::want(uint32_t co, uint32_t object, uint32_t e) {
  const auto found = present_.find(co);
  if (found == present_.end()) return;
  for (const Hold& hold : found->second.held) {
    if (hold.object != object) add(found->second, hold, {co, hold.object, object, hold.row, e});
  }
}

void LockOrder::add(const Present& who, const Hold& hold, const LockOrderStep& step) {
  if (pairs_.size() >= kMostPairs && pairs_.count({step.held, step.wanted}) == 0) return;
  Way way{step, {}, who.last_suspend != kNone && who.last_suspend > hold.row};
  for (const Hold& other : who.held) {
    if (other.object != hold.object) way.gates.push_back(other.object);
  }
  std::sort(way.gates.begin(), way.gates.end());
  auto& ways = pairs_[{step.held, step.wanted}];
  const bool known = std::any_of(ways.begin(), ways.end(), [&](const Way& other) {
    return other.step.coroutine == step.coroutine && other.gave_way == way.gave_way &&
           other.gates == way.gates;
  });
  if (!known && ways.size() < kMostWays) ways.push_back(std::move(way));
}

// From each mutex over pairs to itself again; only mutexes above the first are passed, so that each cycle is
// found once.
class LockCycleSearch {
 public:
  LockCycleSearch(const LockOrder& order, const Lanes& lanes) : order_(order), lanes_(lanes) {}

  std::vector<LockOrderCycle> find(size_t most) {
    uint32_t last = kNone;
    for (const auto& [pair, ways] : order_.pairs_) {
      if (pair.first == last) continue;
      last = first_ = pair.first;
      follow(first_);
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const LockOrderCycle& a, const LockOrderCycle& b) { return a.size() < b.size(); });
    if (found_.size() > most) found_.resize(most);
    return std::move(found_);
  }

 private:
  using Way = LockOrder::Way;
  static constexpr size_t kLongest = 8, kMostSteps = 200000, kMostFound = 200;

  void follow(uint32_t object) {
    if (path_.size() >= kLongest) return;
    const auto& pairs = order_.pairs_;
    for (auto pair = pairs.lower_bound({object, 0}); pair != pairs.end() && pair->first.first == object;
         ++pair) {
      const uint32_t wanted = pair->first.second;
      if (wanted < first_) continue;
      for (const Way& way : pair->second) {
        if (++steps_ > kMostSteps || found_.size() >= kMostFound) return;
        if (!fits(way)) continue;
        path_.push_back(&way);
        if (wanted == first_) {
          close();
        } else {
          follow(wanted);
        }
        path_.pop_back();
      }
    }
  }

  bool fits(const Way& way) const {
    return std::all_of(path_.begin(), path_.end(), [&](const Way* other) {
      const auto& mine = way.gates;
      const bool gated = std::any_of(mine.begin(), mine.end(), [&](uint32_t object) {
        return std::binary_search(other->gates.begin(), other->gates.end(), object);
      });
      return !gated && other->step.coroutine != way.step.coroutine &&
             (other->step.held != way.step.wanted || way.step.wanted == first_) &&
             lived_together(other->step.coroutine, way.step.coroutine);
    });
  }

  bool lived_together(uint32_t a, uint32_t b) const {
    const Lane &one = lanes_.lanes()[a], &two = lanes_.lanes()[b];
    const auto before = [](const Lane& x, const Lane& y) {
      return x.last_event != kNone && y.first_event != kNone && x.last_event < y.first_event;
    };
    return !before(one, two) && !before(two, one);
  }

  void close() {
    if (path_.size() < 2) return;
    if (std::none_of(path_.begin(), path_.end(), [](const Way* way) { return way->gave_way; })) return;
    std::vector<uint32_t> objects;
    LockOrderCycle cycle;
    for (const Way* way : path_) {
      cycle.push_back(way->step);
      objects.push_back(way->step.held);
    }
    std::sort(objects.begin(), objects.end());
    if (seen_.insert(std::move(objects)).second) found_.push_back(std::move(cycle));
  }

  const LockOrder& order_;
  const Lanes& lanes_;
  uint32_t first_ = 0;
  size_t steps_ = 0;
  std::vector<const Way*> path_;
  std::vector<LockOrderCycle> found_;
  std::set<std::vector<uint32_t>> seen_;  // their mutexes
};

std::vector<LockOrderCycle> LockOrder::cycles(const Lanes& lanes, size_t most) const {
  return LockCycleSearch(*this, lanes).find(most);
}

}  // namespace coutil::tracer
