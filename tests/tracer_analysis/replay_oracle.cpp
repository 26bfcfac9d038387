// ReplayOracle: see the header.
#include "tests/tracer_analysis/replay_oracle.h"

#include <algorithm>

namespace coutil::tracer::test {

void ReplayOracle::step(const nlohmann::json& line) {
  const std::string kind = line["e"];
  const int64_t co = line.value("co", int64_t{-1});
  if (kind == "await") {
    OracleWait wait{line["mode"], line["on"], {}, false};
    for (const int64_t object : wait.on) wait.in_lock = wait.in_lock || owners_.count(object) != 0;
    if (line.value("op", "") == "event") wait.in_lock = false;
    waits_[co] = wait;
  } else if (kind == "wake") {
    if (waits_.count(co) == 0) return;
    OracleWait& wait = waits_[co];
    wait.came.insert(line["on"].get<int64_t>());
    const bool all =
        std::all_of(wait.on.begin(), wait.on.end(), [&](int64_t o) { return wait.came.count(o); });
    if (wait.mode != "all" || all) waits_.erase(co);
  } else if (kind == "cancel") {
    waits_.erase(co);
  } else if (kind == "lock") {
    owners_[line["on"].get<int64_t>()] = co;
  } else if (kind == "unlock") {
    owners_.erase(line["on"].get<int64_t>());
  } else if (kind == "end" || kind == "closed" || kind == "lost") {
    waits_.erase(co);
    ended_.insert(co);
  } else if (kind == "stuck") {
    for (const int64_t who : line["waiting"]) {
      named_.insert(who);
      // No line says that the main program ended; that somebody is stuck because of it does.
      for (const int64_t object : waits_[who].on) {
        if (owners_.count(object) != 0 && owners_[object] == 0) ended_.insert(0);
      }
    }
  }
}

bool ReplayOracle::is_dead(int64_t object, const std::set<int64_t>& set) const {
  const auto owner = owners_.find(object);
  return owner != owners_.end() && (ended_.count(owner->second) != 0 || set.count(owner->second) != 0);
}

bool ReplayOracle::is_closed(const std::set<int64_t>& set) const {
  return std::all_of(set.begin(), set.end(), [&](int64_t co) {
    const OracleWait& wait = waits_.at(co);
    const auto dead = [&](int64_t object) { return wait.came.count(object) == 0 && is_dead(object, set); };
    return wait.mode == "all" ? std::any_of(wait.on.begin(), wait.on.end(), dead)
                              : std::all_of(wait.on.begin(), wait.on.end(), dead);
  });
}

std::set<int64_t> ReplayOracle::stuck() const {
  std::vector<int64_t> candidates;
  for (const auto& [co, wait] : waits_) {
    if (wait.in_lock && !wait.on.empty()) candidates.push_back(co);
  }
  std::set<int64_t> stuck;
  for (unsigned bits = 1; bits < 1U << candidates.size(); bits++) {
    std::set<int64_t> set;
    for (size_t i = 0; i < candidates.size(); i++) {
      if ((bits >> i & 1U) != 0) set.insert(candidates[i]);
    }
    if (is_closed(set)) stuck.insert(set.begin(), set.end());
  }
  return stuck;
}

bool ReplayOracle::is_unsettled() const {
  return std::any_of(named_.begin(), named_.end(),
                     [&](int64_t co) { return waits_.count(co) == 0 && ended_.count(co) == 0; });
}

std::set<int64_t> ReplayOracle::said() const {
  std::set<int64_t> said;
  for (const int64_t co : named_) {
    if (waits_.count(co) != 0) said.insert(co);
  }
  return said;
}

}  // namespace coutil::tracer::test
