// How a comparison of two traces reads: lines for people, and JSON for programs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tracer/trace_comparison.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

using Json = nlohmann::ordered_json;
using Outcome = TraceComparison::Outcome;

constexpr size_t kShownReady = 12;

std::string plain(const std::string& value) { return value.empty() ? "-" : value; }

std::string ready_text(const std::vector<ReadyCoroutine>& ready) {
  if (ready.empty()) return "nobody";
  std::string text;
  for (size_t i = 0; i < std::min(ready.size(), kShownReady); i++)
    text += (i == 0 ? "" : ", ") + ready[i].label;
  if (ready.size() > kShownReady)
    text += fmt::format(" and {} more", format_count(ready.size() - kShownReady));
  return text;
}

std::string moment_text(const Moment& moment) {
  return fmt::format("e{} at {}, line {}: {}", moment.row, format_duration_ns(moment.time_ns), moment.line,
                     moment.sentence);
}

// Why a trace has no more events.
const char* end_text(const ComparisonSide& side) {
  return side.cut_short ? "is cut short here: its writer was killed, or still writes" : "ends here";
}

std::string outcome_text(const TraceComparison& comparison, const std::string& first,
                         const std::string& second) {
  const std::string common = format_counted(comparison.common_events, "equal event");
  switch (comparison.outcome) {
    case Outcome::kSame:
      return fmt::format("{} and {} tell the same run: {}", first, second, common);
    case Outcome::kFirstIsPrefix:
      return fmt::format("{} is the beginning of {}: {}, then it {}", first, second, common,
                         end_text(comparison.first));
    case Outcome::kSecondIsPrefix:
      return fmt::format("{} is the beginning of {}: {}, then it {}", second, first, common,
                         end_text(comparison.second));
    case Outcome::kDiffer:
      break;
  }
  return fmt::format("{} and {} part after {}", first, second, common);
}

Json moment_json(const std::optional<Moment>& moment) {
  if (!moment) return nullptr;
  return {{"event", moment->row}, {"t", moment->time_ns}, {"line", moment->line}, {"says", moment->sentence}};
}

Json ready_json(const std::vector<ReadyCoroutine>& ready) {
  Json list = Json::array();
  for (const ReadyCoroutine& one : ready) {
    list.push_back({{"co", one.id}, {"name", one.label}, {"since_event", one.since}});
  }
  return list;
}

Json side_json(const ComparisonSide& side, const std::string& name) {
  return {{"file", name},
          {"events", side.events},
          {"cut_short", side.cut_short},
          {"next", moment_json(side.next)},
          {"ready", ready_json(side.ready)}};
}

}  // namespace

std::string comparison_text(const TraceComparison& comparison, const std::string& first,
                            const std::string& second) {
  std::string text = outcome_text(comparison, first, second) + "\n";
  for (const HeaderDifference& difference : comparison.headers) {
    text +=
        fmt::format("  {:<12} {} | {}\n", difference.key, plain(difference.first), plain(difference.second));
  }
  if (comparison.same()) {
    for (const auto& [side, name] :
         {std::pair{&comparison.first, &first}, std::pair{&comparison.second, &second}}) {
      if (side->cut_short) text += fmt::format("  {} is cut short after that\n", *name);
    }
    return text;
  }
  if (comparison.last_common) text += "  both         " + moment_text(*comparison.last_common) + "\n";
  if (comparison.common_events > 0) text += "  ready then   " + ready_text(comparison.ready) + "\n";
  for (const auto& [side, name] :
       {std::pair{&comparison.first, &first}, std::pair{&comparison.second, &second}}) {
    text += *name + "\n";
    if (!side->next) {
      text += fmt::format("  {}\n", end_text(*side));
      continue;
    }
    text += "  next         " + moment_text(*side->next) + "\n";
    text += "  ready then   " + ready_text(side->ready) + "\n";
  }
  return text;
}

std::string comparison_json(const TraceComparison& comparison, const std::string& first,
                            const std::string& second) {
  constexpr const char* kOutcomes[] = {"same", "first is prefix", "second is prefix", "differ"};
  Json headers = Json::object();
  for (const HeaderDifference& difference : comparison.headers) {
    headers[difference.key] = {difference.first, difference.second};
  }
  const Json json = {{"outcome", kOutcomes[static_cast<size_t>(comparison.outcome)]},
                     {"common_events", comparison.common_events},
                     {"header_differences", headers},
                     {"last_common", moment_json(comparison.last_common)},
                     {"ready", ready_json(comparison.ready)},
                     {"first", side_json(comparison.first, first)},
                     {"second", side_json(comparison.second, second)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace coutil::tracer
