// Sums what index and lanes know; reads at most two blocks of rows.
#include "tracer/stretch_totals.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "tracer/units.h"

namespace coutil::tracer {

StretchTotals stretch_totals(const Lanes& lanes, const RowIndex& rows, Axis axis, std::int64_t from,
                             std::int64_t to) {
  const TraceModel& model = lanes.model();
  StretchTotals totals{axis, from, to, 0, 0, {}, {}};
  if (axis == Axis::kTime) {
    totals.first_row = model.first_at_or_after(from);
    totals.last_row = model.first_at_or_after(to);
  } else {
    const std::int64_t count = model.event_count();
    totals.first_row = static_cast<std::uint32_t>(std::clamp<std::int64_t>(from, 0, count));
    totals.last_row = static_cast<std::uint32_t>(std::clamp<std::int64_t>(to, 0, count));
  }
  if (from >= to) return totals;
  totals.counts = rows.counts(totals.first_row, totals.last_row);
  for (std::uint32_t lane = 0; lane < lanes.lanes().size(); ++lane) {
    const Shares shares = lanes.shares(lane, axis, from, to);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      totals.states[i] += static_cast<double>(shares[i]) * static_cast<double>(to - from);
    }
  }
  return totals;
}

std::string stretch_text(const StretchTotals& totals) {
  const auto count = [&](Kind kind) { return totals.counts[static_cast<std::size_t>(kind)]; };
  const std::uint32_t events = totals.last_row - totals.first_row;
  std::string text;
  if (totals.axis == Axis::kTime) text = format_duration_ns(totals.to - totals.from) + "  ·  ";
  text += format_counted(events, "event");
  if (count(Kind::kEmit) + count(Kind::kWake) > 0) {
    text += fmt::format("  ·  {}, {}", format_counted(count(Kind::kEmit), "emit"),
                        format_counted(count(Kind::kWake), "wake"));
  }
  const double all = std::accumulate(totals.states.begin(), totals.states.end(), 0.0);
  if (all <= 0) return text;
  const char* before = "  ·  ";
  for (const State state :
       {State::kRunning, State::kDriving, State::kReady, State::kWaiting, State::kSuspended}) {
    const double share = totals.states[static_cast<std::size_t>(state)] / all;
    if (share < 0.005) continue;
    text += fmt::format("{}{} {:.0f} %", before, state_name(state), share * 100);
    before = ", ";
  }
  return text;
}

}  // namespace coutil::tracer
