// What is computed from a trace as a whole, once: lanes, holds, nesting, what the run came to. Whoever shows
// a trace holds one of these and never changes it; a trace that grows gets a new one. What a picture can do
// without for a while is computed later and added when it is there. Knows no picture.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <vector>

#include "tracer/board_index.h"
#include "tracer/findings.h"
#include "tracer/lane.h"
#include "tracer/row_index.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_index.h"
#include "tracer/timeline_nesting.h"
#include "tracer/timeline_verdict.h"
#include "tracer/trace_model.h"
#include "tracer/trace_summary.h"
#include "tracer/wait_totals.h"
#include "tracer/wake_latencies.h"

namespace coutil::tracer {

// What the panels beside the timeline tell. Of a long trace it takes as long as all the rest, and a trace can
// be seen, zoomed, searched and stepped through without it.
struct LateFacts {
  BoardIndex boards;              // who waits for what at any row
  std::vector<Finding> findings;  // beside the verdict's
  TraceTotals totals;             // of waits, by line and by object
  std::vector<MutexUse> mutexes;
  std::array<LatencyFacts, 2> latencies;  // from wakes to runs, by Axis
};

class TraceFacts {
 public:
  // Of lanes that somebody else keeps, for as long as the facts are there. `rows` may be under way on a
  // thread already.
  TraceFacts(std::shared_ptr<const Lanes> whose, std::future<RowIndex> rows);
  TraceFacts(const TraceFacts&) = delete;
  TraceFacts& operator=(const TraceFacts&) = delete;

  const TraceModel& model() const { return lanes.model(); }

  const std::shared_ptr<const Lanes> owned;
  const Lanes& lanes;
  const Holds holds;
  const Nesting nesting;
  const TimelineIndex index;
  const Verdict verdict;
  const RowIndex rows;

  // Null until they are there; then they stay. Any thread may ask.
  const LateFacts* late() const { return late_.load(std::memory_order_acquire); }
  // Computes and adds them; for one thread, while others look at the facts. Gives up between two parts once
  // `stops` says so. Returns whether they are there.
  bool add_late(const std::function<bool()>& stops);

 private:
  TraceFacts(std::shared_ptr<const Lanes> whose, std::future<Activity> activity, std::future<RowIndex> rows);

  std::unique_ptr<const LateFacts> owned_late_;
  std::atomic<const LateFacts*> late_ = nullptr;
};

using SharedFacts = std::shared_ptr<const TraceFacts>;

// Facts that own their model, and have all there is to know.
SharedFacts make_facts(TraceModel model);
// Facts of lanes that outlive them; as complete.
SharedFacts make_facts(const Lanes& lanes);
// Facts with lanes that a builder has followed up to the model's last row; without the late ones.
// `for_good`: the builder gives its memory away, and can't go on.
std::shared_ptr<TraceFacts> make_first_facts(TraceModel model, LaneBuilder& builder, bool for_good);

}  // namespace coutil::tracer
