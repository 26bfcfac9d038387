// What `run --view` shows when the run is over: the window where there is a display, else the lanes as text
// and a picture.
#pragma once

#include <string>

namespace coutil {

/// A path for a trace that nobody asked to keep. The file stays for the window; the system's temporary
/// folder is cleaned by the system.
class TemporaryTrace {
 public:
  explicit TemporaryTrace(const std::string& script_name);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void show_trace(const std::string& path);

}  // namespace coutil
