// Who of a wait graph can never go on, and since when; and which of them wait, through others, for
// themselves. Only wait_graph.cpp uses it. Knows no picture.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/wait_graph.h"

namespace coutil::tracer {

// Whoever may go on frees what it owns, and who waits for that may go on too: told from one to the next,
// until nobody is left to tell; the rest is stuck. Then the rows that made it so are taken back one by one,
// the last first, and whoever could go on without a row is stuck since that row. Linear, but for the sort of
// the rows.
class KnotFinder {
 public:
  // Fills in `stuck_since` of the nodes, which are those of the graph.
  KnotFinder(const Board& board, const WaitGraph& graph, std::vector<GraphNode>& nodes);
  void find();

 private:
  struct Fact {
    uint32_t row;
    uint32_t node;  // which can go on without that row
  };

  void count_ways();
  void free_first();
  void spread(uint32_t since);
  void free(uint32_t node, uint32_t since);
  std::vector<Fact> facts() const;

  const Board& board_;
  const WaitGraph& graph_;
  std::vector<GraphNode>& nodes_;
  std::vector<bool> free_;         // by node
  std::vector<uint32_t> blocks_;   // by node: how many of its edges must be freed before it is
  std::vector<uint32_t> in_from_;  // edges by `to`, less those that came: their `from`
  std::vector<size_t> in_begins_;
  std::vector<uint32_t> queue_;
};

// By node, a number of its group of those that wait for each other in circles; kNone for who is in none.
std::vector<uint32_t> cycle_groups(const WaitGraph& graph);

}  // namespace coutil::tracer
