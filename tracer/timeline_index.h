// What the timeline keeps about a whole trace, beside lanes and holds, to find quickly what is in sight.
// Built once for a trace and never changed; knows no picture.
#pragma once

#include <future>
#include <vector>

#include "tracer/activity.h"
#include "tracer/arrow_index.h"
#include "tracer/fault_spans.h"
#include "tracer/mark_index.h"
#include "tracer/message_index.h"

namespace coutil::tracer {

struct TimelineIndex {
  explicit TimelineIndex(const Lanes& lanes)
      : TimelineIndex(lanes, std::async(std::launch::deferred, [&lanes] { return Activity(lanes); })) {}
  // The activity may be under way on a thread already.
  TimelineIndex(const Lanes& lanes, std::future<Activity> under_way)
      : arrows(lanes),
        marks(lanes),
        messages(lanes),
        faults(find_fault_spans(lanes)),
        activity(under_way.get()) {}

  std::size_t memory_bytes() const {
    return arrows.memory_bytes() + marks.memory_bytes() + messages.memory_bytes() +
           faults.size() * sizeof(FaultSpan) + activity.memory_bytes();
  }

  const ArrowIndex arrows;
  const MarkIndex marks;
  const MessageIndex messages;
  const std::vector<FaultSpan> faults;
  const Activity activity;
};

}  // namespace coutil::tracer
