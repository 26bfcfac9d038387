// Asks every lane; a queue is looked at once in a while, not in every frame.
#include "tracer/ready_queue.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "tracer/row_sentence.h"
#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

constexpr std::size_t kMostNamed = 12;      // of the queue
constexpr std::uint32_t kMostLooked = 256;  // rows after which no choice is expected any more

// The next choice at this instant; kNone for none.
std::uint32_t next_pick(const TraceModel& model, std::uint32_t event) {
  const std::uint32_t end = std::min(model.event_count(), event + kMostLooked);
  for (std::uint32_t e = event + 1; e < end && model.time_ns(e) == model.time_ns(event); ++e) {
    if (model.kind(e) == Kind::kPick) return e;
  }
  return kNone;
}

}  // namespace

std::vector<std::uint32_t> ready_after(const Lanes& lanes, std::uint32_t event) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ready;  // since which row, who
  for (std::uint32_t lane = 0; lane < lanes.lanes().size(); ++lane) {
    const Lane& which = lanes.lanes()[lane];
    if (which.first_event > event || which.last_event <= event) continue;  // kNone is larger than any row
    const Span* span = lanes.span_after(lane, event);
    if (span != nullptr && span->state == State::kReady) ready.emplace_back(span->begin, lane);
  }
  std::sort(ready.begin(), ready.end());
  std::vector<std::uint32_t> order;
  for (const auto& [since, lane] : ready) order.push_back(lane);
  return order;
}

Story ready_story(const Lanes& lanes, std::uint32_t event) {
  const TraceModel& model = lanes.model();
  if (event >= model.event_count()) return {};
  const auto queue = ready_after(lanes, event);
  Story story;
  const std::string when = moment(model, event);
  story.title =
      queue.empty() ? "nobody is ready at " + when : fmt::format("{} ready at {}", queue.size(), when);
  for (std::size_t i = 0; i < std::min(queue.size(), kMostNamed); ++i) {
    const Span* span = lanes.span_after(queue[i], event);
    const std::string since = fmt::format("since #{}", span->begin);
    story.facts.push_back({fmt::format("{}.", i + 1), one_line(model.label(queue[i])) + ", " + since});
  }
  if (queue.size() > kMostNamed)
    story.facts.push_back({"", fmt::format("and {} more", queue.size() - kMostNamed)});
  if (const std::uint32_t pick = next_pick(model, event); pick != kNone) {
    story.facts.push_back({"then", fmt::format("{} (#{})", one_line(model.describe(pick)), pick)});
  }
  return story;
}

}  // namespace coutil::tracer
