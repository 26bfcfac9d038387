// One function a group of commands; each changes the state and leaves a notice where there was nothing to do.
#include "tracer/command_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tracer/input_view.h"
#include "tracer/moves.h"
#include "tracer/timeline_label.h"

namespace coutil::tracer {
namespace {

constexpr double kKeyZoomPerSecond = 8;
constexpr double kKeyPanPerSecond = 1000;  // pixels of the design
constexpr double kPlayEdge = 0.75;         // of the width: where the cursor stays while it is played

std::uint32_t lane_of(const TraceModel& model, std::uint32_t row) {
  const std::uint32_t co = model.coroutine(row);
  return co < model.coroutines().size() ? co : kNone;
}

bool move_picture(Command command, CommandContext& context) {
  const TimelineInput& input = context.input;
  ViewState& state = context.state;
  const double step = kKeyPanPerSecond * input.style.scale * context.seconds;
  const double factor = std::pow(kKeyZoomPerSecond, context.seconds);
  const float page = lanes_area(input).height() - input.style.lane_height;
  switch (command) {
    case Command::kZoomIn:
      zoom_view(input, state, context.zoom_pixel, 1 / factor);
      return true;
    case Command::kZoomOut:
      zoom_view(input, state, context.zoom_pixel, factor);
      return true;
    case Command::kMoveLeft:
      pan_by(state.scale, step, input.range());
      return true;
    case Command::kMoveRight:
      pan_by(state.scale, -step, input.range());
      return true;
    case Command::kScrollUp:
      state.scroll -= static_cast<float>(step);
      return true;
    case Command::kScrollDown:
      state.scroll += static_cast<float>(step);
      return true;
    case Command::kPageUp:
      state.scroll -= page;
      return true;
    case Command::kPageDown:
      state.scroll += page;
      return true;
    case Command::kShowAll:
      fit(state.scale, input.range());
      state.scroll = 0;
      return true;
    case Command::kZoomToSelection:
      if (state.selection) zoom_to_span(input, state, *state.selection);
      return true;
    default:
      return false;
  }
}

void step(CommandContext& context, Track track, bool forward) {
  ViewState& state = context.state;
  const Lanes& lanes = *context.input.lanes;
  const std::uint32_t lane = state.selection ? state.selection->lane : kNone;
  const std::uint32_t key = track == Track::kLane ? lane : state.object;
  if (track == Track::kLane && lane == kNone) state.notice = "select a lane first: steps follow it";
  if (track == Track::kObject && key == kNone) {
    state.notice = "select an event with an object first: steps follow it";
  }
  if (track != Track::kAll && key == kNone) return;
  const std::uint32_t object = state.object;
  const std::uint32_t row = stepped(context.rows, lanes.model(), track, key, state.cursor, forward);
  if (row == kNone) {
    state.notice = forward ? "that was the last one" : "that was the first one";
    return;
  }
  go_to_row(lanes, state, row);
  if (track == Track::kLane) state.selection->lane = lane;
  if (track == Track::kObject) state.object = object;
}

void follow_cause(CommandContext& context) {
  const Lanes& lanes = *context.input.lanes;
  const std::uint32_t cause = reason_of(lanes, context.state.cursor);
  if (cause == kNone) {
    context.state.notice = "no emit of this trace woke it";
  } else {
    go_to_row(lanes, context.state, cause);
  }
}

// From an emit to the first it woke; from a wake to the next one of the same emit.
void follow_effect(CommandContext& context) {
  const Lanes& lanes = *context.input.lanes;
  ViewState& state = context.state;
  std::vector<std::uint32_t> effects = effects_of(lanes, context.rows, state.cursor);
  std::uint32_t next = effects.empty() ? kNone : effects.front();
  if (effects.empty()) {
    const std::uint32_t emit = cause_of(lanes, state.cursor);
    if (emit != kNone) effects = effects_of(lanes, context.rows, emit);
    const auto at = std::find(effects.begin(), effects.end(), state.cursor);
    if (at != effects.end()) next = at + 1 == effects.end() ? effects.front() : *(at + 1);
  }
  if (next == kNone) {
    state.notice = "this woke nobody";
  } else {
    go_to_row(lanes, state, next);
  }
}

void toggle_play(CommandContext& context) {
  ViewState& state = context.state;
  if (state.player.running()) {
    state.player.stop();
    return;
  }
  const Lanes& lanes = *context.input.lanes;
  const std::uint32_t last = lanes.model().event_count();
  const bool from_start = state.cursor == kNone || state.cursor + 1 >= last;
  state.player.start(state.axis,
                     static_cast<double>(lanes.position(state.axis, from_start ? 0 : state.cursor)));
}

bool move_through_events(Command command, CommandContext& context) {
  switch (command) {
    case Command::kPlay:
      toggle_play(context);
      return true;
    case Command::kFaster:
    case Command::kSlower:
      context.state.player.change_speed(context.state.axis, command == Command::kFaster);
      return true;
    case Command::kStepForward:
    case Command::kStepBack:
      step(context, Track::kAll, command == Command::kStepForward);
      return true;
    case Command::kLaneForward:
    case Command::kLaneBack:
      step(context, Track::kLane, command == Command::kLaneForward);
      return true;
    case Command::kObjectForward:
    case Command::kObjectBack:
      step(context, Track::kObject, command == Command::kObjectForward);
      return true;
    case Command::kCause:
      follow_cause(context);
      return true;
    case Command::kEffect:
      follow_effect(context);
      return true;
    default:
      return false;
  }
}

void turn_findings(CommandContext& context, bool forward) {
  ViewState& state = context.state;
  const auto& findings = context.findings.findings;
  if (findings.empty()) {
    state.notice = "there are no findings: nothing went wrong";
    return;
  }
  const std::size_t count = findings.size();
  // `next_finding` is what the next press shows; 0 also before the first one.
  const std::size_t back = 2 * count + state.next_finding - (state.next_finding == 0 ? 1 : 2);
  const std::size_t index = (forward ? state.next_finding : back) % count;
  go_to_finding(*context.input.lanes, context.findings, state, index);
  state.notice = fmt::format("finding {} of {}: {}", index + 1, count, one_line(findings[index].title));
}

void go_to_result(CommandContext& context, bool forward) {
  ViewState& state = context.state;
  const Lanes& lanes = *context.input.lanes;
  const std::uint32_t row = state.search.next_row(lanes, context.rows, state.cursor, forward);
  if (row != kNone) go_to_row(lanes, state, row);
  if (row == kNone) {
    state.notice = state.search.text().empty() ? "search for something first"
                                               : "nothing has \"" + state.search.text() + "\"";
  }
}

void open_prompt(ViewState& state, Prompt prompt) {
  state.prompt = prompt;
  state.prompt_is_new = true;
}

void go_to_bookmark(CommandContext& context, bool forward) {
  ViewState& state = context.state;
  const std::uint32_t row = state.bookmarks.next(state.cursor, forward);
  if (row == kNone || row >= context.input.lanes->model().event_count()) {
    state.notice = "there are no bookmarks; B sets one";
  } else {
    go_to_row(*context.input.lanes, state, row);
  }
}

void toggle_bookmark(CommandContext& context) {
  ViewState& state = context.state;
  if (state.cursor == kNone) {
    state.notice = "select an event first: a bookmark needs one";
    return;
  }
  const bool is_set =
      state.bookmarks.toggle(state.cursor, context.input.lanes->model().describe(state.cursor));
  state.notice = fmt::format("bookmark {} #{}", is_set ? "set at" : "taken from", state.cursor);
}

bool find(Command command, CommandContext& context) {
  switch (command) {
    case Command::kNextFinding:
    case Command::kPreviousFinding:
      turn_findings(context, command == Command::kNextFinding);
      return true;
    case Command::kSearch:
      open_prompt(context.state, Prompt::kSearch);
      return true;
    case Command::kNextResult:
    case Command::kPreviousResult:
      go_to_result(context, command == Command::kNextResult);
      return true;
    case Command::kGoTo:
      open_prompt(context.state, Prompt::kGoTo);
      return true;
    case Command::kToggleBookmark:
      toggle_bookmark(context);
      return true;
    case Command::kNameBookmark:
      if (context.state.cursor == kNone) {
        context.state.notice = "select an event first: a bookmark needs one";
      } else {
        open_prompt(context.state, Prompt::kBookmark);
      }
      return true;
    case Command::kNextBookmark:
    case Command::kPreviousBookmark:
      go_to_bookmark(context, command == Command::kNextBookmark);
      return true;
    default:
      return false;
  }
}

bool arrange_lanes(Command command, CommandContext& context) {
  ViewState& state = context.state;
  const std::uint32_t lane = state.selection ? state.selection->lane : kNone;
  switch (command) {
    case Command::kFilterLanes:
      open_prompt(state, Prompt::kLanes);
      return true;
    case Command::kSortLanes:
      next_sort(state.lanes);
      state.notice = fmt::format("lanes sorted by {}", lane_sort_name(state.lanes.sort));
      return true;
    case Command::kPinLane:
    case Command::kHideLane:
      if (lane == kNone) {
        state.notice = "select a lane first";
      } else if (command == Command::kPinLane) {
        toggle_pin(state.lanes, lane);
      } else {
        hide_lane(state.lanes, lane);
        state.notice = "hidden; Shift+U shows all lanes again";
      }
      return true;
    case Command::kAllLanes:
      show_all_lanes(state.lanes);
      return true;
    case Command::kFoldLanes: {
      const auto& groups = context.input.order->groups();
      const bool any_open =
          std::any_of(groups.begin(), groups.end(), [](const LaneGroup& g) { return !g.folded; });
      if (groups.empty()) state.notice = "this trace has one program: there are no groups";
      fold_all(state.lanes, *context.input.order, any_open);
      return true;
    }
    default:
      return false;
  }
}

void escape(ViewState& state) {
  if (state.prompt != Prompt::kNone) {
    state.prompt = Prompt::kNone;
  } else if (state.help_open) {
    state.help_open = false;
  } else if (state.stretch) {
    state.stretch.reset();
  } else {
    state.selection.reset();
    state.cursor = kNone;
    state.player.stop();
  }
}

void panels_and_rest(Command command, CommandContext& context) {
  ViewState& state = context.state;
  switch (command) {
    case Command::kToggleDock:
      state.dock.shown = state.shows_dock() ? Dock::Shown::kClosed : Dock::Shown::kOpen;
      state.keep_lane = true;
      break;
    case Command::kDockSide:
      state.dock.at_side = !state.dock.at_side;
      state.dock.shown = Dock::Shown::kOpen;
      state.keep_lane = true;
      break;
    case Command::kFilter:
      show_tab(state, Tab::kTables, false);
      open_prompt(state, Prompt::kFilter);
      break;
    case Command::kFollow:
      state.notice = "nothing is added to this trace any more";
      break;
    case Command::kAxis:
      state.player.stop();
      state.stretch.reset();
      switch_axis(context.input, state);
      break;
    case Command::kTheme:
      state.theme = next_theme(state.theme);
      break;
    case Command::kHelp:
      state.help_open = !state.help_open;
      break;
    case Command::kEscape:
      escape(state);
      break;
    default:
      break;
  }
}

}  // namespace

void run_command(Command command, CommandContext& context) {
  if (command >= Command::kStory && command <= Command::kBookmarks) {
    const int tab = static_cast<int>(command) - static_cast<int>(Command::kStory);
    show_tab(context.state, static_cast<Tab>(tab), true);
    return;
  }
  if (move_picture(command, context) || move_through_events(command, context) || find(command, context))
    return;
  if (arrange_lanes(command, context)) return;
  panels_and_rest(command, context);
}

void go_to_row(const Lanes& lanes, ViewState& state, std::uint32_t row) {
  if (row >= lanes.model().event_count()) return;
  select_row(lanes, state, row);
  state.reveal = state.selection;
}

void select_row(const Lanes& lanes, ViewState& state, std::uint32_t row) {
  const TraceModel& model = lanes.model();
  if (row >= model.event_count()) return;
  state.player.stop();
  state.cursor = row;
  state.selection = Selection{lane_of(model, row), row};
  if (model.object(row) != kNone) state.object = model.object(row);
}

void go_to_finding(const Lanes& lanes, const Verdict& verdict, ViewState& state, std::size_t index) {
  const std::uint32_t event = verdict.findings[index].event;
  state.next_finding = index + 1;
  std::uint32_t lane = lane_of(lanes.model(), event);
  if (lane == kNone && !verdict.stuck_lanes.empty()) lane = verdict.stuck_lanes.front();
  state.player.stop();
  state.cursor = event;
  state.reveal = Selection{lane, event};
  const Span* span = lane == kNone ? nullptr : lanes.span_after(lane, event);
  const std::uint32_t begin = span == nullptr ? event : span->begin;
  state.selection = Selection{lane, begin};
  if (lanes.model().object(begin) != kNone) state.object = lanes.model().object(begin);
}

void show_tab(ViewState& state, Tab tab, bool toggle) {
  const bool is_there = state.shows_dock() && state.dock.tab == tab;
  state.dock.shown = toggle && is_there ? Dock::Shown::kClosed : Dock::Shown::kOpen;
  state.dock.tab = tab;
  state.keep_lane = true;
}

void play_on(const TimelineInput& input, ViewState& state, double seconds) {
  if (!state.player.running()) return;
  const Lanes& lanes = *input.lanes;
  const TraceModel& model = lanes.model();
  state.player.advance(lanes, seconds);
  const double position = state.player.position();
  const auto whole = static_cast<std::int64_t>(std::floor(position));
  const std::uint32_t after =
      state.axis == Axis::kTime
          ? model.first_after(whole)
          : static_cast<std::uint32_t>(std::clamp<std::int64_t>(whole + 1, 0, model.event_count()));
  state.cursor = after == 0 ? kNone : after - 1;
  TimelineScale& scale = state.scale;
  const double edge = scale.start + scale.width * scale.per_pixel * kPlayEdge;
  if (position > edge) scale.start += position - edge;
  if (position < scale.start) scale.start = position - scale.width * scale.per_pixel * 0.1;
}

}  // namespace coutil::tracer
