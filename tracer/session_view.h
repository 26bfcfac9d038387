// The trace that a window shows and the view of it: opens another file in its place, takes in what was read,
// and remembers how all was left. Knows no window, so that tests drop files on it too.
#pragma once

#include <memory>
#include <string>

#include "tracer/trace_document.h"
#include "tracer/tracer_view.h"
#include "tracer/view_settings.h"

namespace coutil::tracer {

class SessionView {
 public:
  // Keeps the settings in a file of this path; with "" nothing is read or written. The document must outlive
  // it.
  SessionView(TraceDocument& document, std::string settings_path);

  TracerView& view() { return view_; }
  const ViewSettings& settings() const { return settings_; }
  void set_window_size(int width, int height);

  // Takes what the document read since the last frame.
  void advance();
  const DocumentStatus& status() const { return document_->status(); }
  // Opens another file instead. Where it can't be read, the old one stays and the view says why.
  void open(const std::string& path);
  std::string title() const;  // the file's name

  // Writes the settings, if there is a file for them. "" or one line.
  std::string save();

 private:
  void restore();
  void keep();

  TraceDocument* document_;
  std::unique_ptr<TraceDocument> opened_;  // the one that was dropped on the window
  std::string settings_path_;
  ViewSettings settings_;
  TracerView view_;
  bool is_restored_ = false;
};

}  // namespace coutil::tracer
