// Pairs lanes by id and name, then the rest by name in their order: see the header.
#include "tracer/lane_pairs.h"

#include <map>
#include <string>
#include <utility>

namespace coutil::tracer {

std::vector<uint32_t> pair_lanes(const TraceModel& from, const TraceModel& to) {
  const auto& ours = from.coroutines();
  const auto& theirs = to.coroutines();
  std::map<std::pair<int64_t, std::string>, uint32_t> by_both;
  for (uint32_t lane = 0; lane < theirs.size(); lane++) {
    by_both.try_emplace({theirs[lane].id, theirs[lane].name}, lane);
  }
  std::vector<uint32_t> pairs(ours.size(), kNone);
  std::vector<bool> taken(theirs.size(), false);
  for (uint32_t lane = 0; lane < ours.size(); lane++) {
    const auto found = by_both.find({ours[lane].id, ours[lane].name});
    // The main programs belong together, whatever their scripts are called.
    const bool are_main = lane == kMainCoroutine && !theirs.empty();
    if (found == by_both.end() && !are_main) continue;
    pairs[lane] = are_main ? kMainCoroutine : found->second;
    taken[pairs[lane]] = true;
  }
  std::multimap<std::string, uint32_t> left;
  for (uint32_t lane = 0; lane < theirs.size(); lane++) {
    if (!taken[lane] && !theirs[lane].name.empty()) left.emplace(theirs[lane].name, lane);
  }
  for (uint32_t lane = 0; lane < ours.size(); lane++) {
    if (pairs[lane] != kNone) continue;
    const auto found = left.find(ours[lane].name);
    if (found == left.end()) continue;
    pairs[lane] = found->second;
    left.erase(found);
  }
  return pairs;
}

}  // namespace coutil::tracer
