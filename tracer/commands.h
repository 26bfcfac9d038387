// All that a key can do, in one table: keys, group, words. The help sheet is made from it and the keyboard is
// read by it, so that the two can't differ. Knows no ImGui.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace coutil::tracer {

enum class Command : std::uint8_t {
  kZoomIn,
  kZoomOut,
  kMoveLeft,
  kMoveRight,
  kScrollUp,
  kScrollDown,
  kPageUp,
  kPageDown,
  kShowAll,
  kZoomToSelection,
  kPlay,
  kFaster,
  kSlower,
  kStepForward,
  kStepBack,
  kLaneForward,
  kLaneBack,
  kObjectForward,
  kObjectBack,
  kCause,
  kEffect,
  kNextFinding,
  kPreviousFinding,
  kSearch,
  kNextResult,
  kPreviousResult,
  kGoTo,
  kToggleBookmark,
  kNameBookmark,
  kNextBookmark,
  kPreviousBookmark,
  kStory,
  kSource,
  kTables,
  kGraph,
  kFindings,
  kBookmarks,
  kFilter,
  kFilterLanes,
  kSortLanes,
  kPinLane,
  kHideLane,
  kAllLanes,
  kFoldLanes,
  kToggleDock,
  kDockSide,
  kFollow,
  kAxis,
  kTheme,
  kHelp,
  kEscape,
  kPicture,  // the window does it
  kClose     // the window does it
};
inline constexpr int kCommandCount = static_cast<int>(Command::kClose) + 1;

// A key with what is held beside it, or a character that was typed, wherever the keyboard has it.
struct Chord {
  int key = 0;  // GLFW's number, 0 for none
  bool ctrl = false, shift = false;
  char character = 0;
};
inline constexpr std::size_t kMostChords = 3;

enum class Press : std::uint8_t { kOnce, kRepeats, kHeld };

struct CommandEntry {
  Command command;
  const char* group;  // "Moving"
  const char* text;   // "zoom in"
  Press press;
  std::array<Chord, kMostChords> chords;
};

// By Command, each once.
std::span<const CommandEntry> command_table();

// "Ctrl+F", "/", "Left".
std::string chord_text(const Chord& chord);
// All of an entry: "/  Ctrl+F".
std::string chords_text(const CommandEntry& entry);

}  // namespace coutil::tracer
