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

// The waits of all lanes in the order of their awaits: with a place in each lane that moves along, no span is
// searched, and what is read lies near what was read before.
class WaitSpans {
 public:
  explicit WaitSpans(const Lanes& lanes) : lanes_(lanes), next_(lanes.lanes().size(), 0) {}

  // The one that begins with this await; nullptr for none. To be asked in the order of the rows.
  const Span* of(uint32_t await) {
    const uint32_t lane = lanes_.model().coroutine(await);
    if (lane >= next_.size()) return nullptr;
    const std::span<const Span> spans = lanes_.spans(lane);
    uint32_t& at = next_[lane];
    while (at < spans.size() && spans[at].begin < await) at++;
    const bool found = at < spans.size() && spans[at].begin == await && spans[at].state == State::kWaiting;
    return found ? &spans[at] : nullptr;
  }

 private:
  const Lanes& lanes_;
  std::vector<uint32_t> next_;  // by lane
};

}  // namespace

TraceTotals wait_totals(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  TraceTotals all{std::vector<WaitTotals>(model.places().size()),
                  std::vector<WaitTotals>(model.objects().size())};
  WaitSpans waits(lanes);
  for (uint32_t row = 0; row < model.event_count(); row++) {
    const Kind kind = model.kind(row);
    if (!counts(kind)) continue;
    const uint32_t place = model.place(row);
    const std::span<const uint32_t> objects = model.object_list(row);
    if (place != kNone) add_row(all.places[place], model, row);
    for (const uint32_t object : objects) add_row(all.objects[object], model, row);
    const Span* wait = kind == Kind::kAwait ? waits.of(row) : nullptr;
    if (wait == nullptr) continue;
    const int64_t time_ns = model.time_or_end_ns(wait->end) - model.time_ns(row);
    if (place != kNone) add_wait(all.places[place], *wait, time_ns);
    for (const uint32_t object : objects) add_wait(all.objects[object], *wait, time_ns);
  }
  return all;
}

}  // namespace coutil::tracer
