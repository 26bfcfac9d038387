// Puts together what the model knows about one thing on the screen. Knows no ImGui.
#include "tracer/timeline_story.h"

#include <fmt/core.h>

#include <algorithm>

#include "tracer/message_story.h"
#include "tracer/ready_queue.h"
#include "tracer/row_sentence.h"
#include "tracer/timeline_label.h"
#include "tracer/wake_cause.h"

namespace coutil::tracer {
namespace {

void add_place(Story& story, const TraceModel& model, std::uint32_t place) {
  if (place == kNone) return;
  const std::string& function = model.places()[place].function;
  const std::string in = function.empty() ? "" : fmt::format(" in {}", one_line(function));
  story.facts.push_back({"at", one_line(model.place_label(place)) + in});
}

const Arrow* arrow_to(const Lanes& lanes, std::uint32_t wake) {
  const auto arrows = lanes.arrows();
  const auto found = std::lower_bound(arrows.begin(), arrows.end(), wake,
                                      [](const Arrow& arrow, std::uint32_t row) { return arrow.wake < row; });
  return found != arrows.end() && found->wake == wake ? &*found : nullptr;
}

// The end of the process that the wait `await` is for, before row `wake`; kNone for none.
std::uint32_t process_end(const TraceModel& model, std::uint32_t await, std::uint32_t wake) {
  const auto& rows = model.process_events();
  const auto next = std::upper_bound(rows.begin(), rows.end(), await);
  if (next == rows.begin()) return kNone;
  const std::uint32_t start = *(next - 1);
  for (auto row = next; row != rows.end() && *row < wake; ++row) {
    if (model.process_id(*row) == model.process_id(start) && model.what(*row) != What::kStart) return *row;
  }
  return kNone;
}

// What came from the world outside and so ended the wait that row `wake` is about; kNone where the trace does
// not tell, or not near.
std::uint32_t outside_cause(const Lanes& lanes, std::uint32_t wake) {
  constexpr std::uint32_t kNear = 4000;  // rows that are looked at
  const TraceModel& model = lanes.model();
  const std::uint32_t co = model.coroutine(wake);
  const Span* span = wait_ended_by(lanes, co, wake);
  if (span == nullptr) return kNone;
  const Operation operation = model.operation(span->begin);
  if (operation == Operation::kProcess) return process_end(model, span->begin, wake);
  const bool is_signal = operation == Operation::kSignal;
  if (!is_signal && operation != Operation::kReceive && operation != Operation::kSend) return kNone;
  const Kind kind = is_signal                          ? Kind::kSignal
                    : operation == Operation::kReceive ? Kind::kDeliver
                                                       : Kind::kSend;
  const std::uint32_t object = model.object(wake);
  const std::uint32_t first = std::max(span->begin, wake - std::min(wake, kNear));
  for (std::uint32_t row = wake; row-- > first;) {
    if (model.kind(row) != kind) continue;
    if (is_signal ? model.text(row, "name") == model.object_label(object)
                  : model.coroutine(row) == co && model.object(row) == object)
      return row;
  }
  return kNone;
}

void add_wait(Story& story, const Lanes& lanes, const Holds& holds, const Span& span, bool stuck) {
  const TraceModel& model = lanes.model();
  const std::string clause = one_line(model.wait_clause(span.begin));
  const std::size_t first_word = clause.find(' ');  // "for" or "to"
  story.facts.push_back({clause.substr(0, first_word), clause.substr(first_word + 1)});
  const std::uint32_t when = stuck && model.event_count() > 0 ? model.event_count() - 1 : span.begin;
  for (const std::uint32_t object : model.object_list(span.begin)) {
    const std::uint32_t owner = holds.owner_after(object, when);
    if (owner == kNone) continue;
    const bool several = model.object_list(span.begin).size() > 1;
    const std::string which = several ? fmt::format(" ({})", model.object_label(object)) : "";
    story.facts.push_back({"held by", one_line(model.label(owner) + which)});
  }
}

void add_cause(Story& story, const Lanes& lanes, const Span& span) {
  const TraceModel& model = lanes.model();
  const Kind kind = model.kind(span.begin);
  if (span.state == State::kReady && kind == Kind::kWake) {
    story.facts.push_back({"woken by", waker_text(lanes, span.begin)});
  } else if (span.state == State::kRunning && kind == Kind::kRun && model.by(span.begin) != kNone) {
    story.facts.push_back({"resumed by", one_line(model.label(model.by(span.begin)))});
  } else if (span.state == State::kCreated && kind == Kind::kSpawn && model.by(span.begin) != kNone) {
    story.facts.push_back({"created by", one_line(model.label(model.by(span.begin)))});
  }
  if (span.state != State::kWaiting || span.end >= model.event_count()) return;
  if (model.kind(span.end) == Kind::kWake) {
    story.facts.push_back({"woken by", waker_text(lanes, span.end)});
  } else if (model.kind(span.end) == Kind::kCancel) {
    story.facts.push_back({"cancelled by", one_line(model.label(model.by(span.end)))});
  }
}

Story lane_story(const Lanes& lanes, std::uint32_t lane) {
  const TraceModel& model = lanes.model();
  const Lane& what = lanes.lanes()[lane];
  Story story;
  story.title = one_line(model.label(lane));
  story.facts.push_back({"at the end", state_name(what.final_state)});
  story.facts.push_back({"runs", fmt::format("{}, waits {}, emits {}", what.totals.runs, what.totals.awaits,
                                             what.totals.emits)});
  if (what.totals.longest_wait_event != kNone) {
    story.facts.push_back(
        {"longest wait", fmt::format("{} {}", time_text(what.totals.longest_wait_ns),
                                     one_line(model.wait_clause(what.totals.longest_wait_event)))});
  }
  if (model.coroutines()[lane].place != kNone) {
    story.facts.push_back({"defined", one_line(model.place_label(model.coroutines()[lane].place))});
  }
  return story;
}

Story hold_story(const TraceModel& model, const Hold& hold) {
  Story story;
  story.title =
      one_line(fmt::format("{} holds {}", model.label(hold.coroutine), model.object_label(hold.object)));
  story.facts.push_back({"since", moment(model, hold.begin)});
  story.facts.push_back(
      {"until", hold.end < model.event_count() ? moment(model, hold.end) : "the trace's end"});
  add_place(story, model, model.place(hold.begin));
  return story;
}

// A thing that is one row of the trace: an emit, a note, an end; a lock stands for the hold that it begins.
Story row_story(const TraceModel& model, const Holds& holds, std::uint32_t event) {
  if (has_message(model.kind(event))) return message_story(model, message_of(model, event));
  if (model.kind(event) == Kind::kLock && model.coroutine(event) != kNone) {
    for (const Hold& hold : holds.between(model.coroutine(event), event, event + 1)) {
      if (hold.begin == event) return hold_story(model, hold);
    }
  }
  Story story;
  story.title = one_line(model.describe(event));
  story.facts.push_back({"when", moment(model, event)});
  add_place(story, model, model.place(event));
  return story;
}

Story arrow_story(const Lanes& lanes, const ArrowLine& arrow) {
  const TraceModel& model = lanes.model();
  Story story;
  const std::string from = one_line(model.label(arrow.from)), to = one_line(model.label(arrow.to));
  story.title = arrow.count == 1 ? fmt::format("{} wakes {}", from, to)
                                 : fmt::format("{} wakes {}, {} times", from, to, arrow.count);
  story.facts.push_back({"with", one_line(model.object_label(model.object(arrow.first.emit)))});
  story.facts.push_back({"when", moment(model, arrow.first.emit)});
  add_place(story, model, model.place(arrow.first.emit));
  return story;
}

}  // namespace

const Span* find_span(const Lanes& lanes, std::uint32_t lane, std::uint32_t event) {
  if (lane >= lanes.lanes().size()) return nullptr;
  const auto spans = lanes.spans(lane);
  const auto found = std::lower_bound(spans.begin(), spans.end(), event,
                                      [](const Span& span, std::uint32_t row) { return span.begin < row; });
  return found != spans.end() && found->begin == event ? &*found : nullptr;
}

std::string waker_text(const Lanes& lanes, std::uint32_t wake) {
  const TraceModel& model = lanes.model();
  std::string text = one_line(model.label(model.by(wake)));
  const Arrow* arrow = arrow_to(lanes, wake);
  if (arrow != nullptr && arrow->emit != kNone) {
    const std::string place = one_line(model.place_label(model.place(arrow->emit)));
    if (!place.empty())
      text += fmt::format(", which {} {} at {}", emit_verb(model, arrow->emit),
                          one_line(model.object_label(model.object(arrow->emit))), place);
  }
  if (const std::string late = late_timer_text(lanes, wake); !late.empty()) return text + ", " + late;
  const std::uint32_t cause = outside_cause(lanes, wake);
  return cause == kNone ? text : text + ": " + one_line(model.describe(cause));
}

Story span_story(const Lanes& lanes, const Holds& holds, const Verdict& verdict, std::uint32_t lane,
                 std::uint32_t event) {
  const TraceModel& model = lanes.model();
  const Span* span = find_span(lanes, lane, event);
  if (span == nullptr) return event < model.event_count() ? row_story(model, holds, event) : Story{};
  const bool lasts = span->end == model.event_count();
  const bool stuck = lasts && span->state == State::kWaiting && verdict.is_stuck(lane);
  Story story;
  story.title =
      fmt::format("{}: {}", one_line(model.label(lane)), stuck ? "waits for ever" : state_name(span->state));
  if (span->state == State::kWaiting) add_wait(story, lanes, holds, *span, stuck);
  story.facts.push_back({"since", moment(model, span->begin)});
  const std::int64_t length = model.time_or_end_ns(span->end) - model.time_ns(span->begin);
  if (lasts)
    story.facts.push_back(
        {"until", "the end of the trace" + (length > 0 ? ", " + time_text(length) + " later" : "")});
  if (!lasts) story.facts.push_back({"lasted", time_text(length)});
  add_place(story, model, model.place(span->begin));
  add_cause(story, lanes, *span);
  return story;
}

Story hit_story(const TimelineInput& input, const TimelineFrame& frame, const Hit& hit) {
  const Lanes& lanes = *input.lanes;
  switch (hit.kind) {
    case Hit::Kind::kName:
      return lane_story(lanes, hit.lane);
    case Hit::Kind::kSpan:
      return span_story(lanes, *input.holds, *input.verdict, hit.lane, hit.event);
    case Hit::Kind::kHold:
      return hold_story(lanes.model(), frame.holds[hit.index].hold);
    case Hit::Kind::kArrow:
      return arrow_story(lanes, frame.arrows[hit.index]);
    case Hit::Kind::kMessage:
      return message_story(lanes.model(), frame.messages[hit.index].first, frame.messages[hit.index].count);
    case Hit::Kind::kDot:
    case Hit::Kind::kMark:
    case Hit::Kind::kEnd:
      return row_story(lanes.model(), *input.holds, hit.event);
    case Hit::Kind::kReady:
      return ready_story(lanes, hit.event);
    case Hit::Kind::kOverview:
    case Hit::Kind::kPin:
    case Hit::Kind::kGroup:
    case Hit::Kind::kNothing:
      break;
  }
  return {};
}

}  // namespace coutil::tracer
