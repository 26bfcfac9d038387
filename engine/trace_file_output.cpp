// The moving window of TraceFileOutput. Must not know what the lines mean.
#include "engine/trace_file_output.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "engine/trace_system.h"

namespace coutil {
namespace {

// Short runs shall not pay for a large window; long ones shall seldom move it.
constexpr std::size_t kFirstWindowBytes = std::size_t{64} << 10;
constexpr std::size_t kLargestWindowBytes = std::size_t{1} << 20;

// What a window is filled with. Never written to: so it takes no room in the program, and none in memory.
char zeros[kLargestWindowBytes];

std::size_t page_bytes() noexcept { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

// Zeroes `size` bytes from the last to the first, word by word, so that at no moment a zero stands before a
// byte that is to be forgotten: who reads the file after SIGKILL sees a shorter trace, not one with a hole.
void zero_backwards(char* bytes, std::size_t size) noexcept {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  while (size > 0 && reinterpret_cast<std::uintptr_t>(bytes + size) % kWord != 0) {
    *static_cast<volatile char*>(bytes + --size) = 0;
  }
  while (size >= kWord) {
    size -= kWord;
    *reinterpret_cast<volatile std::uint64_t*>(bytes + size) = 0;
  }
  while (size > 0) *static_cast<volatile char*>(bytes + --size) = 0;
}

}  // namespace

std::unique_ptr<TraceFileOutput> TraceFileOutput::open(const std::string& path, std::string& error) {
  return open_at(path, false, error);
}

std::unique_ptr<TraceFileOutput> TraceFileOutput::append(const std::string& path, std::string& error) {
  return open_at(path, true, error);
}

std::unique_ptr<TraceFileOutput> TraceFileOutput::open_at(const std::string& path, bool keep,
                                                          std::string& error) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) return nullptr;
  if (standard_stream(path) >= 0) return nullptr;
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
  if (file < 0) {
    // A file that may be written and not read can't be mapped.
    if (errno == EACCES && ::access(path.c_str(), W_OK) == 0) return nullptr;
    describe_failure(error, "can't open the trace", path, errno);
    return nullptr;
  }
  const bool locked = ::flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  if (!locked || (!keep && ::ftruncate(file, 0) != 0) || ::fstat(file, &status) != 0) {
    describe_failure(error, "can't open the trace", path, errno);
    ::close(file);
    return nullptr;
  }
  std::unique_ptr<TraceFileOutput> output(
      new TraceFileOutput(path, file, static_cast<std::uint64_t>(status.st_size)));
  if (output->move_window(1)) return output;
  if (errno != ENODEV && errno != EINVAL && errno != EACCES) error = output->error();
  return nullptr;
}

TraceFileOutput::TraceFileOutput(const std::string& path, int file, std::uint64_t size)
    : path_(path),
      file_(file),
      forks_(trace_fork_count()),
      window_start_(size),
      filled_(size),
      next_window_bytes_(kFirstWindowBytes) {}

// Makes the window begin at the page of the present position and have room for `size` bytes.
bool TraceFileOutput::move_window(std::size_t size) noexcept {
  if (file_ < 0 || !error_.empty() || forks_ != trace_fork_count()) return false;
  const std::uint64_t end = position();
  const std::size_t page = page_bytes();
  const std::uint64_t start = end / page * page;
  const std::size_t used = static_cast<std::size_t>(end - start);
  const std::size_t least = used + size;
  const std::size_t wanted = std::max(next_window_bytes_, (least + page - 1) / page * page);
  release_window();
  const bool filled = fill_to(start + wanted);
  const std::size_t bytes = static_cast<std::size_t>(std::min(start + wanted, filled_) - start);
  if (!filled && bytes < least) {
    fail(errno);
    return false;
  }
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, static_cast<off_t>(start));
  if (mapped == MAP_FAILED) {
    fail(errno);
    return false;
  }
  // A forked process has no say over the file, and what it has mapped would keep the file locked.
  ::madvise(mapped, bytes, MADV_DONTFORK);
  window_ = static_cast<char*>(mapped);
  window_start_ = start;
  window_bytes_ = bytes;
  used_ = used;
  next_window_bytes_ = std::min(next_window_bytes_ * 2, kLargestWindowBytes);
  return true;
}

// Gives the file zeros up to `end`. When the disk takes fewer, false with errno set; `filled_` says how many.
bool TraceFileOutput::fill_to(std::uint64_t end) noexcept {
  while (filled_ < end) {
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof zeros, end - filled_));
    const std::size_t done = write_all(file_, zeros, size, static_cast<std::int64_t>(filled_));
    filled_ += done;
    if (done < size) return false;
  }
  return true;
}

void TraceFileOutput::release_window() noexcept {
  if (window_ != nullptr) ::munmap(window_, window_bytes_);
  window_ = nullptr;
  window_start_ += std::exchange(used_, 0);
  window_bytes_ = 0;
}

void TraceFileOutput::fail(int code) noexcept {
  describe_failure(error_, "can't write the trace", path_, code);
  release_window();
  if (::ftruncate(file_, static_cast<off_t>(position())) == 0) filled_ = position();
  errno = code;
}

void TraceFileOutput::rewind(std::uint64_t position) noexcept {
  if (file_ < 0 || position >= this->position() || forks_ != trace_fork_count()) return;
  if (window_ != nullptr && position >= window_start_) {
    const std::size_t kept = static_cast<std::size_t>(position - window_start_);
    zero_backwards(window_ + kept, used_ - kept);
    used_ = kept;
    return;
  }
  release_window();
  if (::ftruncate(file_, static_cast<off_t>(position)) != 0) {
    describe_failure(error_, "can't go back in the trace", path_, errno);
    return;
  }
  window_start_ = position;
  filled_ = position;
}

void TraceFileOutput::finish() noexcept {
  if (file_ < 0) return;
  const std::uint64_t end = position();
  release_window();
  // A forked child has a copy of this object and no say over the file.
  const bool is_owner = forks_ == trace_fork_count();
  if (is_owner && ::ftruncate(file_, static_cast<off_t>(end)) != 0 && error_.empty()) {
    describe_failure(error_, "can't cut the trace to its length", path_, errno);
  }
  ::close(file_);
  file_ = -1;
}

}  // namespace coutil
