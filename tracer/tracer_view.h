// The whole frame: header, verdict, timeline, details, legend, for a window and for a picture alike. Call
// frame() between ImGui::NewFrame and ImGui::Render; it reads ImGui's io and paints all of the display.
#pragma once

#include <optional>
#include <string>

#include "tracer/font_view.h"
#include "tracer/input_view.h"
#include "tracer/shape_view.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_layout.h"
#include "tracer/timeline_story.h"
#include "tracer/timeline_verdict.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

class TracerView {
 public:
  // The lanes must outlive the view.
  explicit TracerView(const Lanes& lanes);

  void frame(const Fonts& fonts, float scale);

  ViewState& state() { return state_; }
  const Verdict& verdict() const { return verdict_; }
  // As they were in the last frame.
  const TimelineInput& input() const { return input_; }
  const TimelineFrame& timeline() const { return timeline_; }
  const Hit& hovered() const { return hovered_; }

  // The height in pixels at which all lanes are in sight at their roomy size, for a picture of this width.
  float wanted_height(const Fonts& fonts, float scale, float width) const;

 private:
  struct Areas {
    Box header, verdict, timeline, details, legend;
  };
  Areas divide(const Painter& painter, const Box& whole) const;
  void update_timeline(const Painter& painter, const Box& area);
  bool is_laid_out(const TimelineInput& input) const;
  void select_story();
  void paint(const Painter& painter, const Areas& areas);

  const Lanes& lanes_;
  Holds holds_;
  Nesting nesting_;
  Verdict verdict_;
  ViewState state_;
  Drag drag_;
  TimelineInput input_;
  TimelineFrame timeline_;
  bool laid_out_ = false;
  Hit hovered_;
  Story story_;  // of what is selected
  std::string sentence_;
  std::optional<Selection> told_;  // what story_ and sentence_ are about
};

}  // namespace coutil::tracer
