// Sums of hostile times stay at the limit of their type.
#include "tracer/wait_totals.h"

#include <limits>

namespace coutil::tracer {
namespace {

void add(int64_t& sum, int64_t part) {
  if (__builtin_add_overflow(sum, part, &sum)) sum = std::numeric_limits<int64_t>::max();
}

void add_wait(WaitTotals& totals, const Span& span, int64_t time_ns) {
  const int64_t rows = static_cast<int64_t>(span.end) - span.begin;
  totals.waits++;
  add(totals.waited_ns, time_ns);
  add(totals.waited_rows, rows);
  if (totals.longest_event != kNone && time_ns <= totals.longest_ns) return;
  totals.longest_ns = time_ns;
  totals.longest_event = span.begin;
}

void add_row(WaitTotals& totals, const TraceModel& model, uint32_t row) {
  switch (model.kind(row)) {
    case Kind::kAwait:
      totals.awaits++;
      return;
    case Kind::kTake:
      totals.takes++;
      return;
    case Kind::kLock:
      totals.locks++;
      return;
    case Kind::kEmit:
      totals.emits++;
      if (model.waiters(row) == 0 && !model.stored(row)) totals.unheard++;
      return;
    default:
      return;
  }
}

bool counts(Kind kind) {
  return kind == Kind::kAwait || kind == Kind::kTake || kind == Kind::kLock || kind == Kind::kEmit;
}

}  // namespace

TraceTotals wait_totals(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  TraceTotals all{std::vector<WaitTotals>(model.places().size()),
                  std::vector<WaitTotals>(model.objects().size())};
  for (uint32_t row = 0; row < model.event_count(); row++) {
    if (!counts(model.kind(row))) continue;
    const uint32_t place = model.place(row);
    if (place != kNone) add_row(all.places[place], model, row);
    for (const uint32_t object : model.object_list(row)) add_row(all.objects[object], model, row);
  }
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    for (const Span& span : lanes.spans(lane)) {
      if (span.state != State::kWaiting || span.begin >= model.event_count()) continue;
      const int64_t time_ns = model.time_or_end_ns(span.end) - model.time_ns(span.begin);
      const uint32_t place = model.place(span.begin);
      if (place != kNone) add_wait(all.places[place], span, time_ns);
      for (const uint32_t object : model.object_list(span.begin)) {
        add_wait(all.objects[object], span, time_ns);
      }
    }
  }
  return all;
}

}  // namespace coutil::tracer
