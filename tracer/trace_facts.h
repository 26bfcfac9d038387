// What is computed from a trace as a whole, once: lanes, holds, nesting, what the run came to. Whoever shows
// a trace holds one of these and never changes it; a trace that grows gets a new one. Knows no picture.
#pragma once

#include <memory>

#include "tracer/board_index.h"
#include "tracer/findings.h"
#include "tracer/lane.h"
#include "tracer/row_index.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_index.h"
#include "tracer/timeline_nesting.h"
#include "tracer/timeline_verdict.h"
#include "tracer/trace_model.h"

namespace coutil::tracer {

struct TraceFacts {
  // Of lanes that somebody else keeps, for as long as the facts are there.
  explicit TraceFacts(std::shared_ptr<const Lanes> whose)
      : owned(std::move(whose)),
        lanes(*owned),
        holds(lanes.model()),
        nesting(lanes),
        index(lanes),
        verdict(find_verdict(lanes, holds)),
        rows(lanes.model()),
        boards(lanes.model()),
        findings(find_findings(lanes, verdict)) {}

  const TraceModel& model() const { return lanes.model(); }

  const std::shared_ptr<const Lanes> owned;
  const Lanes& lanes;
  const Holds holds;
  const Nesting nesting;
  const TimelineIndex index;
  const Verdict verdict;
  const RowIndex rows;
  const BoardIndex boards;              // who waits for what at any row
  const std::vector<Finding> findings;  // beside the verdict's
};

using SharedFacts = std::shared_ptr<const TraceFacts>;

// Facts that own their model.
SharedFacts make_facts(TraceModel model);
// The same with lanes that a builder has followed up to the model's last row.
SharedFacts make_facts(TraceModel model, LaneBuilder& builder);
// Facts of lanes that outlive them.
SharedFacts make_facts(const Lanes& lanes);

}  // namespace coutil::tracer
