// Looks two traces up around the point where they part. How that reads is in trace_comparison_text.cpp.
#include "tracer/trace_comparison.h"

#include <algorithm>
#include <utility>

#include "tracer/timeline_label.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

// Characters: names may be endless.
constexpr size_t kLongestSentence = 400, kLongestValue = 100, kLongestName = 80;

std::vector<HeaderDifference> header_differences(const Header& first, const Header& second) {
  std::vector<HeaderDifference> differences;
  const auto compare_key = [&](const char* key, const std::string& one, const std::string& other) {
    if (one == other) return;
    differences.push_back(
        {key, elided(one_line(one), kLongestValue), elided(one_line(other), kLongestValue)});
  };
  compare_key("backend", first.backend, second.backend);
  compare_key("seed", first.seed, second.seed);
  compare_key("choices", first.choices, second.choices);
  compare_key("script", first.script, second.script);
  compare_key("args", first.args, second.args);
  compare_key("scenario", first.scenario, second.scenario);
  compare_key("digest", first.digest, second.digest);
  compare_key("lua", first.lua, second.lua);
  compare_key("coutil", first.coutil, second.coutil);
  compare_key("from", first.from_middle ? "middle" : "", second.from_middle ? "middle" : "");
  return differences;
}

bool waits_for_its_turn(const TraceModel& model, const Span& span) {
  if (span.state != State::kWaiting || model.kind(span.begin) != Kind::kAwait) return false;
  const auto objects = model.object_list(span.begin);
  return objects.size() == 1 && model.objects()[objects.front()].kind == "turn";
}

ComparisonSide side_of(const Lanes& lanes, uint32_t common) {
  const TraceModel& model = lanes.model();
  ComparisonSide side;
  side.events = model.event_count();
  side.cut_short = model.cut_short();
  if (common >= side.events) return side;
  side.next = moment_of(model, common);
  side.ready = ready_coroutines_after(lanes, common);
  return side;
}

}  // namespace

Moment moment_of(const TraceModel& model, uint32_t row) {
  return {row, model.time_ns(row), model.line_number(row),
          elided(one_line(model.describe(row)), kLongestSentence)};
}

std::vector<ReadyCoroutine> ready_coroutines_after(const Lanes& lanes, uint32_t row) {
  const TraceModel& model = lanes.model();
  std::vector<ReadyCoroutine> ready;
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    if (is_final(lanes.state_after(lane, row))) continue;
    const Span* span = lanes.span_after(lane, row);
    if (span == nullptr || (span->state != State::kReady && !waits_for_its_turn(model, *span))) continue;
    ready.push_back(
        {lane, model.coroutines()[lane].id, span->begin, elided(model.label(lane), kLongestName)});
  }
  std::stable_sort(ready.begin(), ready.end(),
                   [](const ReadyCoroutine& a, const ReadyCoroutine& b) { return a.since < b.since; });
  return ready;
}

TraceComparison compare(const Lanes& first, const Lanes& second, uint64_t common) {
  using Outcome = TraceComparison::Outcome;
  const TraceModel &one = first.model(), &other = second.model();
  const uint32_t shorter = std::min(one.event_count(), other.event_count());
  TraceComparison result;
  result.headers = header_differences(one.header(), other.header());
  result.common_events = static_cast<uint32_t>(std::min<uint64_t>(common, shorter));
  if (result.common_events > 0) {
    result.last_common = moment_of(one, result.common_events - 1);
    result.ready = ready_coroutines_after(first, result.common_events - 1);
  }
  result.first = side_of(first, result.common_events);
  result.second = side_of(second, result.common_events);
  result.outcome = result.first.next && result.second.next ? Outcome::kDiffer
                   : result.first.next                     ? Outcome::kSecondIsPrefix
                   : result.second.next                    ? Outcome::kFirstIsPrefix
                                                           : Outcome::kSame;
  return result;
}

TraceComparison compare_files(const std::string& first_path, const std::string& second_path,
                              const PrefixOptions& options) {
  const TraceModel first = read_trace(first_path), second = read_trace(second_path);
  return compare(Lanes(first), Lanes(second), common_events_of_files(first_path, second_path, options));
}

}  // namespace coutil::tracer
