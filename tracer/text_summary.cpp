// The summary of a trace for people: a head, the kinds, a table of coroutines, one of mutexes, and what went
// wrong. Knows how to set facts; the facts themselves are computed in trace_summary.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "tracer/findings.h"
#include "tracer/text_canvas.h"
#include "tracer/text_table.h"
#include "tracer/trace_summary.h"
#include "tracer/units.h"
#include "tracer/verdicts.h"
#include "tracer/wake_latencies.h"
#include "tracer/world_summary.h"

namespace coutil::tracer {

namespace {

constexpr size_t kShownRows = 40;

std::string head(const TraceModel& model, size_t width, bool color) {
  const Header& header = model.header();
  std::string title = header.script.empty() ? model.path() : header.script;
  if (!header.backend.empty()) title += " on " + header.backend;
  if (header.backend == "sim" && !header.seed.empty()) title += ", seed " + header.seed;
  if (!header.choices.empty()) title += ", choices " + header.choices;
  if (!header.lua.empty()) title += " (" + header.lua + ", coutil " + header.coutil + ")";
  std::string facts = fmt::format("{} {}, {}, {}", format_counted(model.event_count(), "event"),
                                  format_extent(model), format_counted(model.coroutine_count(), "coroutine"),
                                  format_counted(model.objects().size(), "object"));
  if (header.from_middle) facts += "; begins in the middle of the run";
  facts += model.cut_short() ? "; cut short: the last line is missing" : "; complete";
  if (model.unknown_lines() > 0)
    facts += "; " + format_counted(model.unknown_lines(), "line") + " of kinds unknown to this build";
  return styled(wrap(title, width, 2), Style::kBold, color) + "\n" + wrap(facts, width, 2) + "\n";
}

std::string kinds(const TraceModel& model, size_t width) {
  std::vector<uint64_t> counts(kKindCount, 0);
  for (uint32_t e = 0; e < model.event_count(); e++) counts[static_cast<size_t>(model.kind(e))]++;
  std::string text;
  for (int i = 0; i < kKindCount; i++) {
    const uint64_t count = counts[static_cast<size_t>(i)];
    if (count == 0) continue;
    const std::string_view name =
        static_cast<Kind>(i) == Kind::kOther ? "others" : kind_name(static_cast<Kind>(i));
    text += fmt::format("{}{}\u00a0{}", text.empty() ? "" : ", ", name, format_count(count));
  }
  // The no-break space kept a kind and its count on one line.
  std::string out = wrap(text, width, 2);
  for (size_t at = 0; (at = out.find("\u00a0", at)) != std::string::npos;) out.replace(at, 2, " ");
  return out + "\n";
}

// Shares of a coroutine's life, from its first line to its end.
std::vector<std::string> coroutine_row(const Lanes& lanes, const Lane& lane) {
  const TraceModel& model = lanes.model();
  const LaneTotals& totals = lane.totals;
  int64_t life_ns = 0;
  for (const int64_t part_ns : totals.time_ns) life_ns += part_ns;
  const int64_t waiting_ns = totals.time_ns[static_cast<size_t>(State::kWaiting)] - totals.paused_ns;
  std::string longest;
  if (totals.longest_wait_event != kNone) {
    const std::string place = model.place_label(model.place(totals.longest_wait_event));
    longest = format_duration_ns(totals.longest_wait_ns) + " " +
              model.wait_clause(totals.longest_wait_event) + (place.empty() ? "" : " (" + place + ")");
  }
  return {cut_to_width(model.label(lane.coroutine), 24, ".."),
          state_name(lane.final_state),
          format_count(totals.runs),
          format_duration_ns(totals.self_ns),
          format_share(totals.self_ns, life_ns),
          format_duration_ns(totals.paused_ns),
          format_share(totals.paused_ns, life_ns),
          format_duration_ns(waiting_ns),
          format_share(waiting_ns, life_ns),
          totals.ready_count == 0 ? "" : format_duration_ns(totals.ready_longest_ns),
          longest};
}

std::string coroutines(const Lanes& lanes, size_t width, bool color) {
  std::vector<uint32_t> rows;
  for (const Lane& lane : lanes.lanes()) rows.push_back(lane.coroutine);
  const size_t hidden = rows.size() > kShownRows ? rows.size() - kShownRows : 0;
  if (hidden > 0) {
    std::stable_sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
      return lanes.lanes()[a].totals.runs > lanes.lanes()[b].totals.runs;
    });
    rows.resize(kShownRows);
  }
  const auto stuck = stuck_coroutines(lanes.model());
  TextTable table({"coroutine", "at the end", ">runs", ">busy", ">", ">paused", ">", ">waiting", ">",
                   ">wake-up", "longest wait"});
  for (const uint32_t row : rows) {
    const Lane& lane = lanes.lanes()[row];
    const bool bad =
        lane.final_state == State::kFailed || std::binary_search(stuck.begin(), stuck.end(), row);
    table.add(coroutine_row(lanes, lane), bad ? Style::kBad : Style::kBold);
  }
  std::string out = table.text(width, color);
  if (hidden > 0) {
    out += wrap(fmt::format("and {} more with fewer runs (--json has them all)", format_count(hidden)), width,
                2) +
           "\n";
  }
  return out;
}

std::string mutexes(const Lanes& lanes, size_t width, bool color) {
  auto uses = mutex_uses(lanes);
  if (uses.empty()) return "";
  const size_t hidden = uses.size() > kShownRows ? uses.size() - kShownRows : 0;
  uses.resize(uses.size() - hidden);
  const TraceModel& model = lanes.model();
  TextTable table({"mutex", ">locks", ">waits", ">waited", ">longest", ">held", "owner at the end"});
  for (const MutexUse& use : uses) {
    table.add(
        {cut_to_width(model.object_label(use.object), 24, ".."), format_count(use.locks),
         format_count(use.waits), format_duration_ns(use.waited_ns), format_duration_ns(use.longest_wait_ns),
         format_duration_ns(use.held_ns), use.owner == kNone ? "" : model.label(use.owner)},
        Style::kBold);
  }
  std::string out = "\n" + table.text(width, color);
  if (hidden > 0) {
    out += wrap(fmt::format("and {} more, waited for less (--json has them all)", format_count(hidden)),
                width, 2) +
           "\n";
  }
  return out;
}

std::string wake_ups(const Lanes& lanes, size_t width) {
  const LatencyFacts latencies = wake_latencies(lanes, Axis::kTime);
  if (latencies.count == 0 || latencies.longest == 0) return "";
  return wrap(fmt::format(
                  "from a wake to its run: half within {}, 90 % within {}, 99 % within {}, the longest {}",
                  format_duration_ns(latencies.median), format_duration_ns(latencies.p90),
                  format_duration_ns(latencies.p99), format_duration_ns(latencies.longest)),
              width, 2) +
         "\n";
}

}  // namespace

std::string summary_text(const Lanes& lanes, size_t width, bool color) {
  const TraceModel& model = lanes.model();
  std::string out = head(model, width, color);
  if (model.event_count() == 0) return out;
  out += kinds(model, width) + wake_ups(lanes, width) + "\n" + coroutines(lanes, width, color) +
         mutexes(lanes, width, color) + world_summary_text(lanes, width, color);
  const auto sentences = verdicts(lanes);
  if (!sentences.empty()) out += "\n";
  for (const std::string& sentence : sentences) {
    out += styled(wrap(sentence, width, 2), Style::kBad, color) + "\n";
  }
  const auto findings = find_findings(lanes, find_verdict(lanes, Holds(model)));
  if (!findings.empty()) out += "\n";
  for (const Finding& finding : findings)
    out += wrap(finding.title + ". " + finding.sentence, width, 2) + "\n";
  return out;
}

}  // namespace coutil::tracer
