// Which nodes of a wait graph are shown: from the circle and the selection outwards. Knows no picture.
#include <algorithm>
#include <deque>

#include "tracer/graph_layout.h"

namespace coutil::tracer {
namespace {

constexpr size_t kFewNodes = 24;

class Part {
 public:
  Part(const TraceModel& model, const WaitGraph& graph, size_t most)
      : model_(model), graph_(graph), most_(most), chosen_(graph.nodes().size(), false) {
    for (const GraphEdge& edge : graph.edges()) in_.push_back({edge.to, edge.from});
    std::sort(in_.begin(), in_.end());
  }

  void add(uint32_t node) {
    std::deque<uint32_t> unused;
    add(node, unused);
  }

  void grow_from(uint32_t seed) {
    if (list_.size() >= most_) return;
    add(seed);
    std::deque<uint32_t> queue{seed};
    while (!queue.empty()) {
      const uint32_t at = queue.front();
      queue.pop_front();
      if (is_crowd(at)) continue;
      for (auto edge = graph_.edges_begin(at); edge != graph_.edges_end(at); ++edge) add(edge->to, queue);
      const auto begin = std::lower_bound(in_.begin(), in_.end(), std::pair(at, 0U));
      for (auto edge = begin; edge != in_.end() && edge->first == at; ++edge) {
        if (!only_passes_time(edge->second)) add(edge->second, queue);
      }
    }
  }

  // Whether it waits for a timer or its next turn: who does is of no interest to the others who do.
  bool only_passes_time(uint32_t node) const {
    const auto begin = graph_.edges_begin(node), end = graph_.edges_end(node);
    return begin != end && !graph_.nodes()[node].is_object &&
           std::all_of(begin, end, [&](const GraphEdge& edge) { return is_crowd(edge.to); });
  }

  bool empty() const { return list_.empty(); }

  std::vector<uint32_t> take() {
    std::sort(list_.begin(), list_.end());
    return std::move(list_);
  }

 private:
  bool is_crowd(uint32_t node) const {
    const GraphNode& what = graph_.nodes()[node];
    if (!what.is_object) return false;
    const std::string& kind = model_.objects()[what.index].kind;
    return kind == "timer" || kind == "turn";
  }

  void add(uint32_t node, std::deque<uint32_t>& queue) {
    if (chosen_[node] || list_.size() >= most_) return;
    chosen_[node] = true;
    list_.push_back(node);
    queue.push_back(node);
  }

  const TraceModel& model_;
  const WaitGraph& graph_;
  size_t most_;
  std::vector<bool> chosen_;
  std::vector<uint32_t> list_;
  std::vector<std::pair<uint32_t, uint32_t>> in_;  // to, from
};

}  // namespace

std::vector<uint32_t> graph_part(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                                 size_t most) {
  Part part(model, graph, most);
  const uint32_t node = selected == kNone ? kNone : graph.node_of(selected);
  if (node != kNone) part.add(node);
  for (const uint32_t member : graph.cycle()) part.add(member);
  if (node != kNone) part.grow_from(node);
  if (!graph.cycle().empty()) part.grow_from(graph.cycle().front());
  for (const uint32_t co : graph.stuck()) part.grow_from(graph.node_of(co));
  for (uint32_t i = 0; i < graph.nodes().size(); i++) {
    if (!graph.nodes()[i].is_object && graph.nodes()[i].state == State::kWaiting && !part.only_passes_time(i))
      part.grow_from(i);
  }
  // Where nothing else can be seen, time that passes is worth a picture too.
  if (part.empty() && graph.nodes().size() <= kFewNodes) {
    for (uint32_t i = 0; i < graph.nodes().size(); i++) part.grow_from(i);
  }
  return part.take();
}

}  // namespace coutil::tracer
