// The buffer of TraceStreamOutput and its write(2). Must not know what the lines mean.
#include "engine/trace_stream_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <utility>

#include "engine/trace_system.h"

namespace coutil {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

}  // namespace

std::unique_ptr<TraceStreamOutput> TraceStreamOutput::open(const std::string& path, std::string& error) {
  const int stream = standard_stream(path);
  const int file = stream >= 0
                       ? ::fcntl(stream, F_DUPFD_CLOEXEC, 0)
                       : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
  struct stat status {};
  if (file < 0 || ::fstat(file, &status) != 0) {
    describe_failure(error, "can't open the trace", path, errno);
    if (file >= 0) ::close(file);
    return nullptr;
  }
  return std::unique_ptr<TraceStreamOutput>(new TraceStreamOutput(path, file, S_ISREG(status.st_mode)));
}

TraceStreamOutput::TraceStreamOutput(const std::string& path, int file, bool each_line)
    : path_(path), file_(file), each_line_(each_line), forks_(trace_fork_count()) {}

TraceStreamOutput::~TraceStreamOutput() {
  finish();
  std::free(buffer_);
}

char* TraceStreamOutput::reserve(std::size_t size) noexcept {
  if (file_ < 0 || forks_ != trace_fork_count()) return nullptr;
  if (size > capacity_ - used_) {
    flush();
    if (!error_.empty()) return nullptr;
  }
  if (size > capacity_) {
    const std::size_t capacity = std::max(size, kBufferBytes);
    void* grown = std::realloc(buffer_, capacity);
    if (grown == nullptr) {
      describe_failure(error_, "can't buffer the trace", path_, ENOMEM);
      return nullptr;
    }
    buffer_ = static_cast<char*>(grown);
    capacity_ = capacity;
  }
  return error_.empty() ? buffer_ + used_ : nullptr;
}

void TraceStreamOutput::commit(std::size_t size, bool) noexcept {
  used_ += size;
  if (each_line_) flush();
}

void TraceStreamOutput::flush() noexcept {
  const std::size_t size = std::exchange(used_, 0);
  if (size == 0 || !error_.empty()) return;
  const std::size_t done = write_all(file_, buffer_, size, -1);
  written_ += done;
  if (done == size) return;
  describe_failure(error_, "can't write the trace to", path_, errno);
  try {
    error_ += " (of the lines recorded so far, " +
              std::to_string(std::count(buffer_ + done, buffer_ + size, '\n')) + " did not reach it)";
  } catch (const std::bad_alloc&) {
    error_ = "trace failed";
  }
}

void TraceStreamOutput::rewind(std::uint64_t position) noexcept {
  if (position == this->position() || !error_.empty()) return;
  describe_failure(error_, "can't go back in the trace, which must be a regular file for that:", path_,
                   ESPIPE);
}

void TraceStreamOutput::finish() noexcept {
  if (file_ < 0) return;
  if (forks_ == trace_fork_count()) flush();
  ::close(file_);
  file_ = -1;
}

}  // namespace coutil
