// Divides the display among the parts, hands them the input, and lays the timeline out anew when something
// moved.
#include "tracer/tracer_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "tracer/help_view.h"
#include "tracer/lesson_view.h"
#include "tracer/panel_view.h"
#include "tracer/timeline_sentence.h"
#include "tracer/timeline_story.h"
#include "tracer/timeline_view.h"

namespace coutil::tracer {
namespace {

constexpr float kLeastTimeline = 120;  // pixels of the design that the verdict and the details leave

bool same(const Box& a, const Box& b) {
  return a.left == b.left && a.top == b.top && a.right == b.right && a.bottom == b.bottom;
}

constexpr double kFollowedAt = 0.9;  // of the width, where the end of a trace that grows stands
constexpr int kLiveKey = 'E';

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
  if (!goes_on) {
    state_.axis = default_axis(facts_->model());
    state_.selection.reset();
    state_.next_finding = 0;
    state_.scroll = 0;
    state_.lanes = {};
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
  float top = whole.top + header_height(painter);
  areas.header = {whole.left, whole.top, whole.right, top};
  float bottom = whole.bottom - legend_height(painter);
  areas.legend = {whole.left, bottom, whole.right, whole.bottom};
  const float spare = std::max(bottom - top - painter.px(kLeastTimeline), 0.0F);
  const float verdict = std::min(verdict_height(painter, facts_->verdict, whole.width()), spare * 0.6F);
  areas.verdict = {whole.left, top, whole.right, top + verdict};
  const float details = std::min(details_height(painter, story_, sentence_, whole.width()), spare - verdict);
  areas.details = {whole.left, bottom - details, whole.right, bottom};
  areas.timeline = {whole.left, top + verdict, whole.right, bottom - details};
  return areas;
}

bool TracerView::is_laid_out(const TimelineInput& input) const {
  const TimelineScale &a = input.scale, &b = input_.scale;
  return laid_out_ && !stale_ && input.axis == input_.axis && input.scroll == input_.scroll &&
         same(input.area, input_.area) && a.start == b.start && a.per_pixel == b.per_pixel &&
         a.left == b.left && a.width == b.width && input.style.scale == input_.style.scale;
}

// Settles the state in `area` and lays out what changed.
void TracerView::update_timeline(const Painter& painter, const Box& area) {
  TimelineInput input = input_;
  input.area = area;
  input.axis = state_.axis;
  if (state_.reveal && state_.reveal->lane != kNone) reveal_lane(state_.lanes, order_, state_.reveal->lane);
  order_.update(facts_->lanes, facts_->verdict, state_.lanes);
  const bool reordered = laid_out_order_ != order_.revision();
  if (!same(area, input_.area) || painter.scale != input_.style.scale || !laid_out_ || stale_ ||
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
  if (told_ == state_.selection) return;
  told_ = state_.selection;
  story_ = {};
  sentence_.clear();
  if (!told_) return;
  story_ = span_story(facts_->lanes, facts_->holds, facts_->verdict, told_->lane, told_->event);
  sentence_ = span_sentence(facts_->lanes, facts_->holds, facts_->verdict, told_->lane, told_->event);
}

void TracerView::paint(const Painter& painter, const Areas& areas) {
  paint_timeline(painter, input_, timeline_, state_, hovered_);
  if (areas.verdict.height() > 0) {
    painter.list->PushClipRect({areas.verdict.left, areas.verdict.top},
                               {areas.verdict.right, areas.verdict.bottom});
    paint_verdict(painter, areas.verdict, facts_->verdict);
    painter.list->PopClipRect();
  }
  if (areas.details.height() > 0) {
    painter.list->PushClipRect({areas.details.left, areas.details.top},
                               {areas.details.right, areas.details.bottom});
    paint_details(painter, areas.details, story_, sentence_);
    painter.list->PopClipRect();
  }
  const char* hint = state_.selection ? "" : "click a span to read its story";
  paint_legend(painter, areas.legend, input_, hint);
}

void TracerView::frame(const Fonts& fonts, float scale) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImDrawList* list = ImGui::GetBackgroundDrawList();
  Painter painter{list, state_.theme, &fonts, scale};
  const Box whole = {0, 0, size.x - lesson_width(painter, size.x, lesson_.get()), size.y};
  if (laid_out_ && !state_.help_open) {
    const TimelineScale before = state_.scale;
    apply_input(input_, timeline_, drag_, state_);
    settle_live(before);
    if (status_.growing && ImGui::IsKeyPressed(kLiveKey, false)) switch_live();
  } else if (laid_out_) {
    apply_help_input(state_);
  }
  select_story();
  const Areas areas = divide(painter, whole);
  update_timeline(painter, areas.timeline);
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  hovered_ = state_.help_open ? Hit{} : hit_test(input_, timeline_, mouse.x, mouse.y);
  painter.theme = state_.theme;
  list->AddRectFilled({0, 0}, size, state_.theme->background);
  paint(painter, areas);
  const HeaderClicks clicks = paint_header(painter, areas.header, facts_->model(), state_, status_);
  if (clicks.axis) switch_axis(input_, state_);
  if (clicks.theme) state_.theme = state_.theme == &kDarkTheme ? &kLightTheme : &kDarkTheme;
  if (clicks.help) state_.help_open = true;
  if (clicks.live) switch_live();
  if (whole.right < size.x) paint_lesson(painter, {whole.right, 0, size.x, size.y}, *lesson_, lesson_scroll_);
  if (state_.help_open) {
    paint_help(painter, whole);
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
  return header_height(painter) + verdict_height(painter, facts_->verdict, width) + input.style.ruler_height +
         row_offset(input, order_.row_count()) + painter.px(12) + legend_height(painter);
}

}  // namespace coutil::tracer
