// What the timeline keeps about a whole trace, beside lanes and holds, to find quickly what is in sight.
// Built once for a trace and never changed; knows no picture.
#pragma once

#include "tracer/activity.h"
#include "tracer/arrow_index.h"
#include "tracer/fault_spans.h"
#include "tracer/mark_index.h"
#include "tracer/message_index.h"

namespace coutil::tracer {

struct TimelineIndex {
  explicit TimelineIndex(const Lanes& lanes)
      : arrows(lanes), marks(lanes), messages(lanes), faults(find_fault_spans(lanes)), activity(lanes) {}

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
