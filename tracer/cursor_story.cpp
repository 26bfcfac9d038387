// Asks the board and the wait graph at the cursor. Knows words, no picture.
#include "tracer/cursor_story.h"

#include <fmt/format.h>

#include "tracer/row_sentence.h"
#include "tracer/timeline_label.h"
#include "tracer/wait_chain.h"
#include "tracer/wake_cause.h"

namespace coutil::tracer {
namespace {

constexpr std::size_t kMostWaiters = 5;  // that a story names

std::string place_of(const TraceModel& model, std::uint32_t row) {
  return row == kNone ? "" : one_line(model.place_label(model.place(row)));
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void add_since(Story& story, const TraceModel& model, std::uint32_t row) {
  if (row == kNone) return;
  story.facts.push_back({"since", moment(model, row)});
  if (const std::string place = place_of(model, row); !place.empty()) story.facts.push_back({"at", place});
}

Story object_story(const TraceModel& model, const WaitGraph& graph, std::uint32_t node) {
  const GraphNode& what = graph.nodes()[node];
  Story story;
  story.title =
      fmt::format("{}: {}", one_line(model.object_label(what.index)), model.objects()[what.index].kind);
  for (auto edge = graph.edges_begin(node); edge != graph.edges_end(node); ++edge) {
    const GraphNode& owner = graph.nodes()[edge->to];
    const bool gone = is_final(owner.state);
    story.facts.push_back({"held by", one_line(model.label(owner.index)) + (gone ? ", which ended" : "")});
    add_since(story, model, what.since);
  }
  std::size_t waiters = 0;
  for (const GraphEdge& edge : graph.edges()) {
    if (edge.to != node || edge.came || graph.nodes()[edge.from].is_object) continue;
    const GraphNode& waiter = graph.nodes()[edge.from];
    if (++waiters <= kMostWaiters) {
      story.facts.push_back(
          {waiters == 1 ? "awaited by" : "and by",
           fmt::format("{} since {}", one_line(model.label(waiter.index)), moment(model, waiter.since))});
    }
  }
  if (waiters > kMostWaiters)
    story.facts.push_back({"and by", fmt::format("{} more", waiters - kMostWaiters)});
  if (what.stuck()) story.facts.push_back({"and", "it is never given back"});
  return story;
}

Story coroutine_story(const TraceModel& model, const WaitGraph& graph, std::uint32_t node) {
  const GraphNode& what = graph.nodes()[node];
  Story story;
  story.title =
      fmt::format("{}: {}", one_line(model.label(what.index)),
                  what.stuck() && what.state == State::kWaiting ? "waits for ever" : state_name(what.state));
  if (what.state == State::kWaiting) {
    story.facts.push_back({"waits", one_line(model.wait_clause(what.since))});
    add_since(story, model, what.since);
    for (auto edge = graph.edges_begin(node); edge != graph.edges_end(node); ++edge) {
      const auto owner = graph.edges_begin(edge->to);
      if (owner == graph.edges_end(edge->to)) continue;
      story.facts.push_back({"held by", one_line(model.label(graph.nodes()[owner->to].index))});
    }
  }
  for (const GraphEdge& edge : graph.edges()) {
    if (edge.to != node || edge.kind != GraphEdgeKind::kOwnedBy) continue;
    story.facts.push_back({"holds", one_line(model.object_label(graph.nodes()[edge.from].index))});
  }
  return story;
}

// The wake or the run because of which a span's coroutine went on: that which ended a wait, or that made it
// ready or let it run. kNone for none.
std::uint32_t wake_of_span(const Lanes& lanes, const Selection& selection) {
  const TraceModel& model = lanes.model();
  const Span* span = find_span(lanes, selection.lane, selection.event);
  if (span == nullptr) return kNone;
  if (span->state == State::kRunning) return why_it_ran(lanes, selection.lane, span->begin);
  const std::uint32_t row = span->state == State::kWaiting ? span->end : span->begin;
  if (row >= model.event_count() || model.coroutine(row) != selection.lane) return kNone;
  return model.kind(row) == Kind::kWake || model.kind(row) == Kind::kCancel ? row : kNone;
}

}  // namespace

Story node_story(const TraceModel& model, const WaitGraph& graph, std::uint32_t node) {
  return graph.nodes()[node].is_object ? object_story(model, graph, node)
                                       : coroutine_story(model, graph, node);
}

const std::vector<Fact>& CursorStory::notes(const SharedFacts& facts,
                                            const std::optional<Selection>& selection, std::uint32_t row,
                                            std::uint32_t object) {
  const LateFacts* late = facts->late();
  const bool same = facts_ == facts && late_ == late;
  if (same && selection_ == selection && row_ == row && object_ == object) return notes_;
  if (!same) board_.reset();
  facts_ = facts;
  late_ = late;
  selection_ = selection;
  row_ = row;
  object_ = object;
  notes_.clear();
  const TraceModel& model = facts->model();
  if (model.event_count() == 0) return notes_;
  const std::uint32_t wake = selection ? wake_of_span(facts->lanes, *selection) : kNone;
  if (wake != kNone) {
    const std::string why = wake_cause_text(facts->lanes, wake);
    if (!why.empty()) notes_.push_back({"went on", capitalized(why) + "."});
  }
  if (late == nullptr) return notes_;
  if (!board_) board_.emplace(late->boards);
  const Board& board = board_->after(row);
  if (object < model.objects().size()) notes_.push_back({"object", object_sentence(board, object)});
  notes_.push_back({"instant", instant_sentence(board)});
  return notes_;
}

}  // namespace coutil::tracer
