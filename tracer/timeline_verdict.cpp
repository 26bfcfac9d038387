// Reads the `stuck` rows, the failed ends and the waits that never ended. It does not search for deadlocks
// itself: the engine does that while the program runs, and the trace has its answer. Knows no picture.
#include "tracer/timeline_verdict.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tracer/timeline_scale.h"
#include "tracer/verdicts.h"

namespace coutil::tracer {
namespace {

// How many coroutines one `stuck` row names under `key`, "waiting" or "cycle".
std::size_t stuck_count(const TraceModel& model, std::uint32_t event, const char* key) {
  const nlohmann::json list = nlohmann::json::parse(model.text(event, key), nullptr, false);
  return list.is_array() ? list.size() : 0;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void add(Verdict& verdict, Finding finding) {
  if (verdict.findings.size() < kMostFindings) {
    verdict.findings.push_back(std::move(finding));
  } else {
    ++verdict.more;
  }
}

void add_stuck(Verdict& verdict, const TraceModel& model) {
  for (const std::uint32_t event : model.stuck_events()) {
    if (verdict.stuck_event == kNone) verdict.stuck_event = event;
    const std::size_t count = stuck_count(model, event, "waiting");
    const std::size_t in_circle = stuck_count(model, event, "cycle");
    std::string title = fmt::format("Stuck at {}", time_text(model.time_ns(event)));
    if (count == 1) title += ": 1 coroutine can never go on";
    if (count > 1 && in_circle == count)
      title += fmt::format(": {} coroutines wait for each other and can never go on", count);
    if (count > 1 && in_circle < count) title += fmt::format(": {} coroutines can never go on", count);
    if (count > 1 && 1 < in_circle && in_circle < count)
      title += fmt::format(", {} of them wait for each other", in_circle);
    add(verdict, {VerdictKind::kStuck, std::move(title), model.text(event, "why"), event});
  }
  verdict.stuck_lanes = stuck_coroutines(model);
}

void add_errors(Verdict& verdict, const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  for (const Lane& lane : lanes.lanes()) {
    if (lane.final_state != State::kFailed || lane.last_event == kNone) continue;
    add(verdict, {VerdictKind::kError,
                  fmt::format("Error in {} at {}", model.label(lane.coroutine),
                              time_text(model.time_ns(lane.last_event))),
                  model.text(lane.last_event, "error"), lane.last_event});
  }
}

// The await that a lane is still in at the end of the trace, or kNone.
std::uint32_t last_await(const Lanes& lanes, const Lane& lane) {
  if (lane.final_state != State::kWaiting || lane.span_begin == lane.span_end) return kNone;
  return lanes.spans(lane.coroutine).back().begin;
}

// Waits that outlive a finished run and are not part of a knot: a lost wake-up, or a worker that idles.
void add_left_waiting(Verdict& verdict, const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  if (model.cut_short()) return;
  constexpr std::size_t kMostNamed = 4;
  std::size_t count = 0;
  std::uint32_t first = kNone;
  std::string names;
  for (const Lane& lane : lanes.lanes()) {
    const std::uint32_t await = last_await(lanes, lane);
    if (await == kNone || verdict.is_stuck(lane.coroutine) || !lanes.was_left_waiting(lane.coroutine))
      continue;
    if (first == kNone) first = await;
    if (++count > kMostNamed) continue;
    names += fmt::format("{}{} waits {} since {} at {}", count == 1 ? "" : "; ", model.label(lane.coroutine),
                         model.wait_clause(await), time_text(model.time_ns(await)),
                         model.place_label(model.place(await)));
  }
  if (count == 0) return;
  if (count > kMostNamed) names += fmt::format("; and {} more", count - kMostNamed);
  add(verdict,
      {VerdictKind::kLeftWaiting,
       fmt::format("{} waiting when the run ended", counted(count, "coroutine was", "coroutines were")),
       names + ".", first});
}

void add_edges(Verdict& verdict, const Lanes& lanes, const Holds& holds) {
  const TraceModel& model = lanes.model();
  if (model.event_count() == 0 || holds.empty()) return;
  const std::uint32_t last = model.event_count() - 1;
  for (const Lane& lane : lanes.lanes()) {
    const std::uint32_t await = last_await(lanes, lane);
    if (await == kNone) continue;
    for (const std::uint32_t object : model.object_list(await)) {
      const std::uint32_t owner = holds.owner_after(object, last);
      if (owner == kNone) continue;
      const bool stuck = verdict.is_stuck(lane.coroutine) && verdict.is_stuck(owner);
      verdict.edges.push_back({lane.coroutine, owner, object, stuck});
    }
  }
}

}  // namespace

bool Verdict::is_stuck(std::uint32_t lane) const {
  return std::binary_search(stuck_lanes.begin(), stuck_lanes.end(), lane);
}

Verdict find_verdict(const Lanes& lanes, const Holds& holds) {
  Verdict verdict;
  add_stuck(verdict, lanes.model());
  add_errors(verdict, lanes);
  add_left_waiting(verdict, lanes);
  add_edges(verdict, lanes, holds);
  return verdict;
}

}  // namespace coutil::tracer
