// Divides the display between two timelines that share one scale, and lays out what changed.
#include "tracer/compare_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "tracer/command_view.h"
#include "tracer/help_view.h"
#include "tracer/panel_view.h"
#include "tracer/timeline_story.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

constexpr float kTitleHeight = 38;  // pixels of the design
constexpr int kRowsAround = 30;     // shown on each side of where the runs part

Box below(const Box& area, float height) {
  return {area.left, std::min(area.top + height, area.bottom), area.right, area.bottom};
}

bool same(const LayoutStyle& a, const LayoutStyle& b) {
  return a.scale == b.scale && a.names_width == b.names_width && a.ruler_height == b.ruler_height &&
         a.gutter_width == b.gutter_width && a.lane_height == b.lane_height;
}

bool is_laid_out(const TimelineInput& now, const TimelineInput& before) {
  const TimelineScale &a = now.scale, &b = before.scale;
  return now.axis == before.axis && now.scroll == before.scroll && now.area == before.area &&
         a.start == b.start && a.per_pixel == b.per_pixel && a.left == b.left && a.width == b.width &&
         same(now.style, before.style);
}

}  // namespace

CompareView::CompareView(const std::array<SharedFacts, 2>& facts, std::array<std::string, 2> names) {
  for (std::size_t i = 0; i < 2; i++) sides_[i].name = std::move(names[i]);
  panel_.heading = "comparing the two";
  show(facts, false);
}

void CompareView::show(const std::array<SharedFacts, 2>& facts, bool goes_on) {
  const bool saw_all = !goes_on || shows_all(state_.scale, sides_[0].input.range(state_.axis));
  for (std::size_t i = 0; i < 2; i++) {
    Side& side = sides_[i];
    side.facts = facts[i];
    if (!goes_on) side.order = {}, side.choices = {};
    const TraceFacts& its = *side.facts;
    side.order.update(its.lanes, its.verdict, side.choices);
    TimelineInput input = make_input(its.lanes, its.holds, its.nesting, its.verdict, its.index, side.order);
    side.columns = {};
    input.columns = &side.columns;
    side.input = input;
  }
  // One clock: both can be moved to where one of them still has something.
  for (std::size_t axis = 0; axis < 2; axis++) {
    AxisRange &one = sides_[0].input.ranges[axis], &other = sides_[1].input.ranges[axis];
    one = other = {std::min(one.low, other.low), std::max(one.high, other.high)};
  }
  if (!goes_on) {
    state_.axis = default_axis(sides_[0].facts->model());
    state_.selection.reset();
    state_.stretch.reset();
    state_.cursor = state_.object = kNone;
    state_.player.stop();
    state_.player.choose_speeds(lanes(0));
    parting_row_ = kNone;
  }
  if (saw_all) state_.fit_wanted = true;
  stale_ = true;
}

void CompareView::set_comparison(const ComparedFacts& compared) {
  panel_ = comparison_panel(compared.comparison);
  parting_row_ = compared.comparison.same() ? kNone : compared.comparison.common_events;
  for (std::size_t i = 0; i < 2; i++) sides_[i].partners = compared.partners[i];
  told_ = {};
}

void CompareView::advance(CompareDocument& document) {
  const std::uint64_t load = document.load_count();
  if (!document.advance()) return;
  const bool is_new = document.facts()[0] != sides_[0].facts || document.facts()[1] != sides_[1].facts;
  if (is_new) show(document.facts(), document.load_count() == load);
  if (document.compared()) set_comparison(*document.compared());
  status_ = document.status();
}

std::uint32_t CompareView::partner(std::size_t side, std::uint32_t lane) const {
  const auto& partners = sides_[side].partners;
  return lane < partners.size() ? partners[lane] : kNone;
}

Selection CompareView::partner_of(const Selection& selection) const {
  return {selection.lane == kNone ? kNone : partner(side_, selection.lane), kNone};
}

// Up to where they part a row is the same event in both; behind it the clock says what is beside it.
std::uint32_t CompareView::cursor(std::size_t side) const {
  const std::uint32_t row = state_.cursor;
  if (row == kNone || side == side_) return row;
  const TraceModel &model = lanes(side).model(), &owner = lanes(side_).model();
  const std::uint32_t count = model.event_count();
  if (state_.axis == Axis::kOrder || row < parting_row_) return row < count ? row : kNone;
  if (row >= owner.event_count()) return kNone;
  const std::uint32_t behind = model.first_after(owner.time_ns(row));
  return behind == 0 ? kNone : behind - 1;
}

float CompareView::parting_x(std::size_t side) const {
  const TimelineInput& input = sides_[side].input;
  const std::uint32_t row = std::min(parting_row_, lanes(side).model().event_count());
  const auto position = static_cast<double>(input.lanes->position(input.axis, row));
  return static_cast<float>(std::clamp(input.scale.to_pixel(position), -1e5, 1e5));
}

void CompareView::go_to_parting() {
  const auto parting = static_cast<std::int64_t>(parting_row_);
  double middle = 0, half = 0;
  for (std::size_t i = 0; i < 2; i++) {
    const auto last = static_cast<std::int64_t>(lanes(i).model().event_count());
    const auto position = [&](std::int64_t row) {
      return static_cast<double>(
          lanes(i).position(state_.axis, static_cast<std::uint32_t>(std::clamp<std::int64_t>(row, 0, last))));
    };
    if (i == 0) middle = position(parting);
    half =
        std::max({half, middle - position(parting - kRowsAround), position(parting + kRowsAround) - middle});
  }
  half = std::max(half, 1.0);
  fit(state_.scale, {middle - half, middle + half});
}

CompareView::Areas CompareView::divide(const Painter& painter, const Box& whole) const {
  Areas areas;
  const float legend = std::max(whole.bottom - legend_height(painter), whole.top);
  areas.legend = {whole.left, legend, whole.right, whole.bottom};
  // A low window keeps its timelines rather than its panel.
  const float panel = std::max(legend - panel_height(painter), whole.top + (legend - whole.top) * 0.6F);
  areas.panel = {whole.left, panel, whole.right, legend};
  const float middle = std::round((whole.top + panel) / 2), title = painter.px(kTitleHeight);
  const std::array<Box, 2> halves = {Box{whole.left, whole.top, whole.right, middle},
                                     Box{whole.left, middle, whole.right, panel}};
  for (std::size_t i = 0; i < 2; i++) {
    areas.timelines[i] = below(halves[i], title);
    areas.titles[i] = {halves[i].left, halves[i].top, halves[i].right, areas.timelines[i].top};
  }
  return areas;
}

// The same columns for both, so that one clock fits both.
LayoutStyle CompareView::common_style(const Painter& painter, const std::array<Box, 2>& areas) const {
  std::array<LayoutStyle, 2> styles;
  for (std::size_t i = 0; i < 2; i++) {
    TimelineInput input = sides_[i].input;
    input.area = areas[i];
    input.axis = state_.axis;
    styles[i] = make_style(input, painter.scale, text_width(painter.fonts->normal, "m"),
                           text_width(painter.fonts->small, "m"));
  }
  LayoutStyle style = styles[0].lane_height <= styles[1].lane_height ? styles[0] : styles[1];
  style.names_width = std::max(styles[0].names_width, styles[1].names_width);
  style.gutter_width = std::max(styles[0].gutter_width, styles[1].gutter_width);
  style.marks_height = std::max(styles[0].marks_height, styles[1].marks_height);
  // Two strips of a whole trace each would say the same but for their ends.
  const LayoutStyle& one = styles[0];
  style.ready_height = std::max(one.ready_height, styles[1].ready_height);
  style.overview_height = 0;
  style.ruler_height = one.ruler_height - one.overview_height - one.marks_height - one.ready_height +
                       style.marks_height + style.ready_height;
  return style;
}

float CompareView::panel_height(const Painter& painter) const {
  const std::size_t lines = 1 + panel_.common.size() + (parts() || state_.cursor != kNone ? 3 : 0);
  return painter.px(kLineHeight * (static_cast<float>(lines) + 0.3F) + 20);
}

// By the side that has more to scroll, unless something of the other one is to come into sight.
void CompareView::settle_both() {
  const auto spare = [](const Side& side) {
    return content_height(side.input) - lanes_area(side.input).height();
  };
  std::size_t longer = spare(sides_[0]) >= spare(sides_[1]) ? 0 : 1;
  if (state_.reveal || state_.keep_lane) longer = side_;
  settle(sides_[longer].input, state_);
  if (parting_wanted_ && parts()) go_to_parting();
  if (parts()) parting_wanted_ = false;
}

void CompareView::lay_out_sides(const Painter& painter, const std::array<Box, 2>& areas) {
  bool reordered = false;
  for (Side& side : sides_) {
    side.order.update(side.facts->lanes, side.facts->verdict, side.choices);
    reordered |= std::exchange(side.laid_out_order, side.order.revision()) != side.order.revision();
  }
  std::array<TimelineInput, 2> before = {sides_[0].input, sides_[1].input};
  const bool moved = stale_ || reordered || !laid_out_ || areas[0] != before[0].area ||
                     areas[1] != before[1].area || state_.axis != before[0].axis ||
                     painter.scale != before[0].style.scale;
  const LayoutStyle style = moved ? common_style(painter, areas) : before[0].style;
  for (std::size_t i = 0; i < 2; i++) {
    sides_[i].input.area = areas[i];
    sides_[i].input.axis = state_.axis;
    sides_[i].input.style = style;
  }
  settle_both();
  for (std::size_t i = 0; i < 2; i++) {
    TimelineInput& input = sides_[i].input;
    input.scale = state_.scale;
    const float most = content_height(input) - lanes_area(input).height();
    input.scroll = std::clamp(state_.scroll, 0.0F, std::max(most, 0.0F));
    if (!moved && is_laid_out(input, before[i])) continue;
    sides_[i].frame = lay_out(input);
    ++layout_count_;
  }
  laid_out_ = true;
  stale_ = false;
}

// What the panel says of each side, written anew when the cursor moved.
void CompareView::tell_sides() {
  const bool at_parting = state_.cursor == kNone || (state_.cursor == parting_row_);
  for (std::size_t i = 0; i < 2; i++) {
    const Told now = {sides_[i].facts.get(), at_parting ? parting_row_ : cursor(i)};
    if (told_[i] == now) continue;
    told_[i] = now;
    if (at_parting) {
      lines_[i] = panel_.sides[i];
    } else {
      lines_[i] = cursor_lines(lanes(i), now.row);
    }
  }
}

void CompareView::frame(const Fonts& fonts, float scale) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  Painter painter{ImGui::GetBackgroundDrawList(), state_.theme, &fonts, scale};
  wants_picture_ = false;
  if (laid_out_) {
    take_keys();
    take_mouse();
    play_on(sides_[side_].input, state_, std::min(ImGui::GetIO().DeltaTime, 0.1F));
  }
  painter.theme = state_.theme;
  const Ui ui{painter, read_mouse()};
  painter.list->AddRectFilled({0, 0}, size, painter.theme->background);
  const Areas areas = divide(painter, {0, 0, size.x, size.y});
  lay_out_sides(painter, areas.timelines);
  tell_sides();
  for (std::size_t side = 0; side < 2; side++) {
    const Box &title = areas.titles[side], &timeline = areas.timelines[side];
    const Hit hovered = hit_test(sides_[side].input, sides_[side].frame, ui.mouse.x, ui.mouse.y);
    painter.list->PushClipRect({title.left, title.top}, {timeline.right, timeline.bottom});
    paint_side(ui, side, hovered);
    paint_title(ui, side, title);
    painter.list->PopClipRect();
    if (drag_.moved == 0 && !state_.help_open)
      show_tooltip(painter, hit_story(sides_[side].input, sides_[side].frame, hovered));
  }
  paint_panel(painter, areas.panel);
  const std::size_t which = sides_[1].facts->verdict.stuck_lanes.empty() ? 0 : 1;
  paint_legend(painter, areas.legend, sides_[which].input,
               state_.cursor == kNone ? "H: keys" : "Esc: no cursor");
  if (state_.help_open) paint_help(ui, {0, 0, size.x, size.y}, compare_help(), help_scroller_);
}

float CompareView::wanted_height(const Fonts& fonts, float scale, float width) const {
  const Painter painter{nullptr, state_.theme, &fonts, scale};
  const Box endless = {0, 0, width, 1e9F};
  const LayoutStyle style = common_style(painter, {endless, endless});
  float lanes = 0;
  for (const Side& side : sides_) {
    TimelineInput input = side.input;
    input.style = style;
    lanes = std::max(lanes, content_height(input));
  }
  const float half = painter.px(kTitleHeight) + style.ruler_height + lanes + painter.px(12);
  return 2 * half + panel_height(painter) + legend_height(painter);
}

std::unique_ptr<CompareView> open_comparison(const std::string& first, const std::string& second) {
  const std::array<SharedFacts, 2> facts = {make_facts(read_trace(first)), make_facts(read_trace(second))};
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename().string(); };
  auto view = std::make_unique<CompareView>(facts, std::array{name(first), name(second)});
  view->set_comparison(compare_facts(facts));
  return view;
}

}  // namespace coutil::tracer
