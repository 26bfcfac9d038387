// Keys and the mouse of two timelines: what they do to one does it to the state that both share.
#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

#include "tracer/command_view.h"
#include "tracer/compare_view.h"
#include "tracer/help_view.h"
#include "tracer/key_view.h"

namespace coutil::tracer {
namespace {

// What makes sense for two; the rest of the keys does nothing here.
constexpr std::array kCommands = {Command::kZoomIn,     Command::kZoomOut,
                                  Command::kMoveLeft,   Command::kMoveRight,
                                  Command::kScrollUp,   Command::kScrollDown,
                                  Command::kPageUp,     Command::kPageDown,
                                  Command::kShowAll,    Command::kZoomToSelection,
                                  Command::kPlay,       Command::kFaster,
                                  Command::kSlower,     Command::kStepForward,
                                  Command::kStepBack,   Command::kLaneForward,
                                  Command::kLaneBack,   Command::kObjectForward,
                                  Command::kObjectBack, Command::kCause,
                                  Command::kEffect,     Command::kNextFinding,
                                  Command::kSortLanes,  Command::kPinLane,
                                  Command::kHideLane,   Command::kAllLanes,
                                  Command::kFoldLanes,  Command::kAxis,
                                  Command::kTheme,      Command::kHelp,
                                  Command::kEscape,     Command::kPicture,
                                  Command::kClose};

bool is_for_two(Command command) {
  return std::find(kCommands.begin(), kCommands.end(), command) != kCommands.end();
}

constexpr const char* kPartingText = "to where the runs part";

// kNone where it is the scheduler's, the network's or none's.
std::uint32_t lane_of(const TraceModel& model, std::uint32_t row) {
  return row < model.event_count() ? model.coroutine(row) : kNone;
}

}  // namespace

std::vector<HelpGroup> compare_help() {
  std::vector<HelpGroup> groups = help_groups(is_for_two);
  for (HelpGroup& group : groups) {
    for (HelpLine& line : group.lines) {
      for (const CommandEntry& entry : command_table()) {
        if (entry.command == Command::kNextFinding && line.text == entry.text) line.text = kPartingText;
      }
    }
  }
  return groups;
}

// From here on the state speaks of the other trace: of the same coroutine and the same place.
void CompareView::turn_to(std::size_t side) {
  if (side == side_) return;
  const std::uint32_t row = cursor(side);
  if (state_.selection) {
    const Selection other = partner_of(*state_.selection);
    state_.selection.reset();
    if (other.lane != kNone) state_.selection = other;
  }
  state_.cursor = row;
  state_.object = kNone;
  side_ = side;
}

// The choices of one side, for the same coroutines of the other one.
void CompareView::mirror_choices(std::size_t from) {
  const LaneChoices& choices = sides_[from].choices;
  LaneChoices& others = sides_[1 - from].choices;
  const std::uint32_t revision = others.revision + 1;
  others = choices;
  others.revision = revision;
  others.pinned.clear();
  others.hidden.clear();
  for (const std::uint32_t lane : choices.pinned) {
    if (partner(from, lane) != kNone) others.pinned.push_back(partner(from, lane));
  }
  for (const std::uint32_t lane : choices.hidden) {
    if (partner(from, lane) != kNone) others.hidden.insert(partner(from, lane));
  }
}

void CompareView::run(Command command) {
  if (command == Command::kPicture) wants_picture_ = true;
  if (command == Command::kNextFinding) {
    if (!parts()) return;
    parting_wanted_ = true;
    state_.player.stop();
    // A trace that is over there has no row of its own; then the other one's is the cursor's.
    if (parting_row_ >= lanes(side_).model().event_count()) turn_to(1 - side_);
    go_to_row(lanes(side_), state_, parting_row_);
    // What the scheduler decides is seen in the lane of the first one that it strikes.
    const TraceModel& model = lanes(side_).model();
    std::uint32_t row = parting_row_;
    while (row + 1 < model.event_count() && lane_of(model, row) == kNone) row++;
    state_.reveal = Selection{lane_of(model, row), parting_row_};
    return;
  }
  const ImGuiIO& io = ImGui::GetIO();
  const TimelineInput& input = sides_[side_].input;
  LaneChoices& choices = sides_[side_].choices;
  state_.lanes = choices;
  const TraceFacts& facts = *sides_[side_].facts;
  const bool mouse_inside = lanes_area(input).contains(io.MousePos.x, io.MousePos.y);
  CommandContext context{input,
                         facts.rows,
                         facts.verdict,
                         state_,
                         std::min(io.DeltaTime, 0.05F),
                         mouse_inside ? io.MousePos.x : state_.scale.left + state_.scale.width / 2};
  run_command(command, context);
  if (state_.lanes.revision == choices.revision) return;
  choices = state_.lanes;
  mirror_choices(side_);
}

void CompareView::take_keys() {
  for (const Command command : pressed_commands(false)) {
    const bool closes = command == Command::kHelp || command == Command::kEscape;
    if (is_for_two(command) && (!state_.help_open || closes)) run(command);
  }
}

void CompareView::take_mouse() {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (state_.help_open) {
    if (ImGui::IsMouseClicked(0)) state_.help_open = false;
    return;
  }
  if (drag_.what == Drag::What::kNothing) {
    for (std::size_t i = 0; i < 2; i++) {
      if (sides_[i].input.area.contains(mouse.x, mouse.y)) touched_ = i;
    }
    const bool is_inside = sides_[touched_].input.area.contains(mouse.x, mouse.y);
    if (is_inside && ImGui::IsMouseClicked(0)) turn_to(touched_);
  }
  Side& side = sides_[touched_];
  state_.lanes = side.choices;
  apply_input(side.input, side.frame, drag_, state_);
  if (state_.lanes.revision == side.choices.revision) return;
  side.choices = state_.lanes;
  mirror_choices(touched_);
}

}  // namespace coutil::tracer
