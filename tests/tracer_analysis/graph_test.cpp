// Where the boxes of a wait graph lie: none on another, lines between the right ones, the circle and the
// selection always in it, however many there are.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "tests/catch.h"
#include "tests/tracer/temp_trace.h"
#include "tests/tracer_analysis/random_run.h"
#include "tests/tracer_analysis/random_waits.h"
#include "tracer/graph_layout.h"
#include "tracer/stuck_report.h"
#include "tracer/wait_chain.h"

namespace coutil::tracer {
namespace {

WaitGraph graph_at_end(const TraceModel& model) {
  Board board(model);
  while (board.next_row() < model.event_count()) board.step();
  return WaitGraph(board);
}

// Philosophers who each hold a fork and wait for the next one's, and `watchers` who wait for the first fork.
std::string dining(int n, int watchers) {
  std::string text = std::string(kHeaderLine) + "\n";
  text += "{\"e\":\"place\",\"id\":1,\"file\":\"dining.lua\",\"line\":31,\"func\":\"dine\"}\n";
  for (int i = 1; i <= n; i++)
    text += fmt::format("{{\"e\":\"object\",\"id\":{},\"kind\":\"mutex\",\"name\":\"fork {}\"}}\n", i, i);
  int row = 0;
  for (int i = 1; i <= n + watchers; i++, row += 2) {
    const char* name = i <= n ? "philosopher" : "watcher";
    text +=
        fmt::format("{{\"e\":\"spawn\",\"t\":{},\"co\":{},\"by\":0,\"name\":\"{} {}\"}}\n", row, i, name, i);
    text += fmt::format("{{\"e\":\"run\",\"t\":{},\"co\":{},\"by\":0}}\n", row, i);
    if (i <= n) text += fmt::format("{{\"e\":\"lock\",\"t\":{},\"co\":{},\"on\":{},\"at\":1}}\n", row, i, i);
  }
  for (int i = 1; i <= n + watchers; i++, row++) {
    text += fmt::format("{{\"e\":\"await\",\"t\":{},\"co\":{},\"mode\":\"one\",\"on\":[{}],\"at\":1}}\n", row,
                        i, i <= n ? i % n + 1 : 1);
  }
  return text;
}

bool overlap(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

bool on_edge(const Box& box, const GraphLine::Point& p) {
  const auto near = [](float a, float b) { return a - b < 1 && b - a < 1; };
  const bool in_x = p.x > box.left - 1 && p.x<box.right + 1, in_y = p.y> box.top - 1 && p.y < box.bottom + 1;
  return in_x && in_y &&
         (near(p.x, box.left) || near(p.x, box.right) || near(p.y, box.top) || near(p.y, box.bottom));
}

const Box& box_of(const GraphPicture& picture, uint32_t node) {
  const auto found = std::find_if(picture.boxes.begin(), picture.boxes.end(),
                                  [&](const GraphBox& box) { return box.node == node; });
  REQUIRE(found != picture.boxes.end());
  return found->box;
}

void require_readable(const WaitGraph& graph, const GraphPicture& picture) {
  REQUIRE(picture.boxes.size() <= kMostGraphNodes);
  REQUIRE(picture.boxes.size() + picture.left_out == graph.nodes().size());
  for (size_t i = 0; i < picture.boxes.size(); i++) {
    const Box& box = picture.boxes[i].box;
    REQUIRE((box.left >= 0 && box.top >= 0 && box.right <= picture.width && box.bottom <= picture.height));
    REQUIRE(!picture.boxes[i].label.empty());
    for (size_t k = 0; k < i; k++) REQUIRE(!overlap(box, picture.boxes[k].box));
  }
  std::set<uint32_t> shown;
  for (const GraphBox& box : picture.boxes) shown.insert(box.node);
  size_t lines = 0;
  for (const GraphEdge& edge : graph.edges()) lines += shown.count(edge.from) * shown.count(edge.to);
  REQUIRE(picture.lines.size() == lines);
  for (const GraphLine& line : picture.lines) {
    const GraphEdge& edge = graph.edges()[line.edge];
    REQUIRE(on_edge(box_of(picture, edge.from), line.points.front()));
    REQUIRE(on_edge(box_of(picture, edge.to), line.points.back()));
  }
}

}  // namespace

TEST_CASE("no box lies on another, and every line ends at its boxes, in graphs of random runs") {
  for (unsigned seed = 1; seed <= 60; seed++) {
    CAPTURE(seed);
    const TempTrace file(seed % 2 == 0 ? test::run_random_program(seed).trace
                                       : test::random_waits_trace(seed));
    const TraceModel model = file.load();
    const WaitGraph graph = graph_at_end(model);
    require_readable(graph, layout_graph(model, graph, kNone, LayoutStyle()));
    require_readable(graph, layout_graph(model, graph, kNone, LayoutStyle(), true));
  }
}

TEST_CASE("of a large graph the circle and the selection are shown, and the rest is counted") {
  const TempTrace file(dining(5, 3000));
  const TraceModel model = file.load();
  const WaitGraph graph = graph_at_end(model);
  const uint32_t selected = 2000;
  const GraphPicture picture = layout_graph(model, graph, selected, LayoutStyle());
  require_readable(graph, picture);
  CHECK(picture.boxes.size() == kMostGraphNodes);
  for (const uint32_t node : graph.cycle()) box_of(picture, node);
  box_of(picture, graph.node_of(selected));
}

TEST_CASE("the circle is a loop of its own at the left, whoever waits for it besides") {
  const TempTrace file(dining(5, 2));
  const TraceModel model = file.load();
  const WaitGraph graph = graph_at_end(model);
  REQUIRE(graph.cycle().size() == 10);
  CHECK(graph.stuck().size() == 7);
  CHECK(graph_caption(model, graph) == "A circle of 5 that can never go on: it closed at 18 ns (#23)");
  const std::string dot = graph_dot(model, graph, kNone);
  CHECK(std::count(dot.begin(), dot.end(), '>') == static_cast<long>(graph.edges().size()));
  CHECK(dot.find("\"philosopher 3\"") != std::string::npos);
}

TEST_CASE("a graph is laid out so that it fits, upright or lying, as far as letters can be read") {
  for (int n = 2; n <= 6; n++) {
    const TempTrace file(dining(n, 0));
    const TraceModel model = file.load();
    const WaitGraph graph = graph_at_end(model);
    for (const auto& [width, height] :
         {std::pair(1260.0F, 170.0F), std::pair(460.0F, 600.0F), std::pair(1900.0F, 210.0F)}) {
      CAPTURE(n, width);
      const GraphPicture picture = fit_graph(model, graph, kNone, LayoutStyle(), width, height, 1);
      require_readable(graph, picture);
      CHECK(picture.width <= width + 1);
      CHECK(picture.height <= height + 1);
      CHECK(picture.scale >= 0.72F);
      const GraphPicture larger = fit_graph(model, graph, kNone, LayoutStyle(), width, height, 2);
      CHECK(larger.scale == 2 * picture.scale);
      require_readable(graph, larger);
    }
  }
}

TEST_CASE("who only waits for time to pass is shown where nobody else waits") {
  std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
  for (int co = 1; co <= 3; co++) {
    text += fmt::format("{{\"e\":\"spawn\",\"t\":0,\"co\":{},\"by\":0,\"name\":\"sleeper\"}}\n", co);
    text += fmt::format("{{\"e\":\"run\",\"t\":0,\"co\":{},\"by\":0}}\n", co);
    text += fmt::format(
        "{{\"e\":\"await\",\"t\":0,\"co\":{},\"mode\":\"one\",\"on\":[4],\"due\":9,\"at\":1}}\n", co);
  }
  const TempTrace file(text);
  const TraceModel model = file.load();
  const WaitGraph graph = graph_at_end(model);
  CHECK(layout_graph(model, graph, kNone, LayoutStyle()).boxes.size() == 4);
}

TEST_CASE("a chain of waits is told to its end") {
  const TempTrace file(dining(3, 1));
  const TraceModel model = file.load();
  const WaitGraph graph = graph_at_end(model);
  CHECK(wait_chain(model, graph, 1) ==
        "philosopher 1 waits since 8 ns at dining.lua:31 for fork 2, held by philosopher 2, which waits for "
        "fork 3, "
        "held by philosopher 3, which waits for fork 1, held by philosopher 1, so that the circle is closed: "
        "it can "
        "never go on");
  CHECK(cycle_text(model, graph) ==
        "philosopher 1 holds fork 1 and waits for fork 2; philosopher 2 holds fork 2 and waits for fork 3; "
        "philosopher 3 holds fork 3 and waits for fork 1");
  CHECK(wait_line(model, graph, 4) ==
        "watcher 4 waits since 11 ns at dining.lua:31 for fork 1, held by philosopher 1");
}

}  // namespace coutil::tracer
