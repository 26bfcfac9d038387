// Shares one scale between two timelines, moves both with mouse and keys, and paints what is beside them.
#include "tracer/compare_view.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "tracer/key_codes.h"
#include "tracer/panel_view.h"
#include "tracer/timeline_label.h"
#include "tracer/timeline_story.h"
#include "tracer/timeline_view.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

constexpr float kTitleHeight = 34, kMargin = 16, kLineHeight = 20;  // pixels of the design
constexpr double kWheelZoom = 1.25;                                 // a notch
constexpr double kKeyZoomPerSecond = 8;
constexpr float kKeyPanPerSecond = 1000, kClickSlack = 4;
constexpr int kRowsAround = 30;  // shown on each side of where the runs part

Box below(const Box& area, float height) { return {area.left, area.top + height, area.right, area.bottom}; }

double smallest_per_pixel(Axis axis, float scale) {
  return (axis == Axis::kOrder ? 1.0 / 300 : 1.0 / 20) / scale;
}

}  // namespace

CompareView::CompareView(std::array<SharedFacts, 2> facts, const TraceComparison& comparison,
                         std::array<std::string, 2> names)
    : panel_(comparison_panel(comparison)),
      parting_row_(comparison.common_events),
      parts_(!comparison.same()) {
  for (std::size_t i = 0; i < 2; i++) {
    Side& side = sides_[i];
    side.facts = std::move(facts[i]);
    side.name = std::move(names[i]);
    side.order.update(side.facts->lanes, side.facts->verdict, {});
    side.input = make_input(side.facts->lanes, side.facts->holds, side.facts->nesting, side.facts->verdict,
                            side.facts->index, side.order);
    side.input.columns = &side.columns;
  }
  sides_[0].partners = pair_lanes(sides_[0].facts->model(), sides_[1].facts->model());
  sides_[1].partners = pair_lanes(sides_[1].facts->model(), sides_[0].facts->model());
  state_.axis = default_axis(sides_[0].facts->model());
}

std::uint32_t CompareView::partner(std::size_t side, std::uint32_t lane) const {
  const auto& partners = sides_[side].partners;
  return lane < partners.size() ? partners[lane] : kNone;
}

float CompareView::parting_x(std::size_t side) const {
  const TimelineInput& input = sides_[side].input;
  const std::uint32_t row = std::min(parting_row_, sides_[side].facts->model().event_count());
  const auto position = static_cast<double>(input.lanes->position(input.axis, row));
  return static_cast<float>(std::clamp(input.scale.to_pixel(position), -1e5, 1e5));
}

AxisRange CompareView::common_range() const {
  const AxisRange &one = sides_[0].input.range(state_.axis), &other = sides_[1].input.range(state_.axis);
  return {std::min(one.low, other.low), std::max(one.high, other.high)};
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

void CompareView::apply_keys(const Painter& painter) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyCtrl || io.KeyAlt || io.KeySuper) return;
  const auto down = [](int key) { return ImGui::IsKeyDown(key); };
  const auto pressed = [](int key) { return ImGui::IsKeyPressed(key, false); };
  const AxisRange range = common_range();
  const float seconds = std::min(io.DeltaTime, 0.05F), step = painter.px(kKeyPanPerSecond) * seconds;
  const double smallest = smallest_per_pixel(state_.axis, painter.scale);
  const double centre = state_.scale.left + state_.scale.width / 2,
               factor = std::pow(kKeyZoomPerSecond, seconds);
  if (down('A') || down(kKeyLeft)) pan_by(state_.scale, step, range);
  if (down('D') || down(kKeyRight)) pan_by(state_.scale, -step, range);
  if (down('W') || down(kKeyEqual)) zoom_at(state_.scale, centre, 1 / factor, range, smallest);
  if (down('S') || down(kKeyMinus)) zoom_at(state_.scale, centre, factor, range, smallest);
  if (down(kKeyUp)) state_.scroll -= step;
  if (down(kKeyDown)) state_.scroll += step;
  if (pressed('F') || pressed(kKeyHome)) state_.fit_wanted = true;
  if (pressed('N')) parting_wanted_ = true;
  if (pressed(kKeyEscape)) state_.selection.reset();
  if (pressed('L')) state_.theme = next_theme(state_.theme);
  if (pressed('T')) {
    state_.axis = state_.axis == Axis::kOrder ? Axis::kTime : Axis::kOrder;
    state_.fit_wanted = true;
  }
}

void CompareView::click(std::size_t side) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Hit hit = hit_test(sides_[side].input, sides_[side].frame, mouse.x, mouse.y);
  state_.selection.reset();
  if (hit.lane == kNone) return;
  selected_side_ = side;
  state_.selection = Selection{hit.lane, hit.event};
}

void CompareView::apply_mouse() {
  const ImGuiIO& io = ImGui::GetIO();
  std::size_t side = 2;
  for (std::size_t i = 0; i < 2; i++) {
    if (sides_[i].input.area.contains(io.MousePos.x, io.MousePos.y)) side = i;
  }
  const AxisRange range = common_range();
  const float scale = sides_[0].input.style.scale;
  if (side < 2 && io.MouseWheel != 0 && !io.KeyShift) {
    zoom_at(state_.scale, io.MousePos.x, std::pow(kWheelZoom, -io.MouseWheel), range,
            smallest_per_pixel(state_.axis, scale));
  } else if (side < 2 && io.MouseWheel != 0) {
    state_.scroll -= io.MouseWheel * 2 * sides_[side].input.style.lane_height;
  }
  if (side < 2 && ImGui::IsMouseClicked(0)) {
    dragging_ = true;
    dragged_ = 0;
    return;
  }
  if (!dragging_) return;
  dragged_ += std::fabs(io.MouseDelta.x) + std::fabs(io.MouseDelta.y);
  if (dragged_ > kClickSlack * scale) {
    pan_by(state_.scale, io.MouseDelta.x, range);
    state_.scroll -= io.MouseDelta.y;
  }
  if (io.MouseDown[0]) return;
  if (dragged_ <= kClickSlack * scale && side < 2) click(side);
  dragging_ = false;
}

void CompareView::go_to_parting() {
  const auto parting = static_cast<std::int64_t>(parting_row_);
  double middle = 0, half = 0;
  for (std::size_t i = 0; i < 2; i++) {
    const Lanes& lanes = sides_[i].facts->lanes;
    const auto last = static_cast<std::int64_t>(lanes.model().event_count());
    const auto position = [&](std::int64_t row) {
      return static_cast<double>(
          lanes.position(state_.axis, static_cast<std::uint32_t>(std::clamp<std::int64_t>(row, 0, last))));
    };
    if (i == 0) middle = position(parting);
    half =
        std::max({half, middle - position(parting - kRowsAround), position(parting + kRowsAround) - middle});
  }
  half = std::max(half, 1.0);
  fit(state_.scale, {middle - half, middle + half});
}

void CompareView::settle() {
  const Box area = lanes_area(sides_[0].input);
  const float width = std::max(area.width(), 1.0F);
  const bool resized = state_.scale.left != area.left || state_.scale.width != width;
  state_.scale.left = area.left;
  state_.scale.width = width;
  if (state_.fit_wanted || (resized && !laid_out_)) {
    fit(state_.scale, common_range());
    if (state_.range) {
      AxisRange wanted = *state_.range;
      if (state_.axis == Axis::kOrder) {
        const TraceModel& model = sides_[0].facts->model();
        const auto first = model.first_at_or_after(static_cast<std::int64_t>(wanted.low));
        const auto behind = model.first_after(static_cast<std::int64_t>(wanted.high));
        wanted = {static_cast<double>(first), static_cast<double>(std::max(behind, first + 1))};
      }
      tracer::show(state_.scale, wanted);
    }
    state_.fit_wanted = false;
  }
  if (parting_wanted_ && parts_) go_to_parting();
  parting_wanted_ = false;
  float most = 0;
  for (const Side& side : sides_) {
    most = std::max(most, content_height(side.input) - lanes_area(side.input).height());
  }
  state_.scroll = std::clamp(state_.scroll, 0.0F, std::max(most, 0.0F));
}

void CompareView::lay_out_sides(const Painter& painter, const std::array<Box, 2>& areas) {
  const LayoutStyle style = common_style(painter, areas);
  for (std::size_t i = 0; i < 2; i++) {
    sides_[i].input.area = areas[i];
    sides_[i].input.axis = state_.axis;
    sides_[i].input.style = style;
  }
  settle();
  for (Side& side : sides_) {
    side.input.scale = state_.scale;
    const float most = content_height(side.input) - lanes_area(side.input).height();
    side.input.scroll = std::clamp(state_.scroll, 0.0F, std::max(most, 0.0F));
    side.frame = lay_out(side.input);
  }
  laid_out_ = true;
}

void CompareView::paint_side(const Painter& painter, std::size_t side, const Hit& hovered) const {
  ViewState state = state_;
  if (state.selection && side != selected_side_) {
    const std::uint32_t lane = partner(selected_side_, state.selection->lane);
    state.selection.reset();
    if (lane != kNone) state.selection = Selection{lane, kNone};
  }
  const Side& shown = sides_[side];
  paint_timeline(painter, shown.input, shown.frame, state, hovered);
  if (parts_) paint_parting(painter, side);
}

void CompareView::paint_parting(const Painter& painter, std::size_t side) const {
  const TimelineFrame& frame = sides_[side].frame;
  const float x = parting_x(side);
  if (x < frame.lanes_area.left || x > frame.lanes_area.right) return;
  const Colour colour = painter.theme->accent;
  painter.list->AddLine({x, frame.ruler.top}, {x, frame.lanes_area.bottom}, colour, painter.px(2));
  const char* text = "they part here";
  const float width = text_width(painter.fonts->bold, text) + painter.px(14);
  const bool turned = x + width > frame.lanes_area.right;
  const float left = turned ? x - width : x, bottom = frame.ruler.bottom, top = bottom - painter.px(21);
  painter.list->AddRectFilled({left, top}, {left + width, bottom}, colour, painter.px(3));
  paint_text(painter, painter.fonts->bold, left + painter.px(7), (top + bottom) / 2,
             painter.theme->background, text);
}

void CompareView::paint_title(const Painter& painter, std::size_t side, const Box& area) const {
  const Theme& theme = *painter.theme;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom}, theme.panel);
  painter.list->AddLine({area.left, area.top}, {area.right, area.top}, theme.line);
  const float x = area.left + painter.px(kMargin);
  const std::string name = elided(one_line(sides_[side].name), 60);
  paint_text(painter, painter.fonts->bold, x, area.middle_y(), theme.text, name);
  const float behind = x + text_width(painter.fonts->bold, name) + painter.px(22);
  const char* keys = "N: where they part   T: time or order   F: all   L: theme";
  const float keys_left = area.right - painter.px(kMargin) - text_width(painter.fonts->small, keys);
  const bool has_keys = side == 0 && keys_left > behind;
  const Box rest = {behind, area.top, has_keys ? keys_left - painter.px(kMargin) : area.right, area.bottom};
  const std::string figures = side == 0 ? panel_.headers : "";
  paint_text(painter, painter.fonts->small, behind, area.middle_y(), theme.text_dim, figures, &rest);
  if (has_keys) paint_text(painter, painter.fonts->small, keys_left, area.middle_y(), theme.text_faint, keys);
}

float CompareView::panel_height(const Painter& painter) const {
  const std::size_t lines = 1 + panel_.common.size() + (parts_ ? 3 : 0);
  return painter.px(kLineHeight * (static_cast<float>(lines) + 0.3F) + 20);
}

void CompareView::paint_panel(const Painter& painter, const Box& area) const {
  const Theme& theme = *painter.theme;
  painter.list->AddRectFilled({area.left, area.top}, {area.right, area.bottom},
                              parts_ ? theme.warning_panel : theme.panel);
  painter.list->AddLine({area.left, area.top}, {area.right, area.top}, theme.line);
  const float left = area.left + painter.px(kMargin), line = painter.px(kLineHeight);
  float y = area.top + painter.px(10) + line / 2;
  const auto write = [&](const ImFont* font, float x, float right, Colour colour, const std::string& text) {
    const auto fits = static_cast<std::size_t>(std::max((right - x) / text_width(font, "m"), 0.0F));
    paint_text(painter, font, x, y, colour, elided(text, fits));
  };
  write(painter.fonts->bold, left, area.right, parts_ ? theme.warning : theme.text, panel_.heading);
  for (const std::string& text : panel_.common) {
    y += line;
    write(painter.fonts->normal, left, area.right, theme.text_dim, text);
  }
  y += line * 1.3F;
  const float first_y = y, middle = (area.left + area.right) / 2;
  for (std::size_t side = 0; side < 2 && parts_; side++) {
    const float x = side == 0 ? left : middle + painter.px(kMargin);
    const float right = side == 0 ? middle : area.right - painter.px(kMargin);
    y = first_y;
    write(painter.fonts->bold, x, right, theme.text, one_line(sides_[side].name));
    for (const std::string& text : panel_.sides[side]) {
      y += line;
      write(painter.fonts->normal, x, right, theme.text, text);
    }
  }
}

void CompareView::frame(const Fonts& fonts, float scale) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  Painter painter{ImGui::GetBackgroundDrawList(), state_.theme, &fonts, scale};
  if (laid_out_) {
    apply_keys(painter);
    apply_mouse();
  }
  painter.theme = state_.theme;
  painter.list->AddRectFilled({0, 0}, size, painter.theme->background);
  const Box panel = {0, std::max(size.y - panel_height(painter), 0.0F), size.x, size.y};
  const float middle = std::round(panel.top / 2), title = painter.px(kTitleHeight);
  const std::array<Box, 2> halves = {Box{0, 0, size.x, middle}, Box{0, middle, size.x, panel.top}};
  lay_out_sides(painter, {below(halves[0], title), below(halves[1], title)});
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  for (std::size_t side = 0; side < 2; side++) {
    const Hit hovered = hit_test(sides_[side].input, sides_[side].frame, mouse.x, mouse.y);
    const Box& half = halves[side];
    painter.list->PushClipRect({half.left, half.top}, {half.right, half.bottom});
    paint_side(painter, side, hovered);
    paint_title(painter, side, {half.left, half.top, half.right, half.top + title});
    painter.list->PopClipRect();
    if (dragged_ == 0 || !dragging_) {
      show_tooltip(painter, hit_story(sides_[side].input, sides_[side].frame, hovered));
    }
  }
  paint_panel(painter, panel);
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
  return 2 * half + panel_height(painter);
}

std::unique_ptr<CompareView> open_comparison(const std::string& first, const std::string& second) {
  const std::array<SharedFacts, 2> facts = {make_facts(read_trace(first)), make_facts(read_trace(second))};
  const TraceComparison comparison =
      compare(facts[0]->lanes, facts[1]->lanes, common_events_of_files(first, second));
  const auto name = [](const std::string& file) { return std::filesystem::path(file).filename().string(); };
  return std::make_unique<CompareView>(facts, comparison, std::array{name(first), name(second)});
}

}  // namespace coutil::tracer
