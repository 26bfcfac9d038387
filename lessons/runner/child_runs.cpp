// Children and their limits: see the header. A run's trace goes into memory that has no name, so that nothing
// is left behind, whoever is killed.
#include "lessons/runner/child_runs.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "lessons/runner/process_fence.h"

namespace coutil::lessons {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

void set_limit(decltype(RLIMIT_CPU) what, rlim_t soft, rlim_t hard) {
  const rlimit limit{soft, hard};
  setrlimit(what, &limit);
}

void limit_child(const RunRequest& request) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGINT, SIG_DFL);
  if (request.cpu_seconds > 0) set_limit(RLIMIT_CPU, request.cpu_seconds, request.cpu_seconds + 1);
  set_limit(RLIMIT_CORE, 0, 0);
  set_limit(RLIMIT_NOFILE, 64, 64);
  if (request.trace_bytes > 0) {
    const rlim_t bytes = request.trace_bytes + (rlim_t{8} << 20);
    set_limit(RLIMIT_FSIZE, bytes, bytes);
  }
}

// Nothing of it reaches the terminal: what the program prints is in the trace.
void close_streams(int message_file) {
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int number : {STDIN_FILENO, STDOUT_FILENO}) dup2(nowhere, number);
  dup2(message_file, STDERR_FILENO);
}

[[noreturn]] void live(const RunRequest& request, RunProgram run, int trace_file, int message_file,
                       RunReport& report) {
  limit_child(request);
  close_streams(message_file);
  try {
    run(request, "/proc/self/fd/" + std::to_string(trace_file), report, [] { fence_process(); });
  } catch (const std::exception& error) {
    copy_text(report.problem, sizeof report.problem, error.what());
  }
  _exit(0);
}

std::string read_all(int file) {
  const off_t size = lseek(file, 0, SEEK_END);
  std::string text(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = pread(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  // Whoever is killed leaves zeros at the end.
  text.resize(done);
  const std::size_t last = text.find_last_not_of('\0');
  text.resize(last == std::string::npos ? 0 : last + 1);
  return text;
}

}  // namespace

void copy_text(char* to, std::size_t size, const std::string& text) {
  const std::size_t count = std::min(size - 1, text.size());
  std::memcpy(to, text.data(), count);
  to[count] = '\0';
}

ChildRuns::ChildRuns(std::vector<RunRequest> requests, RunProgram run, std::size_t at_once)
    : requests_(std::move(requests)), run_(run), at_once_(std::max<std::size_t>(1, at_once)) {}

ChildRuns::~ChildRuns() {
  for (std::size_t i = next_; i < children_.size(); ++i) {
    kill(children_[i].pid, SIGKILL);
    while (waitpid(children_[i].pid, nullptr, 0) < 0 && errno == EINTR) continue;
    release(children_[i]);
  }
}

void ChildRuns::release(Child& child) {
  if (child.trace_file >= 0) close(child.trace_file);
  if (child.message_file >= 0) close(child.message_file);
  if (child.report != nullptr) munmap(child.report, sizeof(RunReport));
  child = Child();
}

ChildRuns::Child ChildRuns::start(const RunRequest& request) {
  Child child;
  child.trace_file = memfd_create("coutil trace", MFD_CLOEXEC);
  child.message_file = memfd_create("coutil messages", MFD_CLOEXEC);
  if (child.trace_file < 0 || child.message_file < 0) fail("memory for a trace");
  void* shared = mmap(nullptr, sizeof(RunReport), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) fail("memory for a run's report");
  child.report = ::new (shared) RunReport;
  std::fflush(nullptr);
  child.pid = fork();
  if (child.pid < 0) fail("a process for a run");
  if (child.pid == 0) live(request, run_, child.trace_file, child.message_file, *child.report);
  return child;
}

void ChildRuns::start_more() {
  // A program that never ends mostly shows it in its first run: no need to have it run several times.
  const std::size_t at_once = next_ == 0 ? 1 : at_once_;
  while (children_.size() < requests_.size() && children_.size() < next_ + at_once)
    children_.push_back(start(requests_[children_.size()]));
}

FinishedRun ChildRuns::next() {
  start_more();
  Child& child = children_[next_];
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0) {
    if (errno != EINTR) fail("waiting for a run");
  }
  ++next_;
  FinishedRun run;
  run.report = *child.report;
  run.trace = read_all(child.trace_file);
  run.messages = read_all(child.message_file);
  release(child);
  start_more();
  if (WIFSIGNALED(status)) {
    run.signal = WTERMSIG(status);
    const bool is_time = run.signal == SIGXCPU || run.signal == SIGKILL;
    copy_text(run.report.ended, sizeof run.report.ended, is_time ? "time" : "killed");
    if (run.signal == SIGXFSZ) copy_text(run.report.ended, sizeof run.report.ended, "output");
  }
  return run;
}

}  // namespace coutil::lessons
