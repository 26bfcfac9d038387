// The whole frame: header, toolbar, findings, timeline, dock, legend, for a window and for a picture alike.
// Call frame() between ImGui::NewFrame and ImGui::Render; it reads ImGui's io and paints all of the display.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tracer/dock_view.h"
#include "tracer/font_view.h"
#include "tracer/input_view.h"
#include "tracer/lesson_card.h"
#include "tracer/prompt_view.h"
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
  // One line that the toolbar shows until the next command.
  void say(std::string text) { state_.notice = std::move(text); }
  // Whether the next frame will differ though nobody touches anything: it plays, or searches.
  bool wants_frames() const { return state_.player.running() || is_searching_; }

  ViewState& state() { return state_; }
  const Verdict& verdict() const { return facts_->verdict; }
  // The whole list of the panel: the verdict's first.
  const Verdict& findings() const { return findings_; }
  const TraceFacts& facts() const { return *facts_; }
  // As they were in the last frame.
  const TimelineInput& input() const { return input_; }
  const TimelineFrame& timeline() const { return timeline_; }
  const Hit& hovered() const { return hovered_; }
  // Of what is selected, or, with nothing selected, of the row at the cursor.
  const Story& story() const { return story_; }
  const std::string& sentence() const { return sentence_; }
  struct Areas {
    Box header, toolbar, verdict, body, timeline, dock, legend;
    bool short_verdict = false;
  };
  const Areas& areas() const { return areas_; }
  const DockView& dock() const { return dock_; }

  // Whether the key for a picture of the window was pressed in the last frame.
  bool wants_picture() const { return wants_picture_; }

  // Does what a key would do.
  void run(Command command);

  // The height in pixels at which all lanes are in sight at their roomy size, for a picture of this width.
  float wanted_height(const Fonts& fonts, float scale, float width) const;

 private:
  Areas divide(const Painter& painter, const Box& whole) const;
  void update_timeline(const Painter& painter, const Box& area);
  bool is_laid_out(const TimelineInput& input) const;
  void select_story();
  void add_late_findings();
  void follow_end(double former_end);
  void settle_live(const TimelineScale& before);
  void switch_live();
  CommandContext context();
  void take_keys();
  Mouse take_mouse(const Painter& painter);
  void go_on();
  void paint(const Ui& ui);
  void paint_stretch_totals(const Ui& ui);
  void show_header(const Ui& ui);
  void show_verdict(const Ui& ui);
  void show_dock(const Ui& ui);

  SharedFacts facts_;
  Verdict findings_;  // the verdict with what else was found
  bool has_late_findings_ = false;
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
  Areas areas_;
  DockView dock_;
  PromptView prompts_;
  Scroller help_scroller_;
  bool is_searching_ = false, wants_picture_ = false;
  Story story_;  // of what is selected
  std::string sentence_;
  std::optional<Selection> told_;       // what story_ and sentence_ are about
  std::optional<AxisRange> summed_up_;  // what stretch_text_ is about
  std::string stretch_text_;
};

}  // namespace coutil::tracer
