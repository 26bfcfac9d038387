// The table. Letters are where an American keyboard has them; signs that move about are taken as characters.
#include "tracer/commands.h"

#include "tracer/key_codes.h"

namespace coutil::tracer {
namespace {

constexpr Chord key(int code) { return {code, false, false, 0}; }
constexpr Chord ctrl(int code) { return {code, true, false, 0}; }
constexpr Chord shift(int code) { return {code, false, true, 0}; }
constexpr Chord ctrl_shift(int code) { return {code, true, true, 0}; }
constexpr Chord typed(char character) { return {0, false, false, character}; }

constexpr const char* kMoving = "The picture";
constexpr const char* kSteps = "Through the events";
constexpr const char* kFinding = "Finding";
constexpr const char* kPanels = "Panels";
constexpr const char* kLanes = "Lanes";
constexpr const char* kRest = "And";

using enum Press;

constexpr std::array<CommandEntry, kCommandCount> kTable = {{
    {Command::kZoomIn, kMoving, "zoom in", kHeld, {key('W'), key(kKeyEqual)}},
    {Command::kZoomOut, kMoving, "zoom out", kHeld, {key('S'), key(kKeyMinus)}},
    {Command::kMoveLeft, kMoving, "to the left", kHeld, {key('A'), key(kKeyLeft)}},
    {Command::kMoveRight, kMoving, "to the right", kHeld, {key('D'), key(kKeyRight)}},
    {Command::kScrollUp, kMoving, "lanes above", kHeld, {key(kKeyUp)}},
    {Command::kScrollDown, kMoving, "lanes below", kHeld, {key(kKeyDown)}},
    {Command::kPageUp, kMoving, "a page of lanes up", kRepeats, {key(kKeyPageUp)}},
    {Command::kPageDown, kMoving, "a page of lanes down", kRepeats, {key(kKeyPageDown)}},
    {Command::kShowAll, kMoving, "show all", kOnce, {key(kKeyHome), key('F')}},
    {Command::kZoomToSelection, kMoving, "zoom to what is selected", kOnce, {key('Z')}},
    {Command::kPlay, kSteps, "play, pause", kOnce, {key(kKeySpace)}},
    {Command::kFaster, kSteps, "play faster", kRepeats, {shift(kKeyPeriod)}},
    {Command::kSlower, kSteps, "play slower", kRepeats, {shift(kKeyComma)}},
    {Command::kStepForward, kSteps, "next event", kRepeats, {key(kKeyPeriod), ctrl(kKeyRight)}},
    {Command::kStepBack, kSteps, "event before", kRepeats, {key(kKeyComma), ctrl(kKeyLeft)}},
    {Command::kLaneForward, kSteps, "next event of this lane", kRepeats, {shift(kKeyRight)}},
    {Command::kLaneBack, kSteps, "event before of this lane", kRepeats, {shift(kKeyLeft)}},
    {Command::kObjectForward, kSteps, "next event of this object", kRepeats, {ctrl_shift(kKeyRight)}},
    {Command::kObjectBack, kSteps, "event before of this object", kRepeats, {ctrl_shift(kKeyLeft)}},
    {Command::kCause, kSteps, "to the emit that woke it, and on to who woke that one", kOnce, {key('J')}},
    {Command::kEffect, kSteps, "to whom it woke, one after the other", kOnce, {key('K')}},
    {Command::kNextFinding, kFinding, "what was found, then the next finding", kOnce, {key('N')}},
    {Command::kPreviousFinding, kFinding, "finding before", kOnce, {shift('N')}},
    {Command::kSearch, kFinding, "search", kOnce, {typed('/'), ctrl('F')}},
    {Command::kNextResult, kFinding, "next result", kRepeats, {key(kKeyF3)}},
    {Command::kPreviousResult, kFinding, "result before", kRepeats, {shift(kKeyF3)}},
    {Command::kGoTo, kFinding, "go to a time or an event", kOnce, {ctrl('G')}},
    {Command::kToggleBookmark, kFinding, "set a bookmark, or take it away", kOnce, {key('B')}},
    {Command::kNameBookmark, kFinding, "set a bookmark with a name", kOnce, {ctrl('B')}},
    {Command::kNextBookmark, kFinding, "next bookmark", kOnce, {key('M')}},
    {Command::kPreviousBookmark, kFinding, "bookmark before", kOnce, {shift('M')}},
    {Command::kStory, kPanels, "story of what is selected", kOnce, {key('1')}},
    {Command::kSource, kPanels, "source, and who waited where", kOnce, {key('2')}},
    {Command::kTables, kPanels, "tables", kOnce, {key('3')}},
    {Command::kGraph, kPanels, "who waits for whom", kOnce, {key('4'), key('G')}},
    {Command::kFindings, kPanels, "findings", kOnce, {key('5')}},
    {Command::kBookmarks, kPanels, "bookmarks", kOnce, {key('6')}},
    {Command::kFilter, kPanels, "filter the table", kOnce, {shift('F')}},
    {Command::kFilterLanes, kLanes, "only lanes with a text", kOnce, {ctrl('L')}},
    {Command::kSortLanes, kLanes, "sort lanes by the next thing", kOnce, {key('O')}},
    {Command::kPinLane, kLanes, "keep the lane at the top, or no more", kOnce, {key('I')}},
    {Command::kHideLane, kLanes, "hide the lane", kOnce, {key('U')}},
    {Command::kAllLanes, kLanes, "show hidden lanes again", kOnce, {shift('U')}},
    {Command::kFoldLanes, kLanes, "fold all groups, or unfold them", kOnce, {key('C')}},
    {Command::kToggleDock, kPanels, "open or close the panel", kOnce, {key('X')}},
    {Command::kDockSide, kPanels, "panel below or at the side", kOnce, {key('R')}},
    {Command::kFollow, kRest, "follow the end while the program runs", kOnce, {key('E')}},
    {Command::kAxis, kRest, "axis by order of events, or by time", kOnce, {key('T')}},
    {Command::kTheme, kRest, "next theme", kOnce, {key('L')}},
    {Command::kHelp, kRest, "this sheet", kOnce, {key('H'), key(kKeyF1), typed('?')}},
    {Command::kEscape, kRest, "close what is open, select nothing", kOnce, {key(kKeyEscape)}},
    {Command::kPicture, kRest, "save a picture of the window", kOnce, {key('P')}},
    {Command::kClose, kRest, "close the window", kOnce, {ctrl('Q'), ctrl('W')}},
}};

std::string key_text(int code) {
  switch (code) {
    case kKeySpace:
      return "Space";
    case kKeyEscape:
      return "Esc";
    case kKeyEnter:
      return "Enter";
    case kKeyRight:
      return "Right";
    case kKeyLeft:
      return "Left";
    case kKeyDown:
      return "Down";
    case kKeyUp:
      return "Up";
    case kKeyPageUp:
      return "PageUp";
    case kKeyPageDown:
      return "PageDown";
    case kKeyHome:
      return "Home";
    default:
      break;
  }
  if (code >= kKeyF1 && code < kKeyF1 + 12) return "F" + std::to_string(code - kKeyF1 + 1);
  return std::string(1, static_cast<char>(code));
}

}  // namespace

std::span<const CommandEntry> command_table() { return kTable; }

std::string chord_text(const Chord& chord) {
  if (chord.character != 0) return std::string(1, chord.character);
  std::string text = chord.ctrl ? "Ctrl+" : "";
  if (chord.shift) text += "Shift+";
  return text + key_text(chord.key);
}

std::string chords_text(const CommandEntry& entry) {
  std::string text;
  for (const Chord& chord : entry.chords) {
    if (chord.key == 0 && chord.character == 0) continue;
    text += (text.empty() ? "" : "  ") + chord_text(chord);
  }
  return text;
}

}  // namespace coutil::tracer
