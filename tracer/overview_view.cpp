// Columns from the ground up, marks on top, and what is out of sight dimmed.
#include "tracer/overview_view.h"

#include <fmt/core.h>

#include <algorithm>

namespace coutil::tracer {
namespace {

// Each kind has a place and a form of its own: trouble over the whole height, a fault a stroke from above.
void paint_mark_of(const Painter& painter, const Box& box, const OverviewMark& mark) {
  const Theme& theme = *painter.theme;
  const float half = painter.px(3.5F);
  if (mark.kind == MarkKind::kError || mark.kind == MarkKind::kStuck) {
    painter.list->AddRectFilled({mark.x - painter.scale, box.top}, {mark.x + painter.scale, box.bottom},
                                theme.stuck);
    painter.list->AddTriangleFilled({mark.x - half, box.top}, {mark.x + half, box.top},
                                    {mark.x, box.top + 2 * half}, theme.stuck);
  } else if (mark.kind == MarkKind::kFault) {
    painter.list->AddRectFilled({mark.x - painter.scale / 2, box.top},
                                {mark.x + painter.scale / 2, box.bottom}, faded(theme.outside, 0.8));
    painter.list->AddQuadFilled({mark.x, box.top}, {mark.x + half, box.top + half},
                                {mark.x, box.top + 2 * half}, {mark.x - half, box.top + half}, theme.outside);
  } else {
    painter.list->AddRectFilled({mark.x - painter.scale / 2, box.top},
                                {mark.x + painter.scale / 2, box.top + painter.px(8)}, theme.outside);
  }
}

}  // namespace

void paint_overview(const Painter& painter, const Overview& overview) {
  const Theme& theme = *painter.theme;
  const Box &box = overview.box, &window = overview.window;
  if (box.height() <= 0) return;
  ImDrawList& list = *painter.list;
  list.PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
  const float ground = box.bottom - painter.px(2), height = box.height() - painter.px(7);
  for (const OverviewColumn& column : overview.columns) {
    if (column.part <= 0) continue;
    const float top = ground - std::max(column.part * height, painter.px(1));
    list.AddRectFilled({column.left, top}, {column.right, ground}, faded(theme.running, 0.75));
  }
  for (const OverviewMark& mark : overview.marks) paint_mark_of(painter, box, mark);
  const Colour shade = faded(theme.panel, 0.62);
  list.AddRectFilled({box.left, box.top}, {window.left, box.bottom}, shade);
  list.AddRectFilled({window.right, box.top}, {box.right, box.bottom}, shade);
  list.AddRect({window.left, window.top + painter.scale}, {window.right, window.bottom - painter.scale},
               theme.accent, painter.px(3), 0, painter.px(1.5F));
  list.PopClipRect();
  list.AddLine({box.left, box.bottom}, {box.right, box.bottom}, theme.line);
}

void paint_ready(const Painter& painter, const ReadyGraph& graph, float left) {
  const Theme& theme = *painter.theme;
  const Box& box = graph.box;
  if (box.height() <= 0) return;
  ImDrawList& list = *painter.list;
  list.AddRectFilled({left, box.top}, {box.right, box.bottom}, theme.panel);
  const float ground = box.bottom - painter.px(2), height = box.height() - painter.px(4);
  // At least to one, so that a single ready coroutine does not look like a crowd.
  const float most = std::max(graph.most, 1.0F);
  for (const ReadyColumn& column : graph.columns) {
    if (column.count <= 0) continue;
    const float top = ground - std::max(column.count / most * height, painter.px(1));
    list.AddRectFilled({column.left, top}, {column.right, ground}, faded(theme.ready, 0.85));
  }
  const std::string name = graph.most >= 1 ? fmt::format("ready, at most {:.0f}", graph.most) : "ready";
  paint_text(painter, painter.fonts->small, left + painter.px(16), box.middle_y(), theme.text_faint, name);
  list.AddLine({left, box.bottom}, {box.right, box.bottom}, theme.line);
}

}  // namespace coutil::tracer
