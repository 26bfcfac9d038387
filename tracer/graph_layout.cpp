// Places the boxes of a wait graph in columns: how far a node is from the circle, or from whom nobody holds
// up, is its column. Knows no ImGui.
#include "tracer/graph_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>

#include "tracer/row_sentence.h"
#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

// Pixels of the design.
constexpr float kBoxHeight = 42, kPadding = 24, kGapX = 72, kGapY = 26, kMargin = 16;
constexpr float kLyingGapX = 40, kLyingGapY = 40;
constexpr size_t kLongestLabel = 26;  // characters
constexpr float kLeastScale = 0.8F;   // of letters that can still be read

class Placer {
 public:
  // Columns of boxes one below the other; with `lying`, rows of boxes one beside the other.
  Placer(const TraceModel& model, const WaitGraph& graph, const LayoutStyle& style,
         std::vector<uint32_t> part, bool lying)
      : model_(model),
        graph_(graph),
        style_(style),
        lying_(lying),
        part_(std::move(part)),
        spot_(graph.nodes().size(), kNone),
        columns_(part_.size(), kNowhere) {
    for (uint32_t i = 0; i < part_.size(); i++) spot_[part_[i]] = i;
  }

  GraphPicture place() {
    write_boxes();
    place_loop();
    spread_columns(true);
    stack_columns(0, true);
    const float below = far_end() == 0 ? 0 : far_end() + 2 * px(kGapY);
    find_ends();
    spread_columns(false);
    stack_columns(below, false);
    shift_into_sight();
    draw_lines();
    picture_.left_out = graph_.nodes().size() - part_.size();
    return std::move(picture_);
  }

 private:
  static constexpr int kNowhere = std::numeric_limits<int>::min();

  float px(float design) const { return design * style_.scale; }
  const GraphNode& node(size_t spot) const { return graph_.nodes()[part_[spot]]; }

  void write_boxes() {
    float widest = 0;
    for (const uint32_t index : part_) {
      const GraphNode& what = graph_.nodes()[index];
      GraphBox box;
      box.node = index;
      const std::string name = what.is_object ? model_.object_label(what.index) : model_.label(what.index);
      box.label = elided(one_line(name), kLongestLabel);
      box.note = elided(one_line(note(what)), kLongestLabel);
      const auto letters = static_cast<float>(std::max(text_length(box.label), text_length(box.note)));
      widest = std::max(widest, letters * style_.character_width + px(kPadding));
      picture_.boxes.push_back(std::move(box));
    }
    width_ = std::ceil(widest);
  }

  std::string note(const GraphNode& what) const {
    if (what.is_object) return model_.objects()[what.index].kind;
    if (what.state != State::kWaiting) return state_name(what.state);
    const std::string place = model_.place_label(model_.place(what.since));
    return place.empty() ? "waits" : "at " + place;
  }

  // `along` is where in its column it begins: the top, or, lying, the left.
  void put(size_t spot, int column, float along) {
    const auto across = static_cast<float>(column);
    const float left = lying_ ? along : across * (width_ + px(kGapX));
    const float top = lying_ ? across * px(kBoxHeight + kLyingGapY) : along;
    picture_.boxes[spot].box = {left, top, left + width_, top + px(kBoxHeight)};
    columns_[spot] = column;
    placed_.push_back(spot);
  }

  float begin_of(size_t spot) const {
    return lying_ ? picture_.boxes[spot].box.left : picture_.boxes[spot].box.top;
  }
  float end_of(size_t spot) const {
    return lying_ ? picture_.boxes[spot].box.right : picture_.boxes[spot].box.bottom;
  }
  // From one box of a column to the next.
  float gap() const { return px(lying_ ? kLyingGapX : kGapY); }
  float step() const { return gap() + (lying_ ? width_ : px(kBoxHeight)); }

  float far_end() const {
    float farthest = 0;
    for (const size_t spot : placed_) farthest = std::max(farthest, end_of(spot));
    return farthest;
  }

  // The left column downwards, the right one upwards, so that the eye goes round.
  void place_loop() {
    const auto& cycle = graph_.cycle();
    const size_t left = (cycle.size() + 1) / 2;
    for (size_t i = 0; i < cycle.size(); i++) {
      const uint32_t spot = spot_[cycle[i]];
      if (spot == kNone) continue;  // a circle of more than can be shown
      const size_t row = i < left ? i : cycle.size() - 1 - i;
      put(spot, i < left ? 0 : 1, static_cast<float>(row) * step());
    }
  }

  // Without the circle: who waits for nobody, or, of other circles, who is first.
  void find_ends() {
    for (size_t spot = 0; spot < part_.size(); spot++) {
      const auto begin = graph_.edges_begin(part_[spot]), end = graph_.edges_end(part_[spot]);
      const bool waits =
          std::any_of(begin, end, [&](const GraphEdge& edge) { return spot_[edge.to] != kNone; });
      if (columns_[spot] == kNowhere && !waits) columns_[spot] = 0;
    }
    spread_columns(false);
    for (size_t spot = 0; spot < part_.size(); spot++) {
      if (columns_[spot] != kNowhere) continue;
      columns_[spot] = 0;
      spread_columns(false);
    }
  }

  // From those that have a column to those who wait for them, one further out: to the left, and beside the
  // right half of a loop to the right. What only the loop waits for stands right of it.
  void spread_columns(bool around_loop) {
    std::deque<size_t> queue;
    for (size_t spot = 0; spot < part_.size(); spot++) {
      if (columns_[spot] != kNowhere) queue.push_back(spot);
    }
    while (!queue.empty()) {
      const size_t at = queue.front();
      queue.pop_front();
      const int step = around_loop && columns_[at] > 0 ? 1 : -1;
      for (const GraphEdge& edge : graph_.edges()) {
        const bool comes = edge.to == part_[at], goes = edge.from == part_[at];
        const uint32_t other = comes ? spot_[edge.from] : goes && around_loop ? spot_[edge.to] : kNone;
        if (other == kNone || columns_[other] != kNowhere) continue;
        columns_[other] = columns_[at] + (comes ? step : columns_[at] <= 0 ? -1 : 1);
        queue.push_back(other);
      }
    }
  }

  // Each at the place of whom it is tied to, as far as there is room.
  void stack_columns(float first, bool around_loop) {
    std::map<int, std::vector<size_t>, bool (*)(int, int)> by_column(
        [](int a, int b) { return std::pair(std::abs(a), a) < std::pair(std::abs(b), b); });
    const std::vector<size_t> before = placed_;
    for (size_t spot = 0; spot < part_.size(); spot++) {
      const bool done = std::find(before.begin(), before.end(), spot) != before.end();
      if (!done && columns_[spot] != kNowhere) by_column[columns_[spot]].push_back(spot);
    }
    for (auto& [column, spots] : by_column) {
      std::vector<std::pair<float, size_t>> wanted;
      for (const size_t spot : spots) wanted.push_back({wanted_place(spot, first), spot});
      std::stable_sort(wanted.begin(), wanted.end());
      float next = first;
      for (const size_t spot : before) {  // behind what stands in this column already
        const bool same = around_loop && columns_[spot] == column;
        if (same) next = std::max(next, end_of(spot) + gap());
      }
      for (const auto& [place, spot] : wanted) {
        const float at = std::max(next, place);
        put(spot, column, at);
        next = at + step() * (around_loop || column != 0 ? 1.0F : room_for_waiters(spot));
      }
    }
  }

  // In boxes: as many as stand beside it because they wait for it.
  float room_for_waiters(size_t spot) const {
    const auto waits = [&](const GraphEdge& edge) {
      const uint32_t from = spot_[edge.from];
      return edge.to == part_[spot] && from != kNone && columns_[from] == columns_[spot] - 1;
    };
    const auto count = std::count_if(graph_.edges().begin(), graph_.edges().end(), waits);
    return static_cast<float>(std::max<std::ptrdiff_t>(count, 1));
  }

  float wanted_place(size_t spot, float otherwise) const {
    float sum = 0;
    int count = 0;
    for (const GraphEdge& edge : graph_.edges()) {
      if (edge.from != part_[spot] && edge.to != part_[spot]) continue;
      const uint32_t other = spot_[edge.from == part_[spot] ? edge.to : edge.from];
      if (other == kNone || std::find(placed_.begin(), placed_.end(), other) == placed_.end()) continue;
      sum += begin_of(other);
      count++;
    }
    return count == 0 ? otherwise : sum / static_cast<float>(count);
  }

  void shift_into_sight() {
    float left = std::numeric_limits<float>::max(), top = left;
    for (const GraphBox& box : picture_.boxes) {
      left = std::min(left, box.box.left);
      top = std::min(top, box.box.top);
    }
    for (GraphBox& box : picture_.boxes) {
      box.box.left += px(kMargin) - left;
      box.box.right += px(kMargin) - left;
      box.box.top += px(kMargin) - top;
      box.box.bottom += px(kMargin) - top;
      picture_.width = std::max(picture_.width, box.box.right + px(kMargin));
      picture_.height = std::max(picture_.height, box.box.bottom + px(kMargin));
    }
  }

  void draw_lines() {
    for (size_t i = 0; i < graph_.edges().size(); i++) {
      const GraphEdge& edge = graph_.edges()[i];
      if (spot_[edge.from] == kNone || spot_[edge.to] == kNone) continue;
      picture_.lines.push_back(line(i, picture_.boxes[spot_[edge.from]].box,
                                    picture_.boxes[spot_[edge.to]].box, has_reverse(edge)));
    }
  }

  bool has_reverse(const GraphEdge& edge) const {
    return std::any_of(graph_.edges_begin(edge.to), graph_.edges_end(edge.to),
                       [&](const GraphEdge& other) { return other.to == edge.from; });
  }

  // Sideways between columns, upright within one; aside where another comes back the same way.
  GraphLine line(size_t edge, const Box& from, const Box& to, bool aside) const {
    GraphLine out{edge, {}};
    const float shift = aside ? px(8) : 0;
    const bool beside = from.right <= to.left || to.right <= from.left;
    if (lying_ && beside && from.top == to.top && std::fabs(to.left - from.left) > 1.5F * step()) {
      const float x0 = (from.left + from.right) / 2, x1 = (to.left + to.right) / 2;
      const float y = from.top - px(kMargin) - shift;  // over what lies in between
      out.points = {{{x0, from.top}, {x0, y}, {x1, y}, {x1, to.top}}};
      return out;
    }
    if (beside) {
      const float side = from.right <= to.left ? 1.0F : -1.0F;
      const float x0 = side > 0 ? from.right : from.left, x1 = side > 0 ? to.left : to.right;
      const float y0 = from.middle_y() - side * shift, y1 = to.middle_y() - side * shift;
      const float bend = std::fabs(x1 - x0) / 2 * side;
      out.points = {{{x0, y0}, {x0 + bend, y0}, {x1 - bend, y1}, {x1, y1}}};
      return out;
    }
    const float down = from.top < to.top ? 1.0F : -1.0F;
    const float x0 = (from.left + from.right) / 2 + down * shift;
    const float x1 = (to.left + to.right) / 2 + down * shift;
    const float y0 = down > 0 ? from.bottom : from.top, y1 = down > 0 ? to.top : to.bottom;
    const float bow = std::fabs(y1 - y0) > px(2 * kGapY) ? px(kGapX) : 0;  // around what lies in between
    out.points = {{{x0, y0}, {x0 - bow, y0 + (y1 - y0) / 3}, {x1 - bow, y1 - (y1 - y0) / 3}, {x1, y1}}};
    return out;
  }

  const TraceModel& model_;
  const WaitGraph& graph_;
  const LayoutStyle& style_;
  const bool lying_;
  const std::vector<uint32_t> part_;
  std::vector<uint32_t> spot_;  // by node of the graph, in part_
  std::vector<int> columns_;    // by spot
  std::vector<size_t> placed_;
  float width_ = 0;  // of every box
  GraphPicture picture_;
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') out += '\\';
    out += byte;
  }
  return out + "\"";
}

std::string dot_style(const GraphEdge& edge) {
  const std::string colour = edge.in_cycle ? "red" : edge.came ? "gray" : "black";
  std::string text = fmt::format("color=\"{}\", fontcolor=\"{}\"", colour, colour);
  if (edge.kind == GraphEdgeKind::kWaitsAll)
    text = fmt::format("color=\"{0}:invis:{0}\", fontcolor=\"{0}\", label=\"all\"", colour);
  if (edge.kind == GraphEdgeKind::kOwnedBy) text += ", style=dotted, label=\"held by\"";
  if (edge.kind == GraphEdgeKind::kWaitsAny) text += ", style=dashed, label=\"any\"";
  return edge.in_cycle ? text + ", penwidth=2" : text;
}

}  // namespace

GraphPicture layout_graph(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                          const LayoutStyle& style, bool lying) {
  return Placer(model, graph, style, graph_part(model, graph, selected, kMostGraphNodes), lying).place();
}

GraphPicture fit_graph(const TraceModel& model, const WaitGraph& graph, uint32_t selected,
                       const LayoutStyle& style, float width, float height, float zoom) {
  const auto fitting = [&](const GraphPicture& picture) {
    return std::min({1.0F, width / std::max(picture.width, 1.0F), height / std::max(picture.height, 1.0F)});
  };
  GraphPicture upright = layout_graph(model, graph, selected, style, false);
  GraphPicture lying = layout_graph(model, graph, selected, style, true);
  const bool lies = fitting(lying) > fitting(upright);
  const float scale = std::max(fitting(lies ? lying : upright), kLeastScale) * zoom;
  if (scale == 1) return lies ? lying : upright;
  LayoutStyle other = style;
  other.scale *= scale;
  other.character_width *= scale;
  GraphPicture picture = layout_graph(model, graph, selected, other, lies);
  picture.scale = scale;
  return picture;
}

std::string graph_caption(const TraceModel& model, const WaitGraph& graph) {
  if (!graph.cycle().empty()) {
    return fmt::format("A circle of {} that can never go on: it closed at {}", graph.cycle().size() / 2,
                       moment(model, graph.closed_row()));
  }
  const size_t stuck = graph.stuck().size();
  if (stuck > 0) {
    return fmt::format("{} for a mutex that is never unlocked, since {}",
                       stuck == 1 ? "1 coroutine waits" : fmt::format("{} coroutines wait", stuck),
                       moment(model, graph.closed_row()));
  }
  return graph.edges().empty() ? "Nobody waits" : "Nobody is stuck";
}

std::string graph_dot(const TraceModel& model, const WaitGraph& graph, uint32_t selected) {
  const std::vector<uint32_t> part = graph_part(model, graph, selected, kMostGraphNodes);
  const auto shown = [&](uint32_t node) { return std::binary_search(part.begin(), part.end(), node); };
  std::string text =
      "digraph waits {\n  rankdir=LR;\n  fontname=\"sans-serif\";\n  node [fontname=\"sans-serif\"];\n"
      "  edge [fontname=\"sans-serif\"];\n";
  text += fmt::format("  label={};\n", quoted(graph_caption(model, graph)));
  for (const uint32_t index : part) {
    const GraphNode& node = graph.nodes()[index];
    const std::string name = node.is_object ? model.object_label(node.index) : model.label(node.index);
    text += fmt::format("  n{} [label={}, shape={}{}];\n", index, quoted(one_line(name)),
                        node.is_object ? "ellipse" : "box", node.stuck() ? ", color=red" : "");
  }
  for (const GraphEdge& edge : graph.edges()) {
    if (!shown(edge.from) || !shown(edge.to)) continue;
    text += fmt::format("  n{} -> n{} [{}];\n", edge.from, edge.to, dot_style(edge));
  }
  return text + "}\n";
}

}  // namespace coutil::tracer
