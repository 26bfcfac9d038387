// Sums over every row, or over every stretch: see the header.
#include "tests/tracer_oracle/plain_totals.h"

#include <algorithm>
#include <functional>

namespace coutil::tracer::test {

namespace {

using Json = nlohmann::json;

int64_t length_ns(const PlainReplay& replay, const PlainStretch& stretch) {
  return replay.time_ns(stretch.end) - replay.time_ns(stretch.begin);
}

int64_t number(const Json& line, const char* key, int64_t absent = -1) {
  return line.contains(key) && line[key].is_number_integer() ? line[key].get<int64_t>() : absent;
}

std::vector<int64_t> objects_of(const Json& line) {
  if (!line.contains("on")) return {};
  return line["on"].is_array() ? line["on"].get<std::vector<int64_t>>()
                               : std::vector<int64_t>{line["on"].get<int64_t>()};
}

std::vector<int64_t> place_of(const Json& line) {
  return line.contains("at") ? std::vector<int64_t>{line["at"].get<int64_t>()} : std::vector<int64_t>{};
}

void add_row(PlainWaits& sum, const Json& line) {
  const std::string kind = line["e"];
  if (kind == "await") sum.awaits++;
  if (kind == "take") sum.takes++;
  if (kind == "lock") sum.locks++;
  if (kind != "emit") return;
  sum.emits++;
  if (line["waiters"] == 0 && !line.value("stored", false)) sum.unheard++;
}

// `keys`: what a line counts for.
std::map<int64_t, PlainWaits> waits_by(const PlainReplay& replay,
                                       const std::function<std::vector<int64_t>(const Json&)>& keys) {
  std::map<int64_t, PlainWaits> sums;
  for (const Json& line : replay.rows()) {
    const std::string kind = line["e"];
    if (kind != "await" && kind != "take" && kind != "lock" && kind != "emit") continue;
    for (const int64_t key : keys(line)) add_row(sums[key], line);
  }
  for (const PlainStretch& stretch : stretches_of(replay)) {
    if (stretch.state != PlainState::kWaiting) continue;
    for (const int64_t key : keys(replay.rows()[stretch.begin])) {
      PlainWaits& sum = sums[key];
      sum.waits++;
      sum.waited_ns += length_ns(replay, stretch);
      sum.waited_rows += static_cast<int64_t>(stretch.end - stretch.begin);
      sum.longest_ns = std::max(sum.longest_ns, length_ns(replay, stretch));
    }
  }
  return sums;
}

}  // namespace

std::vector<PlainStretch> stretches_of(const PlainReplay& replay) {
  std::vector<PlainStretch> all;
  for (const PlainCoroutine& who : replay.coroutines()) {
    const size_t end = std::min(who.over, replay.rows().size());
    for (size_t row = 0; row < end; row++) {
      const PlainState state = who.states[row];
      if (state == PlainState::kAbsent || state >= PlainState::kEnded) continue;
      const bool goes_on = row > 0 && who.states[row - 1] == state && who.since[row - 1] == who.since[row];
      if (goes_on) {
        all.back().end = row + 1;
      } else {
        all.push_back({who.id, state, row, row + 1});
      }
    }
  }
  return all;
}

std::map<int64_t, PlainTotals> totals_of(const PlainReplay& replay) {
  std::map<int64_t, PlainTotals> all;
  for (const PlainCoroutine& who : replay.coroutines()) {
    PlainTotals& totals = all[who.id];
    for (size_t row = 0; row < std::min(who.over, replay.rows().size()); row++) {
      const int64_t gap_ns = replay.time_ns(row + 1) - replay.time_ns(row);
      totals.time_ns[who.states[row]] += gap_ns;
      totals.rows[who.states[row]]++;
      const auto& innermost = replay.innermost()[row];
      const bool itself = std::count(innermost.begin(), innermost.end(), who.id) != 0;
      if (itself && who.states[row] == PlainState::kRunning) totals.busy_ns += gap_ns;
    }
  }
  for (const Json& line : replay.rows()) {
    const int64_t co = number(line, "co");
    if (co >= 0) all[co].lines[line["e"]]++;
  }
  for (const PlainStretch& stretch : stretches_of(replay)) {
    PlainTotals& totals = all[stretch.co];
    const int64_t ns = length_ns(replay, stretch);
    if (stretch.state == PlainState::kReady) {
      totals.ready_ns += ns;
      totals.longest_ready_ns = std::max(totals.longest_ready_ns, ns);
    }
    if (stretch.state != PlainState::kWaiting) continue;
    if (replay.is_pause(stretch.begin)) {
      totals.paused_ns += ns;
    } else if (!totals.longest_wait_row || ns > totals.longest_wait_ns) {
      totals.longest_wait_ns = ns;
      totals.longest_wait_row = stretch.begin;
    }
  }
  return all;
}

std::map<int64_t, PlainWaits> waits_by_place(const PlainReplay& replay) { return waits_by(replay, place_of); }

std::map<int64_t, PlainWaits> waits_by_object(const PlainReplay& replay) {
  return waits_by(replay, objects_of);
}

std::map<int64_t, PlainMutex> mutexes_of(const PlainReplay& replay) {
  std::map<int64_t, PlainMutex> all;
  std::map<int64_t, size_t> since;
  const auto give_back = [&](int64_t object, size_t row) {
    if (since.count(object) == 0) return;
    all[object].held_ns += replay.time_ns(row) - replay.time_ns(since[object]);
    all[object].owner = -1;
    since.erase(object);
  };
  for (size_t row = 0; row < replay.rows().size(); row++) {
    const Json& line = replay.rows()[row];
    if (line["e"] == "unlock") give_back(line["on"], row);
    if (line["e"] != "lock") continue;
    const int64_t object = line["on"];
    all[object].locks++;
    all[object].owner = line["co"];
    since[object] = row;
  }
  for (auto& [object, begin] : since)
    all[object].held_ns += replay.time_ns(replay.rows().size()) - replay.time_ns(begin);
  return all;
}

std::vector<int64_t> latencies_of(const PlainReplay& replay, bool in_rows) {
  std::vector<int64_t> all;
  for (const PlainStretch& stretch : stretches_of(replay)) {
    if (stretch.state != PlainState::kReady || stretch.end >= replay.rows().size()) continue;
    const Json& line = replay.rows()[stretch.end];
    if (line["e"] != "run" || line["co"] != stretch.co) continue;
    all.push_back(in_rows ? static_cast<int64_t>(stretch.end - stretch.begin) : length_ns(replay, stretch));
  }
  std::sort(all.begin(), all.end());
  return all;
}

int64_t percentile(const std::vector<int64_t>& sorted, size_t of_hundred) {
  for (size_t i = 0; i < sorted.size(); i++) {
    if ((i + 1) * 100 >= sorted.size() * of_hundred) return sorted[i];
  }
  return 0;
}

PlainWorld world_of(const PlainReplay& replay) {
  PlainWorld world;
  std::map<int64_t, int64_t> hosts, senders;  // of coroutines, of messages
  for (const PlainCoroutine& who : replay.coroutines()) hosts[who.id] = who.host;
  const auto count = [&](int64_t host, const auto& how) {
    how(world.messages);
    if (host >= 0) how(world.by_host[host]);
  };
  for (const Json& line : replay.rows()) {
    const std::string kind = line["e"];
    const int64_t host = hosts.count(number(line, "co")) != 0 ? hosts[number(line, "co")] : -1;
    if (kind == "fault") world.faults[line["what"]]++;
    if (kind == "signal") world.signals[line["name"]]++;
    if (kind == "open") world.opened++;
    if (kind == "close") world.closed++;
    if (kind == "send") {
      senders[line["msg"]] = host;
      count(host, [&](PlainMessages& sum) { sum.sent++, sum.sent_bytes += line["bytes"].get<int64_t>(); });
    } else if (kind == "deliver") {
      count(host,
            [&](PlainMessages& sum) { sum.received++, sum.received_bytes += line["bytes"].get<int64_t>(); });
    } else if (kind == "drop") {
      const auto sender = senders.find(line["msg"]);
      count(sender == senders.end() ? -1 : sender->second, [](PlainMessages& sum) { sum.lost++; });
    }
  }
  for (const PlainStretch& stretch : stretches_of(replay)) {
    const Json& line = replay.rows()[stretch.begin];
    // "event": of a mutex that is locked, and nothing outside of the program.
    if (stretch.state != PlainState::kWaiting || line.value("op", "event") == "event") continue;
    PlainWorld::Operation& sum = world.operations[line["op"]];
    sum.waits++;
    sum.waited_ns += length_ns(replay, stretch);
    sum.longest_ns = std::max(sum.longest_ns, length_ns(replay, stretch));
  }
  return world;
}

}  // namespace coutil::tracer::test
