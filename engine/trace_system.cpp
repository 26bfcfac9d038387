// The system calls around the outputs of a trace. Must not know the format of the trace.
#include "engine/trace_system.h"

#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <new>

namespace coutil {
namespace {

// A property of the process, as its id is: no object can own it.
std::atomic<std::uint32_t> fork_count{0};

void count_fork() { fork_count.fetch_add(1, std::memory_order_relaxed); }

const char* advice(int code) noexcept {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return "make room there, or keep the end of the run only (--trace-last SIZE)";
    case EFBIG:
      return "raise the limit of file sizes (ulimit -f), or keep the end only (--trace-last SIZE)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a path that you may write to";
    case ENOENT:
      return "create its folder first, or choose another path";
    case ENOTDIR:
      return "a part of the path is a file where a folder is expected";
    case EISDIR:
      return "this is a folder: name a file in it";
    case EWOULDBLOCK:
      return "another run is writing this file: choose another path, or wait for its end";
    case EPIPE:
      return "who read it has gone: let the reader stay until the run ends";
    default:
      return "choose another path";
  }
}

}  // namespace

TraceSignalGuard::TraceSignalGuard() noexcept {
  sigemptyset(&guarded_);
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  for (const int number : {SIGPIPE, SIGXFSZ}) {
    if (sigismember(&pending, number) != 1) sigaddset(&guarded_, number);
  }
  pthread_sigmask(SIG_BLOCK, &guarded_, &previous_mask_);
}

TraceSignalGuard::~TraceSignalGuard() {
  const int kept_errno = errno;
  const timespec no_time{};
  while (sigtimedwait(&guarded_, nullptr, &no_time) > 0) {
  }
  pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
  errno = kept_errno;
}

std::uint32_t trace_fork_count() noexcept {
  static const int registered = pthread_atfork(nullptr, nullptr, count_fork);
  (void)registered;
  return fork_count.load(std::memory_order_relaxed);
}

int standard_stream(const std::string& path) noexcept {
  struct stat wanted {};
  if (::stat(path.c_str(), &wanted) != 0) return -1;
  for (const int file : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat status {};
    const bool known = ::fstat(file, &status) == 0;
    if (known && status.st_dev == wanted.st_dev && status.st_ino == wanted.st_ino) return file;
  }
  return -1;
}

std::size_t write_all(int file, const char* bytes, std::size_t size, std::int64_t offset) noexcept {
  const TraceSignalGuard guard;
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = offset < 0 ? ::write(file, bytes + done, size - done)
                                     : ::pwrite(file, bytes + done, size - done,
                                                static_cast<off_t>(offset) + static_cast<off_t>(done));
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (count == 0) {
      errno = ENOSPC;
      return done;
    } else if (errno == EAGAIN) {
      pollfd ready{file, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return done;
    }
  }
  return done;
}

void describe_failure(std::string& error, std::string_view what, const std::string& path, int code) noexcept {
  try {
    error = std::string(what) + " '" + path + "': ";
    error += code == EWOULDBLOCK ? "it is in use" : std::strerror(code);
    error += "; ";
    error += advice(code);
  } catch (const std::bad_alloc&) {
    error = "trace failed";  // short enough to need no memory
  }
}

}  // namespace coutil
