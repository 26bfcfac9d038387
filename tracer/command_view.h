// What the commands do to the view's state. Whoever presses a key, clicks a button or plays back a test ends
// up here. Knows no ImGui.
#pragma once

#include "tracer/commands.h"
#include "tracer/row_index.h"
#include "tracer/timeline_layout.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

struct CommandContext {
  const TimelineInput& input;
  const RowIndex& rows;
  const Verdict& findings;  // with those of the whole list: verdict first, then hints
  ViewState& state;
  double seconds = 0;     // that a held key counts for
  double zoom_pixel = 0;  // what stays where it is while zooming
};

void run_command(Command command, CommandContext& context);

// Selects what a row stands for and puts the cursor there; the picture stays.
void select_row(const Lanes& lanes, ViewState& state, std::uint32_t row);
// Puts the cursor on a row, selects what the row stands for, and brings it in sight.
void go_to_row(const Lanes& lanes, ViewState& state, std::uint32_t row);

// The same for a finding: what its lane was in the middle of. The keys for the next one go on from there.
void go_to_finding(const Lanes& lanes, const Verdict& verdict, ViewState& state, std::size_t index);

// Opens the dock at a tab; closes it where `toggle` is set and it is open there.
void show_tab(ViewState& state, Tab tab, bool toggle);

// Moves the cursor while the trace is played, and the picture with it.
void play_on(const TimelineInput& input, ViewState& state, double seconds);

}  // namespace coutil::tracer
