// Tabs, edge, and the panels that are no more than a list.
#include "tracer/dock_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/panel_view.h"
#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

constexpr float kTabsHeight = 34, kEdge = 5;
constexpr float kLeastTimeline = 150, kLeastDock = 120;  // pixels of the design
constexpr float kLeastGraph = 272;                       // two rows of boxes, with what stands around them
constexpr float kLeastPart = 0.12F, kMostPart = 0.8F;

bool is_beside(const Painter& painter, const Box& body, const Dock& dock) {
  // A narrow window has no room beside the timeline.
  return dock.at_side && body.width() >= painter.px(900);
}

void paint_empty(const Ui& ui, const Box& box, std::string_view text) {
  paint_text(ui.painter, ui.painter.fonts->normal, box.left + ui.px(kMargin), box.top + ui.px(24),
             ui.theme().text_faint, text, &box);
}

}  // namespace

Box DockView::place(const Painter& painter, const Box& body, const ViewState& state) {
  if (!state.shows_dock()) return {};
  if (is_beside(painter, body, state.dock)) {
    const float width = std::clamp(body.width() * state.dock.side_part, painter.px(260),
                                   std::max(body.width() - painter.px(420), painter.px(260)));
    return {std::round(body.right - width), body.top, body.right, body.bottom};
  }
  const float most = std::max(body.height() - painter.px(kLeastTimeline), body.height() * 0.3F);
  const float least = painter.px(state.dock.tab == Tab::kGraph ? kLeastGraph : kLeastDock);
  const float height = std::min(std::max(body.height() * state.dock.bottom_part, least), most);
  return {body.left, std::round(body.bottom - height), body.right, body.bottom};
}

bool DockView::resize(const Ui& ui, const Box& body, ViewState& state) {
  const Box dock = place(ui.painter, body, state);
  if (dock.width() <= 0) return false;
  const bool beside = is_beside(ui.painter, body, state.dock);
  const float edge = ui.px(kEdge);
  const Box grip = beside ? Box{dock.left - edge, dock.top, dock.left + edge, dock.bottom}
                          : Box{dock.left, dock.top - edge, dock.right, dock.top + edge};
  if (ui.clicked(grip)) resizing_ = true;
  if (!ui.mouse.down) resizing_ = false;
  if (resizing_ && beside) {
    state.dock.side_part = std::clamp((body.right - ui.mouse.x) / body.width(), kLeastPart, kMostPart);
  } else if (resizing_) {
    state.dock.bottom_part = std::clamp((body.bottom - ui.mouse.y) / body.height(), kLeastPart, kMostPart);
  }
  const bool is_near = resizing_ || (ui.over(grip) && !ui.mouse.down);
  if (is_near) ImGui::SetMouseCursor(beside ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
  return resizing_ || ui.over(grip);
}

void DockView::forget() {
  source_.forget();
  tables_.forget();
}

void DockView::show_tabs(const Ui& ui, const Box& bar, ViewState& state) {
  const Theme& theme = ui.theme();
  float x = bar.left + ui.px(kMargin) - ui.px(10);
  const float half = ui.px(13), buttons = ui.px(64);
  for (std::size_t i = 0; i < kTabCount; ++i) {
    const float width = word_button_width(ui.painter, kTabWords[i]);
    if (x + width > bar.right - buttons) break;
    const Box box = {x, bar.middle_y() - half, x + width, bar.middle_y() + half};
    const bool is_open = state.dock.tab == static_cast<Tab>(i);
    if (word_button(ui, box, kTabWords[i], is_open)) show_tab(state, static_cast<Tab>(i), false);
    x = box.right + ui.px(4);
  }
  const auto button = [&](float right) {
    return Box{bar.right - ui.px(right), bar.middle_y() - half, bar.right - ui.px(right - 26),
               bar.middle_y() + half};
  };
  if (icon_button(ui, button(64), state.dock.at_side ? Icon::kBelow : Icon::kBeside)) {
    state.dock.at_side = !state.dock.at_side;
    state.dock.shown = Dock::Shown::kOpen;
    state.keep_lane = true;
  }
  if (icon_button(ui, button(36), Icon::kClose)) state.dock.shown = Dock::Shown::kClosed;
  ui.painter.list->AddLine({bar.left, bar.bottom}, {bar.right, bar.bottom}, theme.line);
}

void DockView::show(const Ui& ui, const Box& box, DockContext& context) {
  if (box.width() <= 0 || box.height() <= 0) return;
  ImDrawList& list = *ui.painter.list;
  const Theme& theme = ui.theme();
  list.PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
  fill(ui, box, theme.panel);
  const Box bar = {box.left, box.top, box.right, box.top + ui.px(kTabsHeight)};
  ViewState& state = context.commands.state;
  const Tab tab = state.dock.tab;  // a click on another tab shows it in the next frame
  show_tabs(ui, bar, state);
  const Box content = {box.left, bar.bottom + 1, box.right, box.bottom};
  list.PushClipRect({content.left, content.top}, {content.right, content.bottom}, true);
  switch (tab) {
    case Tab::kStory:
      show_story(ui, content, context);
      break;
    case Tab::kFindings:
      show_findings(ui, content, context);
      break;
    case Tab::kBookmarks:
      show_bookmarks(ui, content, context);
      break;
    case Tab::kSource:
    case Tab::kTables:
    case Tab::kGraph:
      show_late(ui, content, context, tab);
      break;
  }
  list.PopClipRect();
  list.AddLine({box.left, box.top}, {box.right, box.top}, theme.line);
  list.AddLine({box.left, box.top}, {box.left, box.bottom}, theme.line);
  list.PopClipRect();
}

void DockView::show_late(const Ui& ui, const Box& box, DockContext& context, Tab tab) {
  const LateFacts* late = context.facts->late();
  if (tab == Tab::kGraph) {
    if (late == nullptr) return paint_empty(ui, box, "Following who waits for whom...");
    if (context.facts->model().event_count() == 0) return paint_empty(ui, box, "Nothing has happened yet.");
    return show_graph(ui, box, context);
  }
  if (late == nullptr) return paint_empty(ui, box, "Adding up who waited where...");
  if (tab == Tab::kSource) return source_.show(ui, box, context.commands, late->totals);
  tables_.show(ui, box, context.commands, *late);
}

void DockView::show_story(const Ui& ui, const Box& box, DockContext& context) {
  const ViewState& state = context.commands.state;
  if (context.story.title.empty() && state.cursor == kNone) {
    return paint_empty(ui, box, "Click a span, an arrow, a mark or the ruler to read its story.");
  }
  const Details details{context.story, context.sentence,
                        notes_.notes(context.facts, state.selection, state.cursor, state.object)};
  Scroller& scroller = scrollers_[static_cast<std::size_t>(Tab::kStory)];
  const float width = box.width() - ui.px(kScrollBarWidth);
  const float height = details_height(ui.painter, details, width);
  scroll(ui, box, height, scroller);
  const float top = box.top - scroller.offset;
  paint_details(ui.painter, {box.left, top, box.left + width, top + height}, details);
}

// Who waits for whom at the cursor.
void DockView::show_graph(const Ui& ui, const Box& box, DockContext& context) {
  ViewState& state = context.commands.state;
  const std::uint32_t selected = state.selection ? state.selection->lane : kNone;
  const auto clicked = graph_.paint(ui.painter, box, context.facts, state.cursor, selected, ui.over(box));
  if (graph_.hovered() != kNone)
    show_tooltip(ui.painter, node_story(context.facts->model(), *graph_.graph(), graph_.hovered()));
  if (!clicked) return;
  const std::uint32_t cursor = state.cursor;  // the graph stays the one that was clicked
  go_to_row(*context.commands.input.lanes, state, clicked->selection.event);
  state.selection = clicked->selection;
  state.cursor = cursor;
  if (clicked->object != kNone) state.object = clicked->object;
}

// What went wrong, and what else is worth a look. The one that a key went to comes into sight.
void DockView::show_findings(const Ui& ui, const Box& box, DockContext& context) {
  const Verdict& verdict = context.commands.findings;
  ViewState& state = context.commands.state;
  if (verdict.findings.empty()) {
    const bool is_looking = context.facts->late() == nullptr;
    return paint_empty(ui, box, is_looking ? "Looking for findings..." : "Nothing went wrong in this run.");
  }
  Scroller& scroller = scrollers_[static_cast<std::size_t>(Tab::kFindings)];
  const float width = box.width() - ui.px(kScrollBarWidth);
  if (state.next_finding != shown_finding_ && state.next_finding > 0) {
    const Box lies = finding_box(ui.painter, {0, 0, width, 0}, verdict, state.next_finding - 1);
    scroller.offset = std::min(std::max(scroller.offset, lies.bottom - box.height()), lies.top);
  }
  shown_finding_ = state.next_finding;
  scroll(ui, box, verdict_height(ui.painter, verdict, width), scroller);
  const float top = box.top - scroller.offset;
  const Box list = {box.left, top, box.left + width, box.bottom};
  paint_verdict(ui.painter, list, verdict);
  if (state.next_finding > 0 && state.next_finding <= verdict.findings.size()) {
    const Box current = finding_box(ui.painter, list, verdict, state.next_finding - 1);
    outline(ui, {current.left + ui.px(1), current.top + ui.px(1), current.right - ui.px(1), current.bottom},
            ui.theme().selection, 3);
  }
  const std::size_t clicked = ui.mouse.clicked && ui.over(list)
                                  ? finding_at(ui.painter, list, verdict, ui.mouse.y)
                                  : verdict.findings.size();
  if (clicked < verdict.findings.size()) {
    go_to_finding(*context.commands.input.lanes, verdict, state, clicked);
    shown_finding_ = state.next_finding;  // it was in sight
  }
}

void DockView::show_bookmarks(const Ui& ui, const Box& box, DockContext& context) {
  ViewState& state = context.commands.state;
  const TraceModel& model = context.commands.input.lanes->model();
  const auto bookmarks = state.bookmarks.list();  // a copy: a click may take one away
  if (bookmarks.empty()) {
    return paint_empty(ui, box, "No bookmarks yet. B sets one at the cursor, Ctrl+B one with a name.");
  }
  Scroller& scroller = scrollers_[static_cast<std::size_t>(Tab::kBookmarks)];
  const float row = ui.px(28);
  const ImFont* font = ui.painter.fonts->normal;
  scroll(ui, box, static_cast<float>(bookmarks.size()) * row + ui.px(8), scroller);
  float top = box.top + ui.px(4) - scroller.offset;
  for (const Bookmark& bookmark : bookmarks) {
    const Box line = {box.left, top, box.right - ui.px(kScrollBarWidth), top + row};
    top += row;
    if (line.bottom < box.top || line.top > box.bottom || bookmark.event >= model.event_count()) continue;
    const Box remove = {line.right - ui.px(32), line.top, line.right - ui.px(6), line.bottom};
    const bool is_here = state.cursor == bookmark.event;
    if (is_here || ui.over(line)) fill(ui, line, faded(ui.theme().accent, is_here ? 0.2 : 0.1));
    const std::string when =
        fmt::format("#{}  {}", bookmark.event, time_text(model.time_ns(bookmark.event), 6));
    paint_text(ui.painter, font, line.left + ui.px(kMargin), line.middle_y(), ui.theme().accent, when, &line);
    const Box name = {line.left + ui.px(240), line.top, remove.left - ui.px(8), line.bottom};
    paint_text(ui.painter, font, name.left, line.middle_y(), ui.theme().text, one_line(bookmark.name), &name);
    if (icon_button(ui, remove, Icon::kClose)) {
      state.bookmarks.remove(bookmark.event);
    } else if (ui.clicked(line)) {
      go_to_row(*context.commands.input.lanes, state, bookmark.event);
    }
  }
}

}  // namespace coutil::tracer
