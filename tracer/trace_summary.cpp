// The facts of a trace in numbers, and as JSON. How they are set for people is in text_summary.cpp.
#include "tracer/trace_summary.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "tracer/findings.h"
#include "tracer/verdicts.h"
#include "tracer/wake_latencies.h"
#include "tracer/world_summary.h"

namespace coutil::tracer {

namespace {

// Sums of a sound trace fit; those of a hostile one stay at the limit.
void add(int64_t& sum_ns, int64_t part_ns) {
  if (__builtin_add_overflow(sum_ns, part_ns, &sum_ns)) sum_ns = std::numeric_limits<int64_t>::max();
}

// Uses by object, in the order of their first lock.
class MutexTable {
 public:
  explicit MutexTable(const Lanes& lanes)
      : lanes_(lanes), model_(lanes.model()), index_(model_.objects().size(), kNone) {}

  std::vector<MutexUse> collect() {
    for (uint32_t e = 0; e < model_.event_count(); e++) {
      if (model_.kind(e) == Kind::kLock) lock(e);
      if (model_.kind(e) == Kind::kUnlock) unlock(e);
    }
    for (size_t i = 0; i < uses_.size(); i++) {
      if (uses_[i].owner != kNone) add(uses_[i].held_ns, model_.end_ns() - since_ns_[i]);
    }
    for (uint32_t lane = 0; lane < lanes_.lanes().size() && !uses_.empty(); lane++) waits_of(lane);
    std::stable_sort(uses_.begin(), uses_.end(), [](const MutexUse& a, const MutexUse& b) {
      return a.waited_ns != b.waited_ns ? a.waited_ns > b.waited_ns : a.waits > b.waits;
    });
    return std::move(uses_);
  }

 private:
  void lock(uint32_t e) {
    const uint32_t object = model_.object(e);
    if (object == kNone) return;
    if (index_[object] == kNone) {
      index_[object] = static_cast<uint32_t>(uses_.size());
      uses_.push_back({});
      uses_.back().object = object;
      since_ns_.push_back(0);
    }
    MutexUse& use = uses_[index_[object]];
    use.locks++;
    use.owner = model_.coroutine(e);
    since_ns_[index_[object]] = model_.time_ns(e);
  }

  void unlock(uint32_t e) {
    const uint32_t object = model_.object(e);
    if (object == kNone || index_[object] == kNone) return;
    MutexUse& use = uses_[index_[object]];
    add(use.held_ns, model_.time_ns(e) - since_ns_[index_[object]]);
    use.owner = kNone;
  }

  void waits_of(uint32_t lane) {
    for (const Span& span : lanes_.spans(lane)) {
      if (span.state != State::kWaiting) continue;
      for (const uint32_t object : model_.object_list(span.begin)) {
        if (index_[object] == kNone) continue;
        const int64_t time_ns = model_.time_or_end_ns(span.end) - model_.time_ns(span.begin);
        MutexUse& use = uses_[index_[object]];
        use.waits++;
        add(use.waited_ns, time_ns);
        if (use.longest_wait_event != kNone && time_ns <= use.longest_wait_ns) continue;
        use.longest_wait_ns = time_ns;
        use.longest_wait_event = span.begin;
      }
    }
  }

  const Lanes& lanes_;
  const TraceModel& model_;
  std::vector<uint32_t> index_;  // by object, in the next two
  std::vector<MutexUse> uses_;
  std::vector<int64_t> since_ns_;
};

using Json = nlohmann::ordered_json;

Json coroutine_json(const Lanes& lanes, const Lane& lane) {
  const TraceModel& model = lanes.model();
  const Coroutine& who = model.coroutines()[lane.coroutine];
  const LaneTotals& totals = lane.totals;
  const auto time = [&](State state) { return totals.time_ns[static_cast<size_t>(state)]; };
  Json out = {{"co", who.id},
              {"name", who.name},
              {"state", state_name(lane.final_state)},
              {"runs", totals.runs},
              {"awaits", totals.awaits},
              {"yields", totals.yields},
              {"takes", totals.takes},
              {"emits", totals.emits},
              {"wakes", totals.wakes},
              {"busy_ns", totals.self_ns},
              {"running_ns", time(State::kRunning)},
              {"waiting_ns", time(State::kWaiting)},
              {"paused_ns", totals.paused_ns},
              {"ready_ns", time(State::kReady)},
              {"suspended_ns", time(State::kSuspended)},
              {"longest_wake_up_ns", totals.ready_longest_ns},
              {"defined_at", model.place_label(who.place)}};
  if (who.host != kNone) out["host"] = model.hosts()[who.host].name;
  if (totals.longest_wait_event != kNone) {
    out["longest_wait"] = {{"ns", totals.longest_wait_ns},
                           {"for", model.wait_label(totals.longest_wait_event)},
                           {"at", model.place_label(model.place(totals.longest_wait_event))},
                           {"event", totals.longest_wait_event}};
  }
  return out;
}

Json mutex_json(const TraceModel& model, const MutexUse& use) {
  Json out = {{"id", model.objects()[use.object].id},
              {"name", model.object_label(use.object)},
              {"locks", use.locks},
              {"waits", use.waits},
              {"waited_ns", use.waited_ns},
              {"longest_wait_ns", use.longest_wait_ns},
              {"held_ns", use.held_ns},
              {"owner", nullptr}};
  if (use.owner != kNone) out["owner"] = model.label(use.owner);
  return out;
}

Json operation_json(const TraceModel& model, const OperationUse& use) {
  return {{"for", operation_name(use.operation)},
          {"waits", use.waits},
          {"waited_ns", use.waited_ns},
          {"longest_wait_ns", use.longest_wait_ns},
          {"longest_wait_of", model.label(model.coroutine(use.longest_wait_event))},
          {"longest_wait_on", model.object_label(model.object(use.longest_wait_event))},
          {"longest_wait_at", model.place_label(model.place(use.longest_wait_event))}};
}

Json process_json(const TraceModel& model, const ProcessUse& use) {
  Json out = {{"pid", use.id}, {"name", use.name}, {"start_ns", nullptr}, {"end_ns", nullptr}};
  if (use.host != kNone) out["host"] = model.host_label(use.host);
  if (use.start != kNone) out["start_ns"] = model.time_ns(use.start);
  if (use.end == kNone) return out;
  out["end_ns"] = model.time_ns(use.end);
  const What what = model.what(use.end);
  const Json status = Json::parse(model.text(use.end, "status"), nullptr, false);
  if (what == What::kExit && status.is_number_integer()) out["status"] = status;
  if (what == What::kSignal) out["signal"] = model.text(use.end, "name");
  if (what == What::kCrash) out["crash"] = true;
  return out;
}

Json messages_json(const MessageUse& use) {
  Json out = {{"sent", use.sent},
              {"sent_bytes", use.sent_bytes},
              {"received", use.received},
              {"received_bytes", use.received_bytes},
              {"lost", use.lost}};
  if (!use.lost_by_why.empty()) out["lost_by_why"] = use.lost_by_why;
  return out;
}

Json host_json(const TraceModel& model, const HostUse& use) {
  return {{"name", model.host_label(use.host)},
          {"processes", use.processes},
          {"crashes", use.crashes},
          {"coroutines", use.coroutines},
          {"runs", use.runs},
          {"messages", messages_json(use.messages)}};
}

// Always there, so that who reads it need not ask.
void add_world(Json& out, const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  const WorldUse use = world_use(lanes);
  out["sockets"] = {
      {"opened", use.sockets.opened_in_all()}, {"closed", use.sockets.closed}, {"left_open", Json::array()}};
  for (const uint32_t object : use.sockets.left_open)
    out["sockets"]["left_open"].push_back(model.object_label(object));
  out["messages"] = messages_json(use.messages);
  out["hosts"] = Json::array();
  for (const HostUse& host : use.hosts) out["hosts"].push_back(host_json(model, host));
  out["faults"] = Json::object();
  for (const FaultUse& fault : use.faults) out["faults"][fault.what] = fault.count;
  out["signals"] = Json::object();
  for (const SignalUse& signal : use.signals) out["signals"][signal.name] = signal.count;
  out["processes"] = Json::array();
  for (const ProcessUse& process : use.processes) out["processes"].push_back(process_json(model, process));
  out["waits"] = Json::array();
  for (const OperationUse& operation : use.operations)
    out["waits"].push_back(operation_json(model, operation));
}

void add_findings(Json& out, const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  const LatencyFacts latencies = wake_latencies(lanes, Axis::kTime);
  out["wake_ups"] = {{"count", latencies.count},
                     {"p50_ns", latencies.median},
                     {"p90_ns", latencies.p90},
                     {"p99_ns", latencies.p99},
                     {"longest_ns", latencies.longest}};
  out["left_waiting"] = Json::array();
  for (const Lane& lane : lanes.lanes()) {
    if (!lanes.was_left_waiting(lane.coroutine)) continue;
    const uint32_t await = lanes.spans(lane.coroutine).back().begin;
    out["left_waiting"].push_back({{"co", model.coroutines()[lane.coroutine].id},
                                   {"for", model.wait_label(await)},
                                   {"since_ns", model.time_ns(await)},
                                   {"event", await},
                                   {"at", model.place_label(model.place(await))}});
  }
  out["findings"] = Json::array();
  for (const Finding& finding : find_findings(lanes, find_verdict(lanes, Holds(model)))) {
    out["findings"].push_back({{"ns", model.time_ns(finding.event)},
                               {"event", finding.event},
                               {"title", finding.title},
                               {"sentence", finding.sentence}});
  }
}

}  // namespace

std::vector<MutexUse> mutex_uses(const Lanes& lanes) { return MutexTable(lanes).collect(); }

std::string summary_json(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  const Header& header = model.header();
  Json out = {{"trace", model.path()},
              {"script", header.script},
              {"backend", header.backend},
              {"seed", header.seed},
              {"lua", header.lua},
              {"coutil", header.coutil},
              {"choices", header.choices},
              {"events", model.event_count()},
              {"begin_ns", model.begin_ns()},
              {"end_ns", model.end_ns()},
              {"cut_short", model.cut_short()},
              {"unknown_lines", model.unknown_lines()}};
  std::vector<uint64_t> counts(kKindCount, 0);
  for (uint32_t e = 0; e < model.event_count(); e++) counts[static_cast<size_t>(model.kind(e))]++;
  Json kinds = Json::object();
  for (int i = 0; i < kKindCount; i++) {
    const uint64_t count = counts[static_cast<size_t>(i)];
    if (count > 0) kinds[std::string(kind_name(static_cast<Kind>(i)))] = count;
  }
  out["kinds"] = std::move(kinds);
  out["coroutines"] = Json::array();
  for (const Lane& lane : lanes.lanes()) out["coroutines"].push_back(coroutine_json(lanes, lane));
  out["mutexes"] = Json::array();
  for (const MutexUse& use : mutex_uses(lanes)) out["mutexes"].push_back(mutex_json(model, use));
  add_world(out, lanes);
  add_findings(out, lanes);
  out["stuck"] = Json::array();
  for (const uint32_t e : model.stuck_events()) {
    out["stuck"].push_back({{"ns", model.time_ns(e)}, {"event", e}, {"why", model.text(e, "why")}});
  }
  out["errors"] = Json::array();
  for (const Mark& mark : lanes.marks()) {
    if (mark.kind != MarkKind::kError) continue;
    out["errors"].push_back({{"ns", model.time_ns(mark.event)},
                             {"coroutine", model.label(model.coroutine(mark.event))},
                             {"error", model.text(mark.event, "error")}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace coutil::tracer
