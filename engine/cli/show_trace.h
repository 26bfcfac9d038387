// What `run --view` shows: a window that is there while the program runs, and stays; without a display, when
// the run is over, the lanes as text and a picture.
#pragma once

#include <string>

#include "engine/cli/trace_window.h"

namespace coutil {

/// A path for a trace that nobody asked to keep.
class TemporaryTrace {
 public:
  explicit TemporaryTrace(const std::string& script_name);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class TraceShow final {
 public:
  /// `keeps_trace` is false for a trace that nobody asked to keep: it goes with the window. What was shown as
  /// text stays, for its path was told; so does that of a program that was killed, until the system cleans
  /// its temporary folder.
  TraceShow(std::string trace, bool keeps_trace) : trace_(std::move(trace)), keeps_trace_(keeps_trace) {}

  /// Opens the window on a trace that has begun. Nothing where there is no display, or no regular file.
  void begin();

  /// The run is over: waits until the window is closed, or shows the trace by other means.
  void finish();

  /// Nothing ran: there is nothing to see.
  void abandon() { window_.close(); }

 private:
  std::string trace_;
  bool keeps_trace_;
  bool has_begun_ = false;
  TraceWindow window_;
};

}  // namespace coutil
