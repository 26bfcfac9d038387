// Two traces one above the other, on one clock and one scroll position: the place where their runs part is
// marked in both and told in a panel. Call frame() between ImGui::NewFrame and ImGui::Render; it reads
// ImGui's io and paints all of the display.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tracer/comparison_panel.h"
#include "tracer/font_view.h"
#include "tracer/lane_pairs.h"
#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"
#include "tracer/trace_facts.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

class CompareView {
 public:
  // `names` is what the traces are called.
  CompareView(std::array<SharedFacts, 2> facts, const TraceComparison& comparison,
              std::array<std::string, 2> names);
  CompareView(const CompareView&) = delete;
  CompareView& operator=(const CompareView&) = delete;

  void frame(const Fonts& fonts, float scale);

  // Axis, scale, scroll and theme of both; the selection is of the side that was clicked last.
  ViewState& state() { return state_; }
  // Puts the place where the runs part in the middle, with some events around it.
  void show_parting() { parting_wanted_ = true; }

  // As they were in the last frame; 0 is the upper one.
  const TimelineInput& input(std::size_t side) const { return sides_[side].input; }
  const TimelineFrame& timeline(std::size_t side) const { return sides_[side].frame; }
  const ComparisonPanel& panel() const { return panel_; }
  // Where the runs part, in pixels; perhaps out of sight.
  float parting_x(std::size_t side) const;
  // What lies in the same place of the other trace as a lane of `side`; kNone for nothing.
  std::uint32_t partner(std::size_t side, std::uint32_t lane) const;

  // The height in pixels at which all lanes are in sight at their roomy size, for a picture of this width.
  float wanted_height(const Fonts& fonts, float scale, float width) const;

 private:
  struct Side {
    SharedFacts facts;
    LaneOrder order;
    TimelineInput input;
    TimelineFrame frame;
    BusyColumns columns;
    std::vector<std::uint32_t> partners;
    std::string name;
  };

  LayoutStyle common_style(const Painter& painter, const std::array<Box, 2>& areas) const;
  AxisRange common_range() const;
  void apply_keys(const Painter& painter);
  void apply_mouse();
  void click(std::size_t side);
  void settle();
  void go_to_parting();
  void lay_out_sides(const Painter& painter, const std::array<Box, 2>& areas);
  void paint_side(const Painter& painter, std::size_t side, const Hit& hovered) const;
  void paint_parting(const Painter& painter, std::size_t side) const;
  void paint_title(const Painter& painter, std::size_t side, const Box& area) const;
  void paint_panel(const Painter& painter, const Box& area) const;
  float panel_height(const Painter& painter) const;

  std::array<Side, 2> sides_;
  ComparisonPanel panel_;
  std::uint32_t parting_row_;
  bool parts_;  // false: the traces tell the same run
  ViewState state_;
  std::size_t selected_side_ = 0;
  bool dragging_ = false, parting_wanted_ = false, laid_out_ = false;
  float dragged_ = 0;  // pixels, to tell a drag from a click
};

// Reads two traces and compares them. Throws TraceError.
std::unique_ptr<CompareView> open_comparison(const std::string& first, const std::string& second);

}  // namespace coutil::tracer
