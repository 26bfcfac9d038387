// Keeps model and lanes together for as long as somebody shows them, and computes what does not depend on
// each other side by side: on two cores that takes little more than half the time.
#include "tracer/trace_facts.h"

#include <utility>

namespace coutil::tracer {
namespace {

// On a thread of its own, where the trace is so long that this pays; else, and where the system has no more
// threads, when it is asked for.
template <typename Make>
std::future<std::invoke_result_t<Make>> beside(const TraceModel& model, Make make) {
  constexpr uint32_t kWorthAThread = 100'000;  // rows
  const bool is_long = model.event_count() >= kWorthAThread;
  constexpr auto kBeside = std::launch::async | std::launch::deferred;
  return std::async(is_long ? kBeside : std::launch::deferred, std::move(make));
}

std::future<RowIndex> index_rows(const TraceModel& model) {
  return beside(model, [&model] { return RowIndex(model); });
}

struct OwnedTrace {
  explicit OwnedTrace(TraceModel&& read) : model(std::move(read)), rows(index_rows(model)), lanes(model) {}
  OwnedTrace(TraceModel&& read, LaneBuilder& builder, bool for_good)
      : model(std::move(read)), rows(index_rows(model)), lanes(model, builder, for_good) {}
  const TraceModel model;
  std::future<RowIndex> rows;  // needs no lanes: both are made at the same time
  const Lanes lanes;
};

std::shared_ptr<TraceFacts> facts_of(const std::shared_ptr<OwnedTrace>& trace) {
  return std::make_shared<TraceFacts>(std::shared_ptr<const Lanes>(trace, &trace->lanes),
                                      std::move(trace->rows));
}

SharedFacts completed(std::shared_ptr<TraceFacts> facts) {
  facts->add_late([] { return false; });
  return facts;
}

}  // namespace

TraceFacts::TraceFacts(std::shared_ptr<const Lanes> whose, std::future<RowIndex> rows_under_way)
    : TraceFacts(whose, beside(whose->model(), [lanes = whose.get()] { return Activity(*lanes); }),
                 std::move(rows_under_way)) {}

TraceFacts::TraceFacts(std::shared_ptr<const Lanes> whose, std::future<Activity> activity,
                       std::future<RowIndex> rows_under_way)
    : owned(std::move(whose)),
      lanes(*owned),
      holds(lanes.model()),
      nesting(lanes),
      index(lanes, std::move(activity)),
      verdict(find_verdict(lanes, holds)),
      rows(rows_under_way.get()) {}

bool TraceFacts::add_late(const std::function<bool()>& stops) {
  if (late() != nullptr) return true;
  auto late = std::make_unique<LateFacts>(LateFacts{BoardIndex(model()), {}, {}, {}, {}});
  if (stops()) return false;
  late->findings = find_findings(lanes, verdict);
  if (stops()) return false;
  late->totals = wait_totals(lanes);
  if (stops()) return false;
  late->mutexes = mutex_uses(lanes);
  for (const Axis axis : {Axis::kTime, Axis::kOrder}) {
    if (stops()) return false;
    late->latencies[static_cast<std::size_t>(axis)] = wake_latencies(lanes, axis);
  }
  owned_late_ = std::move(late);
  late_.store(owned_late_.get(), std::memory_order_release);
  return true;
}

SharedFacts make_facts(TraceModel model) {
  return completed(facts_of(std::make_shared<OwnedTrace>(std::move(model))));
}

SharedFacts make_facts(const Lanes& lanes) {
  return completed(std::make_shared<TraceFacts>(std::shared_ptr<const Lanes>(std::shared_ptr<void>(), &lanes),
                                                index_rows(lanes.model())));
}

std::shared_ptr<TraceFacts> make_first_facts(TraceModel model, LaneBuilder& builder, bool for_good) {
  return facts_of(std::make_shared<OwnedTrace>(std::move(model), builder, for_good));
}

}  // namespace coutil::tracer
