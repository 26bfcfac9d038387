// Two traces one above the other, on one clock, with one scroll position and one cursor: the place where
// their runs part is marked in both and told in a panel. Call frame() between ImGui::NewFrame and
// ImGui::Render; it reads ImGui's io and paints all of the display.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tracer/commands.h"
#include "tracer/compare_document.h"
#include "tracer/comparison_panel.h"
#include "tracer/font_view.h"
#include "tracer/help_view.h"
#include "tracer/input_view.h"
#include "tracer/timeline_layout.h"
#include "tracer/view_state.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

inline constexpr float kLineHeight = 20;  // of a text on differences, in pixels of the design

class CompareView {
 public:
  // `names` is what the traces are called.
  CompareView(const std::array<SharedFacts, 2>& facts, std::array<std::string, 2> names);
  CompareView(const CompareView&) = delete;
  CompareView& operator=(const CompareView&) = delete;

  // Shows other facts; `goes_on` where both begin with all that was shown.
  void show(const std::array<SharedFacts, 2>& facts, bool goes_on);
  // Until it is called the view says that it still compares.
  void set_comparison(const ComparedFacts& compared);
  // Takes what the document read and compared since the last frame.
  void advance(CompareDocument& document);

  void frame(const Fonts& fonts, float scale);

  // Axis, scale, scroll, cursor and theme of both; the selection and the cursor's row are those of `side()`.
  ViewState& state() { return state_; }
  std::size_t side() const { return side_; }
  // Puts the place where the runs part in the middle, with some events around it.
  void show_parting() { parting_wanted_ = true; }

  // As they were in the last frame; 0 is the upper one.
  const TimelineInput& input(std::size_t side) const { return sides_[side].input; }
  const TimelineFrame& timeline(std::size_t side) const { return sides_[side].frame; }
  const ComparisonPanel& panel() const { return panel_; }
  // What the panel says of a side: its next step where the runs part, or what it does at the cursor.
  const std::vector<std::string>& side_lines(std::size_t side) const { return lines_[side]; }
  // Where the runs part, in pixels; perhaps out of sight.
  float parting_x(std::size_t side) const;
  // What lies in the same place of the other trace as a lane of `side`; kNone for nothing.
  std::uint32_t partner(std::size_t side, std::uint32_t lane) const;
  // The cursor's row in a trace; kNone where there is no cursor or the trace is over by then.
  std::uint32_t cursor(std::size_t side) const;
  // How often a timeline was laid out.
  std::uint64_t layout_count() const { return layout_count_; }

  bool wants_picture() const { return wants_picture_; }
  bool wants_frames() const { return state_.player.running(); }

  // The height in pixels at which all lanes are in sight at their roomy size, for a picture of this width.
  float wanted_height(const Fonts& fonts, float scale, float width) const;

 private:
  struct Side {
    SharedFacts facts;
    LaneChoices choices;
    LaneOrder order;
    TimelineInput input;
    TimelineFrame frame;
    BusyColumns columns;
    std::vector<std::uint32_t> partners;
    std::string name;
    std::uint32_t laid_out_order = 0;
  };
  // What the lines in the panel were written for.
  struct Told {
    const TraceFacts* facts = nullptr;
    std::uint32_t row = kNone;
    bool operator==(const Told&) const = default;
  };
  struct Areas {
    std::array<Box, 2> titles, timelines;
    Box panel, legend;
  };

  const Lanes& lanes(std::size_t side) const { return sides_[side].facts->lanes; }
  Selection partner_of(const Selection& selection) const;
  bool parts() const { return parting_row_ != kNone; }

  // Keys and the mouse.
  void take_keys();
  void run(Command command);
  void take_mouse();
  void turn_to(std::size_t side);
  void mirror_choices(std::size_t from);
  void go_to_parting();

  // Sizes.
  Areas divide(const Painter& painter, const Box& whole) const;
  LayoutStyle common_style(const Painter& painter, const std::array<Box, 2>& areas) const;
  float panel_height(const Painter& painter) const;
  void settle_both();
  void lay_out_sides(const Painter& painter, const std::array<Box, 2>& areas);
  void tell_sides();

  // Pictures.
  void paint_side(const Ui& ui, std::size_t side, const Hit& hovered) const;
  void paint_parting(const Painter& painter, std::size_t side) const;
  void paint_title(const Ui& ui, std::size_t side, const Box& area);
  void paint_panel(const Painter& painter, const Box& area) const;

  std::array<Side, 2> sides_;
  std::array<DocumentStatus, 2> status_;
  ComparisonPanel panel_;
  std::uint32_t parting_row_ = kNone;  // kNone: not known, or the traces tell the same run
  ViewState state_;
  std::size_t side_ = 0;     // whose rows the state speaks of
  std::size_t touched_ = 0;  // where the mouse is, or was when it was pressed
  Drag drag_;
  Scroller help_scroller_;
  std::array<Told, 2> told_;
  std::array<std::vector<std::string>, 2> lines_;
  std::uint64_t layout_count_ = 0;
  bool parting_wanted_ = false, laid_out_ = false, stale_ = true, wants_picture_ = false;
};

// Reads two traces and compares them. Throws TraceError.
std::unique_ptr<CompareView> open_comparison(const std::string& first, const std::string& second);

// The keys of this window and what they do, for its help sheet.
std::vector<HelpGroup> compare_help();

}  // namespace coutil::tracer
