// All numbers: see compare.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tests/tracer_oracle/compare.h"
#include "tests/tracer_oracle/plain_totals.h"
#include "tracer/stretch_totals.h"
#include "tracer/trace_summary.h"
#include "tracer/trace_table.h"
#include "tracer/wait_totals.h"
#include "tracer/wake_latencies.h"

namespace coutil::tracer::test {

namespace {

using Json = nlohmann::json;

class TotalsComparison {
 public:
  TotalsComparison(const TraceFacts& facts, const PlainReplay& replay, std::mt19937& random)
      : facts_(facts),
        model_(facts.model()),
        replay_(replay),
        random_(random),
        stretches_(stretches_of(replay)),
        summary_(Json::parse(summary_json(facts.lanes))) {}

  Complaints compare() {
    compare_head();
    compare_coroutines();
    compare_mutexes();
    compare_waits();
    compare_latencies();
    compare_world();
    compare_tables();
    for (int i = 0; i < 30; i++) compare_stretch();
    return std::move(complaints_);
  }

 private:
  void expect(const std::string& what, int64_t shown, int64_t plain) {
    if (shown != plain) complaints_.push_back(fmt::format("{}: {}, and {} was expected", what, shown, plain));
  }
  void expect(const std::string& what, const Json& shown, int64_t plain) {
    expect(what, shown.is_number_integer() ? shown.get<int64_t>() : INT64_MIN, plain);
  }
  static int64_t count(const PlainTotals& totals, const std::string& kind) {
    const auto found = totals.lines.find(kind);
    return found == totals.lines.end() ? 0 : static_cast<int64_t>(found->second);
  }

  void compare_head() {
    expect("events", summary_["events"], static_cast<int64_t>(replay_.rows().size()));
    expect("begin_ns", summary_["begin_ns"], replay_.time_ns(0));
    expect("end_ns", summary_["end_ns"], replay_.time_ns(replay_.rows().size()));
    expect("unknown lines", summary_["unknown_lines"], static_cast<int64_t>(replay_.unknown_lines()));
    if (summary_["cut_short"] == replay_.is_complete()) complaints_.push_back("whether it is complete");
    std::map<std::string, int64_t> kinds;
    for (const Json& line : replay_.rows()) kinds[line["e"]]++;
    if (Json(kinds) != summary_["kinds"]) complaints_.push_back("kinds: " + summary_["kinds"].dump());
  }

  void compare_coroutines() {
    const auto totals = totals_of(replay_);
    expect("coroutines", static_cast<int64_t>(summary_["coroutines"].size()),
           static_cast<int64_t>(totals.size()));
    for (const Json& shown : summary_["coroutines"]) compare_coroutine(shown, totals.at(shown["co"]));
    int64_t left = 0;
    for (const PlainCoroutine& who : replay_.coroutines()) {
      if (replay_.rows().empty() || !replay_.is_complete()) continue;
      const bool runs_on = who.program >= 0 && who.over > replay_.rows().size();
      left += who.states.back() == PlainState::kWaiting && !runs_on;
    }
    expect("left waiting", static_cast<int64_t>(summary_["left_waiting"].size()), left);
  }

  void compare_coroutine(const Json& shown, const PlainTotals& plain) {
    const auto whose = [&](const char* what) {
      return fmt::format("{} of coroutine {}", what, shown["co"].dump());
    };
    const auto time = [&](PlainState state) {
      const auto found = plain.time_ns.find(state);
      return found == plain.time_ns.end() ? 0 : found->second;
    };
    expect(whose("runs"), shown["runs"], count(plain, "run"));
    expect(whose("awaits"), shown["awaits"], count(plain, "await"));
    expect(whose("yields"), shown["yields"], count(plain, "yield"));
    expect(whose("takes"), shown["takes"], count(plain, "take"));
    expect(whose("emits"), shown["emits"], count(plain, "emit"));
    expect(whose("wakes"), shown["wakes"], count(plain, "wake"));
    expect(whose("busy_ns"), shown["busy_ns"], plain.busy_ns);
    expect(whose("running_ns"), shown["running_ns"], time(PlainState::kRunning));
    expect(whose("waiting_ns"), shown["waiting_ns"], time(PlainState::kWaiting));
    expect(whose("ready_ns"), shown["ready_ns"], time(PlainState::kReady));
    expect(whose("suspended_ns"), shown["suspended_ns"], time(PlainState::kSuspended));
    expect(whose("paused_ns"), shown["paused_ns"], plain.paused_ns);
    expect(whose("longest_wake_up_ns"), shown["longest_wake_up_ns"], plain.longest_ready_ns);
    expect(whose("whether there is a longest wait"), int64_t{shown.contains("longest_wait")},
           int64_t{plain.longest_wait_row.has_value()});
    if (!plain.longest_wait_row || !shown.contains("longest_wait")) return;
    expect(whose("longest wait"), shown["longest_wait"]["ns"], plain.longest_wait_ns);
    expect(whose("longest wait's row"), shown["longest_wait"]["event"],
           static_cast<int64_t>(*plain.longest_wait_row));
  }

  void compare_mutexes() {
    const auto mutexes = mutexes_of(replay_);
    const auto waits = waits_by_object(replay_);
    const std::vector<MutexUse>& uses = facts_.late()->mutexes;
    expect("mutexes", static_cast<int64_t>(summary_["mutexes"].size()), static_cast<int64_t>(mutexes.size()));
    for (size_t i = 0; i < summary_["mutexes"].size(); i++) {
      const Json& shown = summary_["mutexes"][i];
      const int64_t id = shown["id"];
      if (mutexes.count(id) == 0) {
        complaints_.push_back(fmt::format("object {} is no mutex", id));
        continue;
      }
      const auto whose = [&](const char* what) { return fmt::format("{} of mutex {}", what, id); };
      expect(whose("locks"), shown["locks"], static_cast<int64_t>(mutexes.at(id).locks));
      expect(whose("held_ns"), shown["held_ns"], mutexes.at(id).held_ns);
      expect(whose("owner"), uses[i].owner == kNone ? -1 : model_.coroutines()[uses[i].owner].id,
             mutexes.at(id).owner);
      const PlainWaits plain = waits.count(id) == 0 ? PlainWaits() : waits.at(id);
      expect(whose("waits"), shown["waits"], static_cast<int64_t>(plain.waits));
      expect(whose("waited_ns"), shown["waited_ns"], plain.waited_ns);
      expect(whose("longest_wait_ns"), shown["longest_wait_ns"], plain.longest_ns);
    }
  }

  void compare_waits() {
    const TraceTotals& totals = facts_.late()->totals;
    const auto places = waits_by_place(replay_), objects = waits_by_object(replay_);
    for (size_t i = 0; i < totals.places.size(); i++)
      compare_waits("place", model_.places()[i].id, totals.places[i], places);
    for (size_t i = 0; i < totals.objects.size(); i++)
      compare_waits("object", model_.objects()[i].id, totals.objects[i], objects);
  }

  void compare_waits(const char* kind, int64_t id, const WaitTotals& shown,
                     const std::map<int64_t, PlainWaits>& all) {
    const auto found = all.find(id);
    const PlainWaits plain = found == all.end() ? PlainWaits() : found->second;
    const auto whose = [&](const char* what) { return fmt::format("{} of {} {}", what, kind, id); };
    expect(whose("waits"), int64_t{shown.waits}, static_cast<int64_t>(plain.waits));
    expect(whose("waited_ns"), shown.waited_ns, plain.waited_ns);
    expect(whose("waited_rows"), shown.waited_rows, plain.waited_rows);
    expect(whose("longest_ns"), shown.longest_ns, plain.longest_ns);
    expect(whose("awaits"), int64_t{shown.awaits}, static_cast<int64_t>(plain.awaits));
    expect(whose("takes"), int64_t{shown.takes}, static_cast<int64_t>(plain.takes));
    expect(whose("emits"), int64_t{shown.emits}, static_cast<int64_t>(plain.emits));
    expect(whose("unheard"), int64_t{shown.unheard}, static_cast<int64_t>(plain.unheard));
    expect(whose("locks"), int64_t{shown.locks}, static_cast<int64_t>(plain.locks));
  }

  void compare_latencies() {
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      const std::vector<int64_t> plain = latencies_of(replay_, axis == Axis::kOrder);
      const LatencyFacts& shown = facts_.late()->latencies[static_cast<size_t>(axis)];
      expect("wake-ups", static_cast<int64_t>(shown.count), static_cast<int64_t>(plain.size()));
      expect("the median wake-up", shown.median, percentile(plain, 50));
      expect("p90 of wake-ups", shown.p90, percentile(plain, 90));
      expect("p99 of wake-ups", shown.p99, percentile(plain, 99));
      expect("the longest wake-up", shown.longest, plain.empty() ? 0 : plain.back());
      int64_t limit = 1, below = 0;
      for (size_t bucket = 0; bucket < 62; bucket++, limit *= 2) {
        const int64_t upto = std::lower_bound(plain.begin(), plain.end(), limit) - plain.begin();
        expect(fmt::format("bucket {}", bucket), static_cast<int64_t>(shown.buckets[bucket]), upto - below);
        below = upto;
      }
    }
    const std::vector<int64_t> plain = latencies_of(replay_, false);
    const Json& shown = summary_["wake_ups"];
    expect("wake-ups in the summary", shown["count"], static_cast<int64_t>(plain.size()));
    expect("p50 in the summary", shown["p50_ns"], percentile(plain, 50));
    expect("p90 in the summary", shown["p90_ns"], percentile(plain, 90));
    expect("p99 in the summary", shown["p99_ns"], percentile(plain, 99));
    expect("the longest in the summary", shown["longest_ns"], plain.empty() ? 0 : plain.back());
  }

  void compare_messages(const std::string& whose, const Json& shown, const PlainMessages& plain) {
    const PlainMessages seen{shown["sent"], shown["received"], shown["lost"], shown["sent_bytes"],
                             shown["received_bytes"]};
    if (!(seen == plain)) complaints_.push_back("messages of " + whose + ": " + shown.dump());
  }

  void compare_world() {
    PlainWorld plain = world_of(replay_);
    compare_messages("all", summary_["messages"], plain.messages);
    for (size_t i = 0; i < summary_["hosts"].size(); i++)
      compare_messages(summary_["hosts"][i]["name"], summary_["hosts"][i]["messages"],
                       plain.by_host[model_.hosts()[i].id]);
    if (summary_["faults"] != Json(plain.faults)) complaints_.push_back("faults");
    if (summary_["signals"] != Json(plain.signals)) complaints_.push_back("signals");
    expect("sockets opened", summary_["sockets"]["opened"], static_cast<int64_t>(plain.opened));
    expect("sockets closed", summary_["sockets"]["closed"], static_cast<int64_t>(plain.closed));
    expect("kinds of waits", static_cast<int64_t>(summary_["waits"].size()),
           static_cast<int64_t>(plain.operations.size()));
    for (const Json& shown : summary_["waits"]) {
      const PlainWorld::Operation seen{shown["waits"], shown["waited_ns"], shown["longest_wait_ns"]};
      if (!(seen == plain.operations[shown["for"]])) complaints_.push_back("waits: " + shown.dump());
    }
  }

  // What a table has, has been compared; here that each column shows what its title says.
  void compare_tables() {
    const TraceTotals& waits = facts_.late()->totals;
    const auto totals = totals_of(replay_);
    const TraceTable coroutines(facts_.lanes, waits, facts_.late()->mutexes, TableKind::kCoroutines);
    for (const uint32_t row : coroutines.rows()) {
      const PlainTotals& plain = totals.at(model_.coroutines()[row].id);
      const auto waiting = plain.time_ns.find(PlainState::kWaiting);
      const int64_t numbers[] = {plain.busy_ns,         waiting == plain.time_ns.end() ? 0 : waiting->second,
                                 plain.longest_wait_ns, plain.ready_ns,
                                 count(plain, "run"),   count(plain, "await"),
                                 count(plain, "emit"),  count(plain, "wake")};
      for (size_t i = 0; i < std::size(numbers); i++)
        expect(fmt::format("\"{}\" of row {}", coroutines.columns()[i + 2].title, row),
               coroutines.number(row, i + 2), numbers[i]);
    }
    compare_wait_table(TraceTable(facts_.lanes, waits, facts_.late()->mutexes, TableKind::kObjects),
                       waits_by_object(replay_), true);
    compare_wait_table(TraceTable(facts_.lanes, waits, facts_.late()->mutexes, TableKind::kLines),
                       waits_by_place(replay_), false);
  }

  void compare_wait_table(const TraceTable& table, const std::map<int64_t, PlainWaits>& all,
                          bool of_objects) {
    int64_t used = 0;
    for (const auto& [id, sum] : all) used += sum.waits + sum.emits + sum.takes + sum.locks > 0;
    expect(of_objects ? "rows of objects" : "rows of lines", static_cast<int64_t>(table.rows().size()), used);
    for (const uint32_t row : table.rows()) {
      const int64_t id = of_objects ? model_.objects()[row].id : model_.places()[row].id;
      if (all.count(id) == 0) continue;  // said above
      const PlainWaits& plain = all.at(id);
      std::vector<int64_t> numbers = {static_cast<int64_t>(plain.waits), plain.waited_ns, plain.longest_ns,
                                      static_cast<int64_t>(plain.emits), static_cast<int64_t>(plain.unheard)};
      if (of_objects) {
        numbers.push_back(static_cast<int64_t>(plain.takes));
        numbers.push_back(static_cast<int64_t>(plain.locks));
      }
      for (size_t i = 0; i < numbers.size(); i++)
        expect(fmt::format("\"{}\" of row {}", table.columns()[i + 2].title, row), table.number(row, i + 2),
               numbers[i]);
    }
  }

  // Rows of each kind exactly; shares of states as near as their 24 bits are.
  void compare_stretch() {
    const size_t count = replay_.rows().size();
    if (count == 0) return;
    for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
      const auto position = [&](size_t row) {
        return axis == Axis::kOrder ? static_cast<int64_t>(row) : replay_.time_ns(row);
      };
      std::uniform_int_distribution<int64_t> any(position(0), position(count));
      int64_t from = any(random_), to = any(random_);
      if (from > to) std::swap(from, to);
      if (from == to) continue;
      std::map<std::string, int64_t> kinds;
      for (size_t row = 0; row < count; row++) {
        if (position(row) >= from && position(row) < to) kinds[replay_.rows()[row]["e"]]++;
      }
      std::vector<double> states(kSpanStateCount, 0);
      for (const PlainStretch& stretch : stretches_) {
        const int64_t common = std::min(to, position(stretch.end)) - std::max(from, position(stretch.begin));
        if (common > 0) states[static_cast<size_t>(stretch.state)] += static_cast<double>(common);
      }
      const StretchTotals shown = stretch_totals(facts_.lanes, facts_.rows, axis, from, to);
      for (int i = 0; i < kKindCount - 1; i++) {
        const std::string kind(kind_name(static_cast<Kind>(i)));
        expect(fmt::format("{} in [{}, {})", kind, from, to), int64_t{shown.counts[static_cast<size_t>(i)]},
               kinds.count(kind) == 0 ? 0 : kinds[kind]);
      }
      const double exactness =
          1e-6 * static_cast<double>(to - from) * static_cast<double>(model_.coroutines().size());
      for (size_t i = 0; i < states.size(); i++) {
        if (std::abs(shown.states[i] - states[i]) > exactness)
          complaints_.push_back(fmt::format("{} in [{}, {}): {}, and {} was expected",
                                            plain_state_name(static_cast<PlainState>(i)), from, to,
                                            shown.states[i], states[i]));
      }
    }
  }

  const TraceFacts& facts_;
  const TraceModel& model_;
  const PlainReplay& replay_;
  std::mt19937& random_;
  const std::vector<PlainStretch> stretches_;
  const Json summary_;
  Complaints complaints_;
};

}  // namespace

Complaints compare_totals(const TraceFacts& facts, const PlainReplay& replay, std::mt19937& random) {
  return TotalsComparison(facts, replay, random).compare();
}

}  // namespace coutil::tracer::test
