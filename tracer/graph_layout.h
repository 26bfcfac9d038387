// Where the boxes and lines of a wait graph lie: the circle of those who wait for each other as a loop of two
// columns, who waits for them beside it, the rest below. Plain structs; the same graph gives the same
// picture. Knows no ImGui.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tracer/timeline_layout.h"
#include "tracer/wait_graph.h"

namespace coutil::tracer {

inline constexpr size_t kMostGraphNodes = 40;  // more can't be read; see graph_part

struct GraphBox {
  uint32_t node = 0;  // in the graph
  Box box;
  std::string label;  // "philosopher 3", "fork 4"
  std::string note;   // "waits at dining.lua:31", "mutex"
};

// A curve from the edge of one box to that of another, as the four points of a cubic Bezier.
struct GraphLine {
  struct Point {
    float x = 0, y = 0;
  };
  size_t edge = 0;  // in the graph
  std::array<Point, 4> points;
};

struct GraphPicture {
  std::vector<GraphBox> boxes;
  std::vector<GraphLine> lines;
  size_t left_out = 0;          // nodes that are not shown
  float width = 0, height = 0;  // pixels; all begins at 0, 0
  float scale = 1;              // of boxes and letters, to their usual size
};

// The nodes to show, sorted: all, or, where there are more than `most`, those around the circle, the
// coroutine `selected` (kNone for none), and who is stuck. Who only waits for time to pass is shown if
// selected, and where nobody else waits and there are few of them.
std::vector<uint32_t> graph_part(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                                 size_t most);

// Columns of boxes one below the other; with `lying`, rows of boxes one beside the other.
GraphPicture layout_graph(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                          const LayoutStyle& style, bool lying = false);

// The one of the two of which more fits into so many pixels, made smaller where it must be, as far as its
// letters can still be read; then `zoom` times as large.
GraphPicture fit_graph(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                       const LayoutStyle& style, float width, float height, float zoom);

// What the graph comes to: "A circle of 3 that can never go on, closed at 1.2 ms (#41)", "Nobody waits".
std::string graph_caption(const TraceModel& model, const WaitGraph& graph);

// The same part of the graph for Graphviz.
std::string graph_dot(const TraceModel& model, const WaitGraph& graph, uint32_t selected);

}  // namespace coutil::tracer
