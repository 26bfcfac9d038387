// How the window was left: theme, panels, its size, and for each trace the bookmarks and the place where one
// was. A small file of JSON, which may have been written by anybody: what is wrong in it is left out. Knows
// no ImGui.
#pragma once

#include <string>
#include <vector>

#include "tracer/view_state.h"

namespace coutil::tracer {

// Of one trace.
struct TraceMemory {
  std::string path;    // absolute
  std::string digest;  // of what ran: another run of another program has other rows
  Axis axis = Axis::kOrder;
  double start = 0, per_pixel = 0;  // of the scale; 0 a pixel: all was in sight
  std::uint32_t cursor = kNone;
  std::vector<Bookmark> bookmarks;
};

struct ViewSettings {
  std::string theme = "dark";
  Dock dock;
  bool findings_open = true;
  int width = 1440, height = 860;   // of the window, in the desktop's units
  std::vector<TraceMemory> traces;  // the last one first, at most kMostTraces
};
inline constexpr std::size_t kMostTraces = 40;
inline constexpr std::size_t kMostSettingsBytes = 4 << 20;

// $XDG_STATE_HOME/coutil/tracer.json, or below ~/.local/state; "" where there is neither.
std::string default_settings_path();

// `trouble` gets one line where there is a file that can't be read or understood; then all is as at first.
ViewSettings read_settings(const std::string& path, std::string& trouble);
// Makes the folder. "" or one line that says why not. An old file stays whole if writing fails.
std::string write_settings(const std::string& path, const ViewSettings& settings);

// What is for all traces, from and to a view.
void use_settings(const ViewSettings& settings, ViewState& state);
void keep_settings(const ViewState& state, ViewSettings& settings);
// What is for one trace: its place and its bookmarks, as far as the trace has those rows.
void use_memory(const ViewSettings& settings, const TraceModel& model, ViewState& state);
void keep_memory(const TraceModel& model, const ViewState& state, bool sees_all, ViewSettings& settings);

}  // namespace coutil::tracer
