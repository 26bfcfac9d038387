// Who waits for what, and who owns that, at one row of a trace: the graph, who of it can never go on, and
// since which row. "Stuck" is what the trace format's `stuck` line means: a coroutine waits for a mutex whose
// owner ended, or waits, through any number of others, for one of them; a wait for any of several is stuck
// only if all of them are, a wait for all if one is. An event or a promise can come from anybody, so whoever
// waits for one is never stuck. Knows no picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/board.h"

namespace coutil::tracer {

enum class GraphEdgeKind : uint8_t { kWaitsOne, kWaitsAll, kWaitsAny, kOwnedBy };

// A coroutine that waits, one that owns what is waited for, or an object that is waited for.
struct GraphNode {
  bool is_object = false;
  uint32_t index = 0;            // in the model's coroutines or objects
  State state = State::kAbsent;  // of a coroutine
  uint32_t since = kNone;        // row: of a coroutine its await, of an object its lock; kNone for neither
  // The row at which it became true, for the reasons that hold now, that it can't go on, or, of an object or
  // of an owner that ended, that it is never given back; kNone: it may.
  uint32_t stuck_since = kNone;
  bool in_cycle = false;  // it waits, through others, for itself
  bool stuck() const { return stuck_since != kNone; }
};

struct GraphEdge {
  uint32_t from = 0, to = 0;  // nodes
  GraphEdgeKind kind = GraphEdgeKind::kWaitsOne;
  bool came = false;      // a wait for all that got this one already
  bool in_cycle = false;  // it ties one of a cycle to the next
};

class WaitGraph {
 public:
  explicit WaitGraph(const Board& board);

  uint32_t row() const { return row_; }                           // the last one that took effect
  const std::vector<GraphNode>& nodes() const { return nodes_; }  // coroutines by index, then objects
  const std::vector<GraphEdge>& edges() const { return edges_; }  // sorted by `from`
  std::vector<GraphEdge>::const_iterator edges_begin(uint32_t node) const {
    return edges_.begin() + static_cast<std::ptrdiff_t>(begins_[node]);
  }
  std::vector<GraphEdge>::const_iterator edges_end(uint32_t node) const { return edges_begin(node + 1); }

  // The node of a coroutine or of an object; kNone where it is not in the graph.
  uint32_t node_of(uint32_t coroutine) const { return find(coroutine, false); }
  uint32_t node_of_object(uint32_t object) const { return find(object, true); }

  // The coroutines that wait and can never go on, by index.
  const std::vector<uint32_t>& stuck() const { return stuck_; }
  // The first cycle there is: nodes, coroutine, object, its owner, ..., each waits for the next and the last
  // for the first. Begins with the coroutine of the lowest index in it. Empty for none.
  const std::vector<uint32_t>& cycle() const { return cycle_; }
  // The row at which the first cycle closed, or, without one, the first who is stuck became so; kNone:
  // nobody.
  uint32_t closed_row() const { return closed_row_; }

 private:
  uint32_t find(uint32_t index, bool is_object) const;
  void collect(const Board& board);
  void add_edges(const Board& board);
  void find_cycles();
  void follow_cycle(uint32_t first);

  uint32_t row_ = kNone;
  size_t coroutine_count_ = 0;  // of the nodes
  std::vector<GraphNode> nodes_;
  std::vector<GraphEdge> edges_;
  std::vector<size_t> begins_;  // by node, in edges_
  std::vector<uint32_t> stuck_, cycle_;
  uint32_t closed_row_ = kNone;
};

}  // namespace coutil::tracer
