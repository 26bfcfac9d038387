// Follows the edges of a wait graph in words. Knows no picture.
#include "tracer/wait_chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tracer/timeline_label.h"
#include "tracer/timeline_scale.h"

namespace coutil::tracer {
namespace {

constexpr size_t kLongestChain = 12;  // owners that a sentence names
constexpr size_t kMostHeld = 4;       // objects of one wait whose owners it names

class Chain {
 public:
  Chain(const TraceModel& model, const WaitGraph& graph) : model_(model), graph_(graph) {}

  std::string begin(uint32_t node) const {
    const GraphNode& who = graph_.nodes()[node];
    const std::string place = one_line(model_.place_label(model_.place(who.since)));
    return fmt::format("{} waits since {}{} {}", name(who), time_text(model_.time_ns(who.since), 6),
                       place.empty() ? "" : " at " + place, clause(who));
  }

  // ", held by B": of the one that is waited for; ", where a is held by B and b by C" of several.
  std::string holders(uint32_t node) const {
    std::string several;
    size_t named = 0, held = 0;
    const auto begin = graph_.edges_begin(node), end = graph_.edges_end(node);
    for (auto edge = begin; edge != end; ++edge) {
      const uint32_t owner = owner_of(edge->to);
      if (owner == kNone || edge->came) continue;
      if (end - begin == 1) return ", held by " + name(graph_.nodes()[owner]);
      if (++held > kMostHeld) continue;
      several += fmt::format("{}{} is held by {}{}", named++ == 0 ? "; " : ", ", object_name(edge->to),
                             name(graph_.nodes()[owner]), fate(owner));
    }
    return several + (held > kMostHeld ? fmt::format(" and {} more are held", held - kMostHeld) : "");
  }

  std::string follow(uint32_t first) const {
    std::string text = begin(first) + holders(first);
    std::vector<uint32_t> seen{first};
    for (uint32_t at = first; seen.size() <= kLongestChain;) {
      if (graph_.edges_end(at) - graph_.edges_begin(at) != 1) return text;
      const uint32_t owner = owner_of(graph_.edges_begin(at)->to);
      if (owner == kNone) return text;
      const GraphNode& who = graph_.nodes()[owner];
      if (is_final(who.state)) return text + fate(owner);
      if (owner == first) return text + ", so that the circle is closed";
      if (std::find(seen.begin(), seen.end(), owner) != seen.end())
        return text + ", which is in a circle that is closed";
      if (who.state != State::kWaiting) return text + fmt::format(", which is {}", state_name(who.state));
      text += ", which waits " + clause(who) + holders(owner);
      seen.push_back(owner);
      at = owner;
    }
    return text + ", and so on";
  }

  std::string name(const GraphNode& node) const { return one_line(model_.label(node.index)); }
  std::string object_name(uint32_t node) const {
    return one_line(model_.object_label(graph_.nodes()[node].index));
  }

 private:
  std::string clause(const GraphNode& who) const { return one_line(model_.wait_clause(who.since)); }

  uint32_t owner_of(uint32_t object) const {
    const auto edge = graph_.edges_begin(object);
    return edge == graph_.edges_end(object) ? kNone : edge->to;
  }

  std::string fate(uint32_t owner) const {
    const State state = graph_.nodes()[owner].state;
    return is_final(state) ? ended_owner(state) : "";
  }

  const TraceModel& model_;
  const WaitGraph& graph_;
};

}  // namespace

std::string ended_owner(State state) {
  const char* how = state == State::kFailed   ? "ended with an error"
                    : state == State::kKilled ? "was killed"
                    : state == State::kClosed ? "was closed"
                    : state == State::kLost   ? "was collected"
                                              : "ended";
  return fmt::format(", which {} without unlocking it", how);
}

std::string wait_chain(const TraceModel& model, const WaitGraph& graph, uint32_t coroutine) {
  const uint32_t node = graph.node_of(coroutine);
  if (node == kNone || graph.nodes()[node].state != State::kWaiting) return {};
  return Chain(model, graph).follow(node) + (graph.nodes()[node].stuck() ? ": it can never go on" : "");
}

std::string wait_line(const TraceModel& model, const WaitGraph& graph, uint32_t coroutine) {
  const uint32_t node = graph.node_of(coroutine);
  if (node == kNone || graph.nodes()[node].state != State::kWaiting) return {};
  const Chain chain(model, graph);
  std::string text = chain.begin(node) + chain.holders(node);
  if (graph.edges_end(node) - graph.edges_begin(node) != 1) return text;
  const uint32_t object = graph.edges_begin(node)->to;
  if (graph.edges_begin(object) == graph.edges_end(object)) return text;
  const State state = graph.nodes()[graph.edges_begin(object)->to].state;
  return is_final(state) ? text + ended_owner(state) : text;
}

std::string cycle_text(const TraceModel& model, const WaitGraph& graph) {
  const Chain chain(model, graph);
  const auto& cycle = graph.cycle();
  std::string text;
  for (size_t i = 0; i + 1 < cycle.size(); i += 2) {
    const uint32_t held = cycle[(i + cycle.size() - 1) % cycle.size()];
    text +=
        fmt::format("{}{} holds {} and waits for {}", i == 0 ? "" : "; ", chain.name(graph.nodes()[cycle[i]]),
                    chain.object_name(held), chain.object_name(cycle[i + 1]));
  }
  return text;
}

}  // namespace coutil::tracer
