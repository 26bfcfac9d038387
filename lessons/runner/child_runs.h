// Runs of programs in child processes of their own, some at a time, under limits of the system, with the
// results in the order of the requests. It must not know Lua, lessons or what a trace says.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "lessons/runner/learn.h"

namespace coutil::lessons {

struct FinishedRun {
  RunReport report;  // `ended` is "killed" or "time" when the system ended it
  int signal = 0;    // that ended it, 0 for none
  std::string trace;
  std::string messages;  // what it wrote to standard error
};

class ChildRuns {
 public:
  /// `at_once` children at most; nothing is started yet.
  ChildRuns(std::vector<RunRequest> requests, RunProgram run, std::size_t at_once);

  /// Kills those that still run.
  ~ChildRuns();
  ChildRuns(const ChildRuns&) = delete;
  ChildRuns& operator=(const ChildRuns&) = delete;

  bool has_next() const { return next_ < requests_.size(); }

  /// The next request's result; waits for it, and keeps others running. Throws std::system_error when no
  /// process can be made.
  FinishedRun next();

 private:
  struct Child {
    pid_t pid = -1;
    int trace_file = -1;
    int message_file = -1;
    RunReport* report = nullptr;
  };

  void start_more();
  Child start(const RunRequest& request);
  void release(Child& child);

  std::vector<RunRequest> requests_;
  std::vector<Child> children_;  // of the requests that were started
  RunProgram run_;
  std::size_t at_once_;
  std::size_t next_ = 0;
};

}  // namespace coutil::lessons
