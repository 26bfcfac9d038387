// The whole frame: header, verdict, timeline, details, legend, for a window and for a picture alike. Call
// frame() between ImGui::NewFrame and ImGui::Render; it reads ImGui's io and paints all of the display.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tracer/font_view.h"
#include "tracer/input_view.h"
#include "tracer/lesson_card.h"
#include "tracer/shape_view.h"
#include "tracer/timeline_layout.h"
#include "tracer/timeline_story.h"
#include "tracer/trace_document.h"
#include "tracer/trace_facts.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

class TracerView {
 public:
  explicit TracerView(SharedFacts facts);
  explicit TracerView(const Lanes& lanes);  // the lanes must outlive the view

  // Shows other facts: with `goes_on`, of the same trace, of which there is more by now. Then zoom, scroll
  // and selection stay (who saw all sees all again); else the view begins anew.
  void show(SharedFacts facts, bool goes_on);

  void frame(const Fonts& fonts, float scale);

  // What the header says about the reading of the file.
  void set_status(const DocumentStatus& status) { status_ = status; }
  // What stands in a column beside it; null for nothing.
  void set_lesson(std::shared_ptr<const LessonCard> card) { lesson_ = std::move(card); }
  // Whether the end of a trace that grows is kept in sight.
  bool follows() const { return status_.growing && state_.live; }

  ViewState& state() { return state_; }
  const Verdict& verdict() const { return facts_->verdict; }
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
  void follow_end(double former_end);
  void settle_live(const TimelineScale& before);
  void switch_live();
  void paint(const Painter& painter, const Areas& areas);

  SharedFacts facts_;
  LaneOrder order_;
  BusyColumns columns_;
  ViewState state_;
  Drag drag_;
  TimelineInput input_;
  TimelineFrame timeline_;
  bool laid_out_ = false;
  bool stale_ = false;  // what is laid out is of former facts
  DocumentStatus status_;
  std::shared_ptr<const LessonCard> lesson_;
  float lesson_scroll_ = 0;
  std::uint32_t laid_out_order_ = 0;  // the order's revision in timeline_
  Hit hovered_;
  Story story_;  // of what is selected
  std::string sentence_;
  std::optional<Selection> told_;  // what story_ and sentence_ are about
};

}  // namespace coutil::tracer
