// The program coutil-tracer beside this one, showing a trace that is still being written. It is nobody's
// child and in a session of its own: neither Ctrl-C nor SIGCHLD tells the program that runs anything of it.
#pragma once

#include <sys/types.h>

#include <string>

namespace coutil {

class TraceWindow final {
 public:
  TraceWindow() = default;
  ~TraceWindow();
  TraceWindow(const TraceWindow&) = delete;
  TraceWindow& operator=(const TraceWindow&) = delete;

  /// Starts the window's program; does not wait for the window. False when no process could be made.
  bool open(const std::string& trace);

  /// Waits until the window is closed; SIGINT, SIGTERM and SIGHUP close it. True when there was one;
  /// otherwise what the window's program said is on standard error.
  bool wait();

  /// Closes it now.
  void close();

 private:
  void let_go();
  bool read_some();

  pid_t session_ = 0;
  int pipe_ = -1;     // the window's standard error, and behind a NUL how it ended
  std::string said_;  // what came out of it
  bool closed_ = false;
};

}  // namespace coutil
