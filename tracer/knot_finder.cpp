// Knots in a wait graph; the groups of those who wait for each other are Tarjan's strongly connected
// components (R. Tarjan, 1972), without recursion. Knows no picture.
#include "tracer/knot_finder.h"

#include <algorithm>

namespace coutil::tracer {

KnotFinder::KnotFinder(const Board& board, const WaitGraph& graph, std::vector<GraphNode>& nodes)
    : board_(board), graph_(graph), nodes_(nodes), free_(nodes.size(), false), blocks_(nodes.size(), 1) {
  in_begins_.assign(nodes.size() + 1, 0);
  for (const GraphEdge& edge : graph.edges()) in_begins_[edge.to + 1] += edge.came ? 0 : 1;
  for (size_t i = 1; i < in_begins_.size(); i++) in_begins_[i] += in_begins_[i - 1];
  in_from_.resize(in_begins_.back());
  std::vector<size_t> next(in_begins_.begin(), in_begins_.end() - 1);
  for (const GraphEdge& edge : graph.edges()) {
    if (!edge.came) in_from_[next[edge.to]++] = edge.from;
  }
}

void KnotFinder::find() {
  count_ways();
  free_first();
  spread(kNone);
  if (std::find(free_.begin(), free_.end(), false) == free_.end()) return;
  const std::vector<Fact> rows = facts();
  for (size_t i = 0; i < rows.size();) {
    const uint32_t row = rows[i].row;
    for (; i < rows.size() && rows[i].row == row; i++) free(rows[i].node, row);
    spread(row);
  }
}

// A wait for all needs each of its objects, any other needs one.
void KnotFinder::count_ways() {
  for (uint32_t i = 0; i < nodes_.size(); i++) {
    const auto begin = graph_.edges_begin(i), end = graph_.edges_end(i);
    if (begin == end || begin->kind != GraphEdgeKind::kWaitsAll) continue;
    blocks_[i] = static_cast<uint32_t>(std::count_if(begin, end, [](const GraphEdge& e) { return !e.came; }));
  }
}

void KnotFinder::free_first() {
  for (uint32_t i = 0; i < nodes_.size(); i++) {
    const GraphNode& node = nodes_[i];
    const bool waits = node.state == State::kWaiting && board_.waits_in_lock(node.index) && blocks_[i] > 0;
    const bool blocked = node.is_object ? node.since != kNone : waits || is_final(node.state);
    if (!blocked) free(i, kNone);  // an owner that ended gives nothing back
  }
}

void KnotFinder::free(uint32_t node, uint32_t since) {
  if (free_[node]) return;
  free_[node] = true;
  nodes_[node].stuck_since = since;
  queue_.push_back(node);
}

void KnotFinder::spread(uint32_t since) {
  while (!queue_.empty()) {
    const uint32_t node = queue_.back();
    queue_.pop_back();
    for (size_t i = in_begins_[node]; i < in_begins_[node + 1]; i++) {
      const uint32_t waiter = in_from_[i];
      if (free_[waiter] || blocks_[waiter] == 0 || --blocks_[waiter] > 0) continue;
      free(waiter, since);
    }
  }
}

// Each node that is stuck would go on without the row that made it wait, be owned, or end; the last row
// first.
std::vector<KnotFinder::Fact> KnotFinder::facts() const {
  std::vector<Fact> out;
  for (uint32_t i = 0; i < nodes_.size(); i++) {
    if (!free_[i]) out.push_back({nodes_[i].since, i});
  }
  std::sort(out.begin(), out.end(), [](const Fact& a, const Fact& b) { return a.row > b.row; });
  return out;
}

namespace {

class Components {
 public:
  explicit Components(const WaitGraph& graph)
      : graph_(graph),
        order_(graph.nodes().size(), 0),
        low_(graph.nodes().size(), 0),
        group_(graph.nodes().size(), kNone),
        open_(graph.nodes().size(), false) {}

  std::vector<uint32_t> find() {
    for (uint32_t i = 0; i < order_.size(); i++) {
      if (order_[i] == 0 && graph_.nodes()[i].stuck()) visit(i);
    }
    return std::move(group_);
  }

 private:
  struct Step {
    uint32_t node;
    std::vector<GraphEdge>::const_iterator next;
  };

  void enter(uint32_t node) {
    order_[node] = low_[node] = ++count_;
    open_[node] = true;
    stack_.push_back(node);
    steps_.push_back({node, graph_.edges_begin(node)});
  }

  void visit(uint32_t root) {
    enter(root);
    while (!steps_.empty()) {
      Step& step = steps_.back();
      const uint32_t node = step.node;
      if (step.next == graph_.edges_end(node)) {
        leave(node);
        continue;
      }
      const GraphEdge& edge = *step.next++;
      if (edge.came || !graph_.nodes()[edge.to].stuck()) continue;
      if (order_[edge.to] == 0) {
        enter(edge.to);
      } else if (open_[edge.to]) {
        low_[node] = std::min(low_[node], order_[edge.to]);
      }
    }
  }

  void leave(uint32_t node) {
    steps_.pop_back();
    if (!steps_.empty()) low_[steps_.back().node] = std::min(low_[steps_.back().node], low_[node]);
    if (low_[node] != order_[node]) return;
    const bool alone = stack_.back() == node;  // nobody waits for itself without an object in between
    while (true) {
      const uint32_t member = stack_.back();
      stack_.pop_back();
      open_[member] = false;
      if (!alone) group_[member] = node;
      if (member == node) return;
    }
  }

  const WaitGraph& graph_;
  std::vector<uint32_t> order_, low_, group_;
  std::vector<bool> open_;
  std::vector<uint32_t> stack_;
  std::vector<Step> steps_;
  uint32_t count_ = 0;
};

}  // namespace

std::vector<uint32_t> cycle_groups(const WaitGraph& graph) { return Components(graph).find(); }

}  // namespace coutil::tracer
