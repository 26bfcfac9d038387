// Puts a comparison into short lines: see the header.
#include "tracer/comparison_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr size_t kShownReady = 8;
constexpr size_t kLongestValue = 24;  // characters of a header's value

std::string moment_line(const char* what, const Moment& moment) {
  return fmt::format("{}: e{} at {}, {}", what, moment.row, time_text(moment.time_ns),
                     one_line(moment.sentence));
}

std::string ready_line(const std::vector<ReadyCoroutine>& ready) {
  if (ready.empty()) return "nobody ready";
  std::string text = "ready: ";
  for (size_t i = 0; i < std::min(ready.size(), kShownReady); i++) {
    text += (i == 0 ? "" : ", ") + one_line(ready[i].label);
  }
  if (ready.size() > kShownReady)
    text += fmt::format(" and {} more", format_count(ready.size() - kShownReady));
  return text;
}

std::vector<std::string> side_lines(const ComparisonSide& side) {
  if (!side.next) return {side.cut_short ? "is cut short there" : "ends there"};
  return {moment_line("next", *side.next), ready_line(side.ready)};
}

std::string heading_of(const TraceComparison& comparison) {
  const std::string common = format_counted(comparison.common_events, "equal event");
  switch (comparison.outcome) {
    case TraceComparison::Outcome::kSame:
      return "the two traces tell the same run: " + common;
    case TraceComparison::Outcome::kFirstIsPrefix:
      return "the upper trace is the beginning of the lower one: " + common;
    case TraceComparison::Outcome::kSecondIsPrefix:
      return "the lower trace is the beginning of the upper one: " + common;
    case TraceComparison::Outcome::kDiffer:
      break;
  }
  return "the runs part after " + common;
}

}  // namespace

ComparisonPanel comparison_panel(const TraceComparison& comparison) {
  ComparisonPanel panel;
  panel.heading = heading_of(comparison);
  if (comparison.last_common) {
    panel.common = {moment_line("last in both", *comparison.last_common), ready_line(comparison.ready)};
  }
  if (!comparison.same()) panel.sides = {side_lines(comparison.first), side_lines(comparison.second)};
  for (const HeaderDifference& difference : comparison.headers) {
    const auto value = [](const std::string& text) {
      return text.empty() ? std::string("-") : elided(one_line(text), kLongestValue);
    };
    panel.headers += fmt::format("{}{} {} | {}", panel.headers.empty() ? "" : "   ", difference.key,
                                 value(difference.first), value(difference.second));
  }
  return panel;
}

std::vector<std::string> cursor_lines(const Lanes& lanes, std::uint32_t row) {
  if (row == kNone) return {"is over by then"};
  return {moment_line("here", moment_of(lanes.model(), row)), ready_line(ready_coroutines_after(lanes, row))};
}

}  // namespace coutil::tracer
