// What stands around the timeline: the header with its buttons, the verdict, the details of what is selected,
// the legend. Each tells its height first, so that the timeline gets the rest.
#pragma once

#include <initializer_list>
#include <string>

#include "tracer/shape_view.h"
#include "tracer/timeline_story.h"
#include "tracer/timeline_verdict.h"
#include "tracer/trace_document.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

struct HeaderClicks {
  bool axis = false;
  bool theme = false;
  bool help = false;
  bool live = false;
};

// "sim backend  ·  seed 7  ·  5 coroutines ...", and how far the reading is.
std::string run_figures(const TraceModel& model, const DocumentStatus& status);

// A row of words of which one is chosen (none for -1), with the key that changes it; returns whether it was
// clicked in this frame. It ends at `right`, which becomes its left edge.
bool paint_choice(const Painter& painter, float& right, float middle,
                  std::initializer_list<const char*> words, int chosen, const char* key);
// Those of every header: help, theme and axis.
HeaderClicks paint_choices(const Painter& painter, float& right, float middle, const ViewState& state);

float header_height(const Painter& painter);
// Paints the script's name, the run's figures, how far the reading is, and the buttons; returns the buttons
// that were clicked in this frame.
HeaderClicks paint_header(const Painter& painter, const Box& area, const TraceModel& model,
                          const ViewState& state, const DocumentStatus& status);

float verdict_height(const Painter& painter, const Verdict& verdict, float width);  // 0 for nothing to say
void paint_verdict(const Painter& painter, const Box& area, const Verdict& verdict);
// Where one of them lies in `area`.
Box finding_box(const Painter& painter, const Box& area, const Verdict& verdict, std::size_t index);
// The index of the finding at height y of what was painted into `area`; the number of findings for none.
std::size_t finding_at(const Painter& painter, const Box& area, const Verdict& verdict, float y);
// One line instead of all of it, for low windows and for who has read it.
float short_verdict_height(const Painter& painter, const Verdict& verdict);
void paint_short_verdict(const Painter& painter, const Box& area, const Verdict& verdict);

// What is selected, in a sentence and in facts; `notes` stand below, each a heading and a sentence.
struct Details {
  const Story& story;
  const std::string& sentence;
  const std::vector<Fact>& notes;
};
float details_height(const Painter& painter, const Details& details, float width);
void paint_details(const Painter& painter, const Box& area, const Details& details);

float legend_height(const Painter& painter);
// Only the states that this trace has; `hint` stands at the right.
void paint_legend(const Painter& painter, const Box& area, const TimelineInput& input, const char* hint);

void show_tooltip(const Painter& painter, const Story& story);

}  // namespace coutil::tracer
