// Collects the graph from a board; who is stuck in it is knot_finder.cpp's. Knows no picture.
#include "tracer/wait_graph.h"

#include <algorithm>

#include "tracer/knot_finder.h"

namespace coutil::tracer {
namespace {

GraphEdgeKind edge_kind(Mode mode) {
  return mode == Mode::kAll   ? GraphEdgeKind::kWaitsAll
         : mode == Mode::kAny ? GraphEdgeKind::kWaitsAny
                              : GraphEdgeKind::kWaitsOne;
}

bool by_index(const GraphNode& node, uint32_t index) { return node.index < index; }

}  // namespace

WaitGraph::WaitGraph(const Board& board) : row_(board.next_row() - 1) {
  collect(board);
  add_edges(board);
  KnotFinder(board, *this, nodes_).find();
  for (const GraphNode& node : nodes_) {
    if (!node.is_object && node.stuck() && node.state == State::kWaiting) stuck_.push_back(node.index);
  }
  if (!stuck_.empty()) find_cycles();
}

// Objects that somebody waits for, who waits, and who owns such an object.
void WaitGraph::collect(const Board& board) {
  const TraceModel& model = board.model();
  std::vector<uint32_t> coroutines, objects;
  for (uint32_t co = 0; co < model.coroutines().size(); co++) {
    if (board.state(co) != State::kWaiting) continue;
    coroutines.push_back(co);
    const auto list = model.object_list(board.since(co));
    objects.insert(objects.end(), list.begin(), list.end());
  }
  std::sort(objects.begin(), objects.end());
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  for (const uint32_t object : objects) {
    if (board.owner(object) != kNone) coroutines.push_back(board.owner(object));
  }
  std::sort(coroutines.begin(), coroutines.end());
  coroutines.erase(std::unique(coroutines.begin(), coroutines.end()), coroutines.end());
  nodes_.reserve(coroutines.size() + objects.size());
  for (const uint32_t co : coroutines) {
    nodes_.push_back({false, co, board.state(co), board.since(co), kNone, false});
  }
  coroutine_count_ = coroutines.size();
  for (const uint32_t object : objects) {
    nodes_.push_back({true, object, State::kAbsent, board.owned_since(object), kNone, false});
  }
}

void WaitGraph::add_edges(const Board& board) {
  const TraceModel& model = board.model();
  std::vector<uint32_t> list;
  for (uint32_t i = 0; i < nodes_.size(); i++) {
    begins_.push_back(edges_.size());
    const GraphNode& node = nodes_[i];
    if (node.is_object) {
      const uint32_t owner = board.owner(node.index);
      if (owner != kNone) edges_.push_back({i, node_of(owner), GraphEdgeKind::kOwnedBy, false, false});
      continue;
    }
    if (node.state != State::kWaiting) continue;
    const auto objects = model.object_list(node.since);
    list.assign(objects.begin(), objects.end());
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    const GraphEdgeKind kind = edge_kind(model.mode(node.since));
    for (const uint32_t object : list) {
      edges_.push_back({i, node_of_object(object), kind, board.has_come(node.index, object), false});
    }
  }
  begins_.push_back(edges_.size());
}

uint32_t WaitGraph::find(uint32_t index, bool is_object) const {
  const auto middle = nodes_.begin() + static_cast<std::ptrdiff_t>(coroutine_count_);
  const auto begin = is_object ? middle : nodes_.begin(), end = is_object ? nodes_.end() : middle;
  const auto found = std::lower_bound(begin, end, index, by_index);
  return found == end || found->index != index ? kNone : static_cast<uint32_t>(found - nodes_.begin());
}

void WaitGraph::find_cycles() {
  const std::vector<uint32_t> group = cycle_groups(*this);
  for (uint32_t i = 0; i < nodes_.size(); i++) nodes_[i].in_cycle = group[i] != kNone;
  for (GraphEdge& edge : edges_) {
    edge.in_cycle = !edge.came && group[edge.from] != kNone && group[edge.from] == group[edge.to];
  }
  const auto first =
      std::find_if(nodes_.begin(), nodes_.end(), [](const GraphNode& n) { return n.in_cycle; });
  if (first != nodes_.end()) {
    follow_cycle(static_cast<uint32_t>(first - nodes_.begin()));
    closed_row_ = nodes_[cycle_.front()].stuck_since;
    return;
  }
  for (const uint32_t co : stuck_) closed_row_ = std::min(closed_row_, nodes_[node_of(co)].stuck_since);
}

// Each of a cycle has an edge in it, so that following the first of each comes back to one that was there.
void WaitGraph::follow_cycle(uint32_t first) {
  std::vector<uint32_t> path;
  std::vector<bool> seen(nodes_.size(), false);
  for (uint32_t at = first; !seen[at];) {
    seen[at] = true;
    path.push_back(at);
    at = std::find_if(edges_begin(at), edges_end(at), [](const GraphEdge& e) { return e.in_cycle; })->to;
    if (seen[at]) cycle_.assign(std::find(path.begin(), path.end(), at), path.end());
  }
  std::rotate(cycle_.begin(), std::min_element(cycle_.begin(), cycle_.end()), cycle_.end());
}

}  // namespace coutil::tracer
