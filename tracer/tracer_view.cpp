// Divides the display among the parts, hands them the input, and lays the timeline out anew when something
// moved.
#include "tracer/tracer_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "tracer/command_view.h"
#include "tracer/cursor_view.h"
#include "tracer/help_view.h"
#include "tracer/key_view.h"
#include "tracer/lesson_view.h"
#include "tracer/panel_view.h"
#include "tracer/row_sentence.h"
#include "tracer/stretch_totals.h"
#include "tracer/timeline_sentence.h"
#include "tracer/timeline_story.h"
#include "tracer/timeline_view.h"
#include "tracer/toolbar_view.h"

namespace coutil::tracer {
namespace {

constexpr float kLeastTimeline = 120;  // pixels of the design that the findings leave
constexpr float kRoomyWindow = 1000;   // pixels of the design: lower ones have no room for findings and panel
constexpr float kLowWindow = 620;      // pixels of the design: lower ones have room for one line of findings
constexpr std::size_t kMarksAFrame = 4000;  // that a search looks at

// What belonged to another trace.
void begin_anew(ViewState& state) {
  const ViewState fresh;
  state.selection.reset();
  state.stretch.reset();
  state.reveal.reset();
  state.cursor = state.object = kNone;
  state.next_finding = 0;
  state.scroll = 0;
  state.search = fresh.search;
  state.bookmarks = fresh.bookmarks;
  state.player = fresh.player;
  state.lanes = fresh.lanes;
}

// Whether the open panel is better off with the findings in one line: it has them all, or is a graph, which
// does not fit beside them in most windows.
bool needs_room(const ViewState& state, float window_height) {
  if (state.dock.tab == Tab::kFindings) return true;
  return state.dock.tab == Tab::kGraph && !state.dock.at_side && window_height < kRoomyWindow;
}

constexpr double kFollowedAt = 0.9;  // of the width, where the end of a trace that grows stands

double facts_end(const TraceFacts& facts, Axis axis) {
  return static_cast<double>(facts.lanes.axis_end(axis));
}

}  // namespace

TracerView::TracerView(SharedFacts facts) { show(std::move(facts), false); }

TracerView::TracerView(const Lanes& lanes) : TracerView(make_facts(lanes)) {}

void TracerView::show(SharedFacts facts, bool goes_on) {
  const bool saw_all = !goes_on || shows_all(input_.scale, input_.range());
  const double former_end = goes_on ? facts_end(*facts_, state_.axis) : 0;
  facts_ = std::move(facts);
  findings_ = facts_->verdict;
  has_late_findings_ = false;
  if (!goes_on) {
    state_.axis = default_axis(facts_->model());
    begin_anew(state_);
    state_.player.choose_speeds(facts_->lanes);
    order_ = {};
  }
  if (saw_all) state_.fit_wanted = true;
  if (follows() && !saw_all) follow_end(former_end);
  order_.update(facts_->lanes, facts_->verdict, state_.lanes);
  TimelineInput input =
      make_input(facts_->lanes, facts_->holds, facts_->nesting, facts_->verdict, facts_->index, order_);
  columns_ = {};
  input.columns = &columns_;
  input.style = input_.style;
  input.area = input_.area;
  input.axis = state_.axis;
  input.scale = state_.scale;
  input.scroll = state_.scroll;
  input_ = input;
  stale_ = true;
  told_.reset();
  summed_up_.reset();
  dock_.forget();
}

// Those that are beside the verdict come later.
void TracerView::add_late_findings() {
  const LateFacts* late = facts_->late();
  if (has_late_findings_ || late == nullptr) return;
  has_late_findings_ = true;
  findings_.findings.insert(findings_.findings.end(), late->findings.begin(), late->findings.end());
}

// Pans so that the trace's end stays where it is, or comes into sight.
void TracerView::follow_end(double former_end) {
  TimelineScale& scale = state_.scale;
  const double end = facts_end(*facts_, state_.axis);
  const bool in_sight = former_end >= scale.start && former_end <= scale.end();
  scale.start = in_sight ? scale.start + end - former_end : end - kFollowedAt * (scale.end() - scale.start);
}

// Who pans or zooms away from the end wants to look at something in peace.
void TracerView::settle_live(const TimelineScale& before) {
  const TimelineScale& now = state_.scale;
  const bool moved = now.start != before.start || now.per_pixel != before.per_pixel;
  if (moved && follows() && facts_end(*facts_, state_.axis) > now.end()) state_.live = false;
}

void TracerView::switch_live() {
  state_.live = !state_.live;
  if (follows()) follow_end(facts_end(*facts_, state_.axis));
}

TracerView::Areas TracerView::divide(const Painter& painter, const Box& whole) const {
  Areas areas;
  const Verdict& verdict = facts_->verdict;
  float top = whole.top + header_height(painter);
  areas.header = {whole.left, whole.top, whole.right, top};
  const float toolbar = state_.toolbar ? toolbar_height(painter) : 0;
  areas.toolbar = {whole.left, top, whole.right, top + toolbar};
  top += toolbar;
  const float bottom = std::max(whole.bottom - legend_height(painter), top);
  areas.legend = {whole.left, bottom, whole.right, whole.bottom};
  const float spare = std::max(bottom - top - painter.px(kLeastTimeline), 0.0F);
  const bool is_low = state_.toolbar && whole.height() < painter.px(kLowWindow);
  areas.short_verdict = !state_.findings_open || is_low ||
                        (state_.shows_dock() && needs_room(state_, whole.height() / painter.scale));
  const float wanted = areas.short_verdict ? short_verdict_height(painter, verdict)
                                           : verdict_height(painter, verdict, whole.width());
  const float height = std::min(wanted, spare * 0.6F);
  areas.verdict = {whole.left, top, whole.right, top + height};
  areas.body = {whole.left, top + height, whole.right, bottom};
  areas.dock = DockView::place(painter, areas.body, state_);
  areas.timeline = areas.body;
  if (areas.dock.width() <= 0) return areas;
  const bool beside = areas.dock.left > areas.body.left;
  (beside ? areas.timeline.right : areas.timeline.bottom) = beside ? areas.dock.left : areas.dock.top;
  return areas;
}

bool TracerView::is_laid_out(const TimelineInput& input) const {
  const TimelineScale &a = input.scale, &b = input_.scale;
  return laid_out_ && !stale_ && input.axis == input_.axis && input.scroll == input_.scroll &&
         input.area == input_.area && a.start == b.start && a.per_pixel == b.per_pixel && a.left == b.left &&
         a.width == b.width && input.style.scale == input_.style.scale;
}

// Settles the state in `area` and lays out what changed.
void TracerView::update_timeline(const Painter& painter, const Box& area) {
  TimelineInput input = input_;
  input.area = area;
  input.axis = state_.axis;
  if (state_.reveal && state_.reveal->lane != kNone) reveal_lane(state_.lanes, order_, state_.reveal->lane);
  order_.update(facts_->lanes, facts_->verdict, state_.lanes);
  const bool reordered = laid_out_order_ != order_.revision();
  if (area != input_.area || painter.scale != input_.style.scale || !laid_out_ || stale_ ||
      input.axis != input_.axis || reordered) {
    const auto width = [](const ImFont* font) { return text_width(font, "m"); };
    input.style = make_style(input, painter.scale, width(painter.fonts->normal), width(painter.fonts->small));
  }
  settle(input, state_);
  input.scale = state_.scale;
  input.scroll = state_.scroll;
  if (!reordered && is_laid_out(input)) return;
  laid_out_order_ = order_.revision();
  timeline_ = lay_out(input);
  input_ = input;
  laid_out_ = true;
  stale_ = false;
}

void TracerView::select_story() {
  if (!state_.shows_dock()) return;
  // Without a selection the row at the cursor is what the story is about.
  std::optional<Selection> wanted = state_.selection;
  if (!wanted && state_.cursor != kNone) wanted = Selection{kNone, state_.cursor};
  if (told_ == wanted) return;
  told_ = wanted;
  story_ = {};
  sentence_.clear();
  if (!told_) return;
  story_ = span_story(facts_->lanes, facts_->holds, facts_->verdict, told_->lane, told_->event);
  sentence_ = span_sentence(facts_->lanes, facts_->holds, facts_->verdict, told_->lane, told_->event);
  if (!sentence_.empty()) return;
  sentence_ = told_->event == kNone ? lane_sentence(facts_->lanes, told_->lane)
                                    : row_sentence(facts_->lanes, facts_->holds, told_->event);
}

CommandContext TracerView::context() {
  const ImGuiIO& io = ImGui::GetIO();
  const bool mouse_inside = lanes_area(input_).contains(io.MousePos.x, io.MousePos.y);
  // After a long pause between two frames a key still moves only a little.
  return {input_,
          facts_->rows,
          findings_,
          state_,
          std::min(io.DeltaTime, 0.05F),
          mouse_inside ? io.MousePos.x : state_.scale.left + state_.scale.width / 2};
}

void TracerView::run(Command command) {
  state_.notice.clear();
  if (command == Command::kFollow && status_.growing) return switch_live();
  CommandContext commands = context();
  run_command(command, commands);
}

void TracerView::take_keys() {
  const bool has_tables = state_.shows_dock() && state_.dock.tab == Tab::kTables;
  if (state_.prompt == Prompt::kFilter && !has_tables) state_.prompt = Prompt::kNone;
  wants_picture_ = false;
  for (const Command command : pressed_commands(state_.prompt != Prompt::kNone)) {
    const bool closes = command == Command::kHelp || command == Command::kEscape;
    if (command == Command::kPicture) wants_picture_ = true;
    if (!state_.help_open || closes) run(command);
  }
}

// Hands the mouse to the one it belongs to: what lies on top first. What is returned is for the panels.
Mouse TracerView::take_mouse(const Painter& painter) {
  const Mouse mouse = read_mouse();
  if (mouse.clicked) state_.notice.clear();
  const Mouse nowhere = {-1e9F, -1e9F, 0, false, false, mouse.down};
  if (state_.help_open) {
    if (mouse.clicked) state_.help_open = false;
    return nowhere;
  }
  const Box covered = prompts_.covered(painter, areas_.toolbar, state_);
  const bool is_dragging = drag_.what != Drag::What::kNothing;
  if (!is_dragging && covered.contains(mouse.x, mouse.y)) return nowhere;
  if (!is_dragging && dock_.resize(Ui{painter, mouse}, areas_.body, state_)) return nowhere;
  apply_input(input_, timeline_, drag_, state_);
  return mouse;
}

// What happens by itself: playing and searching.
void TracerView::go_on() {
  play_on(input_, state_, std::min(ImGui::GetIO().DeltaTime, 0.1F));
  is_searching_ = state_.search.go_on(facts_->lanes, kMarksAFrame);
}

void TracerView::show_header(const Ui& ui) {
  const HeaderClicks clicks = paint_header(ui.painter, areas_.header, facts_->model(), state_, status_);
  if (ui.mouse.clicked && clicks.axis) run(Command::kAxis);
  if (ui.mouse.clicked && clicks.theme) run(Command::kTheme);
  if (ui.mouse.clicked && clicks.help) run(Command::kHelp);
  if (ui.mouse.clicked && clicks.live) run(Command::kFollow);
  if (!state_.toolbar) return;
  for (const Command command : paint_toolbar(ui, areas_.toolbar, input_, state_)) run(command);
}

void TracerView::show_verdict(const Ui& ui) {
  const Box& area = areas_.verdict;
  if (area.height() <= 0) return;
  ui.painter.list->PushClipRect({area.left, area.top}, {area.right, area.bottom});
  if (areas_.short_verdict) {
    paint_short_verdict(ui.painter, area, facts_->verdict);
  } else {
    paint_verdict(ui.painter, area, facts_->verdict);
  }
  const float size = ui.px(26), right = area.right - ui.px(10);
  const Box fold = {right - size, area.top + ui.px(2), right, area.top + ui.px(2) + size};
  const bool toggled =
      state_.toolbar && icon_button(ui, fold, areas_.short_verdict ? Icon::kMore : Icon::kLess);
  ui.painter.list->PopClipRect();
  if (toggled) {
    // Where there is no room to unfold them here, the dock has them all.
    if (state_.findings_open && areas_.short_verdict) show_tab(state_, Tab::kFindings, true);
    state_.findings_open = !state_.findings_open || areas_.short_verdict;
  } else if (ui.clicked(area)) {
    const std::size_t which =
        areas_.short_verdict ? 0 : finding_at(ui.painter, area, facts_->verdict, ui.mouse.y);
    if (which < facts_->verdict.findings.size()) go_to_finding(facts_->lanes, facts_->verdict, state_, which);
  }
}

void TracerView::show_dock(const Ui& ui) {
  CommandContext commands = context();
  DockContext dock{commands, facts_, story_, sentence_};
  dock_.show(ui, areas_.dock, dock);
}

void TracerView::paint_stretch_totals(const Ui& ui) {
  if (!state_.stretch) return;
  const bool is_known =
      summed_up_ && summed_up_->low == state_.stretch->low && summed_up_->high == state_.stretch->high;
  if (!is_known) {
    summed_up_ = state_.stretch;
    const auto from = static_cast<std::int64_t>(std::ceil(state_.stretch->low));
    const auto to = static_cast<std::int64_t>(std::ceil(state_.stretch->high));
    stretch_text_ = stretch_text(stretch_totals(facts_->lanes, facts_->rows, input_.axis, from, to));
  }
  paint_stretch(ui, input_, timeline_, *state_.stretch, stretch_text_);
}

void TracerView::paint(const Ui& ui) {
  paint_timeline(ui.painter, input_, timeline_, state_, hovered_);
  paint_bookmarks(ui, input_, timeline_, state_.bookmarks);
  paint_stretch_totals(ui);
  paint_cursor(ui, input_, timeline_, state_);
  const char* hint = state_.selection ? "" : "click a span to read its story";
  paint_legend(ui.painter, areas_.legend, input_, hint);
}

void TracerView::frame(const Fonts& fonts, float scale) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImDrawList* list = ImGui::GetBackgroundDrawList();
  Painter painter{list, state_.theme, &fonts, scale};
  add_late_findings();
  const Box whole = {0, 0, size.x - lesson_width(painter, size.x, lesson_.get()), size.y};
  Mouse mouse = read_mouse();
  if (laid_out_) {
    const TimelineScale before = state_.scale;
    take_keys();
    mouse = take_mouse(painter);
    go_on();
    settle_live(before);
  }
  select_story();
  areas_ = divide(painter, whole);
  update_timeline(painter, areas_.timeline);
  hovered_ = hit_test(input_, timeline_, mouse.x, mouse.y);
  painter.theme = state_.theme;
  const Ui ui{painter, mouse};
  list->AddRectFilled({0, 0}, size, state_.theme->background);
  paint(ui);
  show_verdict(ui);
  show_dock(ui);
  show_header(ui);
  if (whole.right < size.x) paint_lesson(painter, {whole.right, 0, size.x, size.y}, *lesson_, lesson_scroll_);
  const Ui top{painter, state_.help_open ? mouse : read_mouse()};
  CommandContext commands = context();
  prompts_.show(top, areas_.toolbar, commands);
  if (state_.help_open) {
    paint_help({painter, read_mouse()}, whole, help_groups(), help_scroller_);
  } else if (drag_.moved == 0) {
    show_tooltip(painter, hit_story(input_, timeline_, hovered_));
  }
}

float TracerView::wanted_height(const Fonts& fonts, float scale, float width) const {
  const Painter painter{nullptr, state_.theme, &fonts, scale};
  TimelineInput input = input_;
  input.area = {0, 0, width, 1e9F};
  input.axis = state_.axis;
  input.style = make_style(input, scale, text_width(fonts.normal, "m"), text_width(fonts.small, "m"));
  return header_height(painter) + (state_.toolbar ? toolbar_height(painter) : 0) +
         verdict_height(painter, facts_->verdict, width) + input.style.ruler_height +
         row_offset(input, order_.row_count()) + painter.px(12) + legend_height(painter);
}

}  // namespace coutil::tracer
