// Three processes: the first makes the session and ends at once, so that the others are not the program's
// children; the second waits for the third and says how it ended; the third becomes coutil-tracer.
#include "engine/cli/trace_window.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace coutil {
namespace {

constexpr std::array kClosing = {SIGINT, SIGTERM, SIGHUP};
constexpr int kNotStarted = 127;

volatile std::sig_atomic_t g_asked_to_close = 0;

// The signals that close the window while it is waited for, unless they were ignored before.
class ClosingSignals final {
 public:
  ClosingSignals() {
    g_asked_to_close = 0;
    sigset_t blocked;
    sigemptyset(&blocked);
    for (const int signal : kClosing) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &mask_);
    open_ = mask_;
    for (std::size_t i = 0; i < kClosing.size(); ++i) {
      sigaction(kClosing[i], nullptr, &former_[i]);
      sigdelset(&open_, kClosing[i]);
      if (former_[i].sa_handler == SIG_IGN) continue;
      struct sigaction asked {};
      asked.sa_handler = [](int) { g_asked_to_close = 1; };
      sigaction(kClosing[i], &asked, nullptr);
    }
  }
  ~ClosingSignals() {
    for (std::size_t i = 0; i < kClosing.size(); ++i) sigaction(kClosing[i], &former_[i], nullptr);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }
  ClosingSignals(const ClosingSignals&) = delete;
  ClosingSignals& operator=(const ClosingSignals&) = delete;

  // Waits until there is something to read, or one of the signals came.
  void wait_for(int file) const {
    pollfd news{file, POLLIN, 0};
    ppoll(&news, 1, nullptr, &open_);
  }

 private:
  sigset_t mask_, open_;
  std::array<struct sigaction, kClosing.size()> former_;
};

// What the second process does with `error` as its standard error: only what may be done after a fork.
[[noreturn]] void watch_tracer(const char* program, const char* trace, int error) {
  const int nothing = ::open("/dev/null", O_RDWR);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(error, STDERR_FILENO);
  // The trace is locked for as long as anybody has it open.
  close_range(STDERR_FILENO + 1, UINT_MAX, 0);
  std::signal(SIGCHLD, SIG_DFL);
  // A library that complains a lot must not stand still because nobody listens.
  fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
  const pid_t window = fork();
  if (window == 0) {
    execl(program, program, "view", trace, nullptr);
    dprintf(STDERR_FILENO, "coutil: can't start %s: %s\n", program, std::strerror(errno));
    _exit(kNotStarted);
  }
  int status = 0;
  while (window > 0 && waitpid(window, &status, 0) < 0 && errno == EINTR) {
  }
  const bool well = window > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  fcntl(STDERR_FILENO, F_SETFL, 0);
  const char last[2] = {'\0', well ? '0' : '1'};
  _exit(write(STDERR_FILENO, last, sizeof last) == sizeof last ? 0 : 1);
}

}  // namespace

TraceWindow::~TraceWindow() { let_go(); }

void TraceWindow::let_go() {
  if (pipe_ >= 0) ::close(std::exchange(pipe_, -1));
}

bool TraceWindow::open(const std::string& trace) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program = (self.parent_path() / "coutil-tracer").string();
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t first = fork();
  if (first == 0) {
    setsid();
    if (fork() == 0) watch_tracer(program.c_str(), trace.c_str(), ends[1]);
    _exit(0);
  }
  ::close(ends[1]);
  pipe_ = ends[0];
  if (first < 0) return false;
  session_ = first;
  while (waitpid(first, nullptr, 0) < 0 && errno == EINTR) {
  }
  return true;
}

// False at the end.
bool TraceWindow::read_some() {
  char bytes[4096];
  const ssize_t count = read(pipe_, bytes, sizeof bytes);
  if (count > 0) said_.append(bytes, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

bool TraceWindow::wait() {
  if (pipe_ >= 0) {
    const ClosingSignals signals;
    do {
      signals.wait_for(pipe_);
      if (std::exchange(g_asked_to_close, 0) != 0) close();
    } while (pipe_ >= 0 && read_some());
    let_go();
  }
  const std::size_t end = said_.find('\0');
  if (closed_ || (end != std::string::npos && said_.substr(end + 1) == "0")) return true;
  std::fputs(said_.c_str(), stderr);
  return false;
}

void TraceWindow::close() {
  if (pipe_ < 0) return;
  closed_ = true;
  kill(-session_, SIGTERM);
  while (read_some()) {
  }
  let_go();
}

}  // namespace coutil
