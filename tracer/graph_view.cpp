// Paints boxes and lines as they were laid out. One, all and any are told apart by the line: single, double,
// dashed; who holds what by a thin line with a round end.
#include "tracer/graph_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace coutil::tracer {
namespace {

constexpr int kSteps = 24;           // straight pieces of a curve
constexpr float kWheelZoom = 1.15F;  // a notch
constexpr float kWideLegend = 600;   // pixels of the design: in less it has two lines
constexpr float kLeastZoom = 0.5F, kMostZoom = 3;

ImVec2 point_of(const std::array<GraphLine::Point, 4>& p, float t) {
  const float s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
  return {a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
          a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y};
}

// A curve in pieces: every second one is left out where it is dashed; `aside` moves it at right angles.
void paint_curve(const Painter& painter, const std::array<GraphLine::Point, 4>& points, Colour colour,
                 float thickness, bool dashed, float aside) {
  ImVec2 before = point_of(points, 0);
  for (int i = 1; i <= kSteps; i++) {
    const ImVec2 next = point_of(points, static_cast<float>(i) / kSteps);
    const float length = std::max(std::hypot(next.x - before.x, next.y - before.y), 0.001F);
    const float x = -(next.y - before.y) / length * aside, y = (next.x - before.x) / length * aside;
    if (!dashed || i % 2 == 1) {
      painter.list->AddLine({before.x + x, before.y + y}, {next.x + x, next.y + y}, colour, thickness);
    }
    before = next;
  }
}

void paint_tie(const Painter& painter, GraphEdgeKind kind, const std::array<GraphLine::Point, 4>& points,
               Colour colour, float thickness) {
  const ImVec2 end = point_of(points, 1), near = point_of(points, 0.94F);
  const float length = std::max(std::hypot(end.x - near.x, end.y - near.y), 0.001F);
  if (kind == GraphEdgeKind::kOwnedBy) {
    paint_curve(painter, points, colour, painter.px(thickness), false, 0);
    const float out = painter.px(3);  // so that the box does not hide it
    painter.list->AddCircleFilled(
        {end.x - (end.x - near.x) / length * out, end.y - (end.y - near.y) / length * out}, painter.px(4),
        colour, 16);
    return;
  }
  if (kind == GraphEdgeKind::kWaitsAll) {
    paint_curve(painter, points, colour, painter.px(thickness * 0.8F), false, painter.px(2.5F));
    paint_curve(painter, points, colour, painter.px(thickness * 0.8F), false, painter.px(-2.5F));
  } else {
    paint_curve(painter, points, colour, painter.px(thickness), kind == GraphEdgeKind::kWaitsAny, 0);
  }
  paint_arrow_head(painter, end.x, end.y, (end.x - near.x) / length, (end.y - near.y) / length, colour);
}

// What is not shown, in words.
std::string left_out_text(const WaitGraph& graph, const GraphPicture& picture) {
  if (picture.left_out == 0) return {};
  if (picture.boxes.size() >= kMostGraphNodes) {
    return fmt::format("   ({} of {} boxes shown)", picture.boxes.size(), graph.nodes().size());
  }
  const auto is_coroutine = [&](std::uint32_t node) { return !graph.nodes()[node].is_object; };
  std::size_t count = 0;
  for (std::uint32_t node = 0; node < graph.nodes().size(); node++) count += is_coroutine(node) ? 1 : 0;
  for (const GraphBox& box : picture.boxes) count -= is_coroutine(box.node) ? 1 : 0;
  return count == 0
             ? ""
             : fmt::format("   ({} more only {} for time to pass)", count, count == 1 ? "waits" : "wait");
}

}  // namespace

std::optional<WaitGraphView::Click> WaitGraphView::paint(const Painter& painter, const Box& area,
                                                         const SharedFacts& facts, std::uint32_t row,
                                                         std::uint32_t selected, bool mouse) {
  const float caption = painter.px(34);
  const float legend = painter.px(area.width() < painter.px(kWideLegend) ? 50 : 28);
  const Box inside = {area.left, area.top + caption, area.right, area.bottom - legend};
  hovered_ = kNone;
  update(painter, inside, facts, row, selected);
  if (!graph_) return std::nullopt;
  if (mouse) zoom(painter, inside);
  left_ = std::round(inside.left + std::max((inside.width() - picture_.width) / 2, 0.0F) + moved_x_);
  top_ = std::round(inside.top + std::max((inside.height() - picture_.height) / 2, 0.0F) + moved_y_);
  if (mouse) move(inside);
  const ImVec2 at = ImGui::GetIO().MousePos;
  for (const GraphBox& box : picture_.boxes) {
    if (mouse && inside.contains(at.x, at.y) && place(box.box).contains(at.x, at.y)) hovered_ = box.node;
  }
  painter.list->PushClipRect({area.left, area.top}, {area.right, area.bottom}, true);
  const Colour colour = graph_->stuck().empty() ? painter.theme->text : painter.theme->stuck;
  paint_text(painter, painter.fonts->bold, area.left + painter.px(16), area.top + caption / 2, colour,
             caption_);
  painter.list->PushClipRect({inside.left, inside.top}, {inside.right, inside.bottom}, true);
  for (const bool cycle : {false, true}) {
    for (const GraphLine& line : picture_.lines) {
      if (graph_->edges()[line.edge].in_cycle == cycle) paint_line(painter, line);
    }
  }
  for (const GraphBox& box : picture_.boxes) {
    const GraphNode& node = graph_->nodes()[box.node];
    paint_box(painter, box, !node.is_object && node.index == selected);
  }
  painter.list->PopClipRect();
  const bool all_in_sight = picture_.width <= inside.width() && picture_.height <= inside.height();
  paint_legend(painter, {area.left, area.bottom - legend, area.right, area.bottom}, all_in_sight);
  painter.list->PopClipRect();
  return mouse ? clicked(painter) : std::nullopt;
}

void WaitGraphView::update(const Painter& painter, const Box& inside, const SharedFacts& facts,
                           std::uint32_t row, std::uint32_t selected) {
  const bool same = facts_ == facts && row_ == row && selected_ == selected && scale_ == painter.scale &&
                    width_ == inside.width() && height_ == inside.height();
  if (same && graph_) return;
  if (facts_ != facts) cursor_.reset();
  const bool elsewhere = facts_ == nullptr || facts_ != facts || row_ != row;
  facts_ = facts;
  row_ = row;
  selected_ = selected;
  const TraceModel& model = facts->model();
  if (model.event_count() == 0 || facts->late() == nullptr) return graph_.reset();
  if (elsewhere || !graph_) {
    if (!cursor_) cursor_.emplace(facts->late()->boards);
    graph_.emplace(cursor_->after(row));
    moved_x_ = moved_y_ = 0;
    zoom_ = 1;
  }
  lay_out(painter, inside);
  caption_ = graph_caption(model, *graph_) + left_out_text(*graph_, picture_);
}

void WaitGraphView::lay_out(const Painter& painter, const Box& inside) {
  scale_ = painter.scale;
  width_ = inside.width();
  height_ = inside.height();
  LayoutStyle style;
  style.scale = painter.scale;
  style.character_width = text_width(painter.fonts->normal, "m");
  picture_ = fit_graph(facts_->model(), *graph_, selected_, style, width_, height_, zoom_);
}

// The wheel, at the mouse: what lies under it stays there.
void WaitGraphView::zoom(const Painter& painter, const Box& inside) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseWheel == 0 || !inside.contains(io.MousePos.x, io.MousePos.y)) return;
  const float zoom = std::clamp(zoom_ * std::pow(kWheelZoom, io.MouseWheel), kLeastZoom, kMostZoom);
  const float x = (io.MousePos.x - left_) / picture_.scale, y = (io.MousePos.y - top_) / picture_.scale;
  zoom_ = zoom;
  lay_out(painter, inside);
  const float middle_x = std::max((inside.width() - picture_.width) / 2, 0.0F);
  const float middle_y = std::max((inside.height() - picture_.height) / 2, 0.0F);
  moved_x_ = io.MousePos.x - x * picture_.scale - inside.left - middle_x;
  moved_y_ = io.MousePos.y - y * picture_.scale - inside.top - middle_y;
}

Box WaitGraphView::place(const Box& box) const {
  return {box.left + left_, box.top + top_, box.right + left_, box.bottom + top_};
}

void WaitGraphView::paint_line(const Painter& painter, const GraphLine& line) const {
  const GraphEdge& edge = graph_->edges()[line.edge];
  auto points = line.points;
  for (auto& point : points) {
    point.x += left_;
    point.y += top_;
  }
  const Theme& theme = *painter.theme;
  const Colour colour = edge.in_cycle                          ? theme.stuck
                        : edge.came                            ? faded(theme.text_faint, 0.5)
                        : edge.kind == GraphEdgeKind::kOwnedBy ? theme.hold
                                                               : theme.waiting;
  const float thickness = edge.in_cycle ? 2.5F : edge.kind == GraphEdgeKind::kOwnedBy ? 1.25F : 1.75F;
  paint_tie(painter, edge.kind, points, colour, thickness);
}

void WaitGraphView::paint_box(const Painter& painter, const GraphBox& what, bool selected) const {
  const GraphNode& node = graph_->nodes()[what.node];
  const Theme& theme = *painter.theme;
  const Box box = place(what.box);
  const float rounding = node.is_object ? box.height() / 2 : painter.px(4);
  const bool grave = node.in_cycle || (!node.is_object && node.stuck());
  const Colour edge = grave ? theme.stuck : node.is_object ? theme.hold : colour_of(theme, node.state);
  painter.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, theme.raised, rounding);
  painter.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, faded(edge, 0.12), rounding);
  painter.list->AddRect({box.left, box.top}, {box.right, box.bottom}, edge, rounding, 0,
                        painter.px(node.in_cycle ? 2.5F : 1.5F));
  if (hovered_ == what.node) {
    painter.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, faded(theme.accent, 0.2),
                                rounding);
  }
  if (selected) {
    const float out = painter.px(4);
    painter.list->AddRect({box.left - out, box.top - out}, {box.right + out, box.bottom + out},
                          theme.selection, rounding + out, 0, painter.px(2));
  }
  const float middle = (box.left + box.right) / 2, line = box.height() / 4;
  write_text(painter, painter.fonts->normal, middle, box.middle_y() - line + painter.px(1), theme.text,
             what.label);
  write_text(painter, painter.fonts->small, middle, box.middle_y() + line - painter.px(1), theme.text_dim,
             what.note);
}

// In letters as large as the picture is.
void WaitGraphView::write_text(const Painter& painter, const ImFont* font, float middle_x, float middle_y,
                               Colour colour, const std::string& text) const {
  const float size = std::round(font->FontSize * picture_.scale);
  const float width = text_width(font, text) * size / font->FontSize;
  painter.list->AddText(font, size, {std::round(middle_x - width / 2), std::round(middle_y - size / 2)},
                        colour, text.data(), text.data() + text.size());
}

void WaitGraphView::paint_legend(const Painter& painter, const Box& area, bool all_in_sight) const {
  struct Entry {
    GraphEdgeKind kind;
    const char* text;
  };
  constexpr Entry kEntries[] = {{GraphEdgeKind::kWaitsOne, "waits for it"},
                                {GraphEdgeKind::kWaitsAll, "for all of them"},
                                {GraphEdgeKind::kWaitsAny, "for any of them"},
                                {GraphEdgeKind::kOwnedBy, "is held by"}};
  const bool in_two = area.width() < painter.px(kWideLegend);
  float x = area.left + painter.px(16);
  float y = std::round(in_two ? area.top + painter.px(14) : area.middle_y());
  for (const Entry& entry : kEntries) {
    if (in_two && entry.kind == GraphEdgeKind::kWaitsAny) {
      x = area.left + painter.px(16);
      y += painter.px(22);
    }
    const float end = x + painter.px(40);
    const Colour colour =
        entry.kind == GraphEdgeKind::kOwnedBy ? painter.theme->hold : painter.theme->waiting;
    const float thickness = entry.kind == GraphEdgeKind::kOwnedBy ? 1.25F : 1.75F;
    paint_tie(painter, entry.kind, {{{x, y}, {x + painter.px(13), y}, {end - painter.px(13), y}, {end, y}}},
              colour, thickness);
    x = end + painter.px(8);
    paint_text(painter, painter.fonts->small, x, y, painter.theme->text_dim, entry.text);
    x += text_width(painter.fonts->small, entry.text) + painter.px(24);
  }
  const char* hint = all_in_sight ? "click a box to read about it" : "drag to move, wheel to zoom";
  const float left = area.right - painter.px(16) - text_width(painter.fonts->small, hint);
  if (left > x) paint_text(painter, painter.fonts->small, left, y, painter.theme->text_faint, hint);
}

// Whoever drags moves the picture.
void WaitGraphView::move(const Box& area) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!io.MouseDown[0] || !area.contains(io.MouseClickedPos[0].x, io.MouseClickedPos[0].y)) return;
  const float room_x = std::max(picture_.width, area.width());
  const float room_y = std::max(picture_.height, area.height());
  moved_x_ = std::clamp(moved_x_ + io.MouseDelta.x, -room_x, room_x);
  moved_y_ = std::clamp(moved_y_ + io.MouseDelta.y, -room_y, room_y);
}

// A click that is no drag chooses.
std::optional<WaitGraphView::Click> WaitGraphView::clicked(const Painter& painter) const {
  const ImGuiIO& io = ImGui::GetIO();
  const bool moved = io.MouseDragMaxDistanceSqr[0] > painter.px(4) * painter.px(4);
  if (hovered_ == kNone || !io.MouseReleased[0] || moved) return std::nullopt;
  const GraphNode& node = graph_->nodes()[hovered_];
  if (!node.is_object) return Click{{node.index, node.since}, kNone};
  if (node.since != kNone) return Click{{facts_->model().coroutine(node.since), node.since}, node.index};
  for (const GraphEdge& edge : graph_->edges()) {
    const GraphNode& waiter = graph_->nodes()[edge.from];
    if (edge.to == hovered_) return Click{{waiter.index, waiter.since}, node.index};
  }
  return std::nullopt;
}

}  // namespace coutil::tracer
