// Segments: making, dropping and joining them. Must not know what the lines mean.
#include "engine/trace_last_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <utility>

#include "engine/trace_system.h"

namespace coutil {
namespace {

constexpr std::uint64_t kLeastSegmentBytes = 4096;
constexpr std::size_t kCopyBytes = std::size_t{1} << 16;

// The file that `path` leads to, through symbolic links: a rename must not replace the link.
std::string resolved(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string result = real;
  std::free(real);
  return result;
}

// Appends the bytes [begin, end) of the file `from` to `to`. Returns 0 or an errno.
int append_bytes(const std::string& from, std::uint64_t begin, std::uint64_t end, int to) noexcept {
  const int source = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return errno;
  char buffer[kCopyBytes];
  int code = 0;
  while (begin < end && code == 0) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kCopyBytes, end - begin));
    const ssize_t count = ::pread(source, buffer, wanted, static_cast<off_t>(begin));
    if (count <= 0) {
      code = count == 0 ? EIO : errno;
    } else if (write_all(to, buffer, static_cast<std::size_t>(count), -1) < static_cast<std::size_t>(count)) {
      code = errno;
    } else {
      begin += static_cast<std::uint64_t>(count);
    }
  }
  ::close(source);
  return code;
}

}  // namespace

std::unique_ptr<TraceLastOutput> TraceLastOutput::open(const std::string& path, std::uint64_t keep_bytes,
                                                       std::string& error) {
  std::unique_ptr<TraceFileOutput> file = TraceFileOutput::open(path, error);
  if (!file) {
    if (error.empty())
      error = "can't keep the end of a trace in '" + path +
              "': it must be a regular file, and not one that the program prints to";
    return nullptr;
  }
  return std::unique_ptr<TraceLastOutput>(new TraceLastOutput(resolved(path), keep_bytes, std::move(file)));
}

TraceLastOutput::TraceLastOutput(const std::string& path, std::uint64_t keep_bytes,
                                 std::unique_ptr<TraceFileOutput> file)
    : path_(path),
      part_paths_{path + ".part1", path + ".part2"},
      next_path_(path + ".next"),
      segment_bytes_(std::max(keep_bytes / 2 + keep_bytes % 2, kLeastSegmentBytes)),
      keep_bytes_(keep_bytes),
      forks_(trace_fork_count()),
      file_(std::move(file)) {
  for (const std::string& left_over : {part_paths_[0], part_paths_[1], next_path_}) {
    ::unlink(left_over.c_str());
  }
}

char* TraceLastOutput::reserve(std::size_t size) noexcept {
  return error_.empty() && file_ ? target()->reserve(size) : nullptr;
}

void TraceLastOutput::commit(std::size_t size, bool is_event) noexcept {
  target()->commit(size, is_event);
  Segment& segment = next_file_ ? next_ : present_;
  segment.size += size;
  segment.events += is_event ? 1 : 0;
  committed_bytes_ += size;
  committed_events_ += is_event ? 1 : 0;
}

const std::string& TraceLastOutput::error() const noexcept {
  if (!error_.empty() || !file_) return error_;
  return target()->error();
}

void TraceLastOutput::rewind(std::uint64_t position) noexcept {
  if (position == committed_bytes_ || !error_.empty()) return;
  fail("can't go back in a trace of which only the end is kept:", path_, ESPIPE);
}

bool TraceLastOutput::needs_snapshot() const noexcept {
  return error_.empty() && file_ && !next_file_ && !settled_ && is_owner() &&
         present_.event_bytes() >= std::max(segment_bytes_, present_.snapshot_end);
}

bool TraceLastOutput::begin_snapshot() noexcept {
  if (!needs_snapshot()) return false;
  drop_old_segments();
  try {
    next_file_ = TraceFileOutput::open(next_path_, error_);
  } catch (const std::bad_alloc&) {
    error_ = "trace failed";
  }
  if (!next_file_ && error_.empty()) fail("can't write the trace", next_path_, EACCES);
  next_ = Segment{};
  return next_file_ != nullptr;
}

void TraceLastOutput::end_snapshot() noexcept {
  if (!next_file_) return;
  next_.snapshot_end = next_.size;
  next_.snapshot_events = std::exchange(next_.events, 0);
  try {
    take_place();
  } catch (const std::bad_alloc&) {
    error_ = "trace failed";
  }
  if (next_file_) {
    next_file_.reset();
    ::unlink(next_path_.c_str());
  }
}

// Drops what is older than the bytes to keep, counting the present segment as full.
void TraceLastOutput::drop_old_segments() noexcept {
  std::uint64_t kept = present_.event_bytes();
  for (const Segment& segment : old_) kept += segment.event_bytes();
  while (!old_.empty() && kept - old_.front().event_bytes() >= keep_bytes_) {
    kept -= old_.front().event_bytes();
    ::unlink(old_.front().path.c_str());
    old_.pop_front();
  }
}

// Puts the new segment, whose snapshot is complete, in the place of the present one. On failure the present
// one stays and is the end of the trace.
void TraceLastOutput::take_place() {
  if (!next_file_->error().empty() || !file_->error().empty()) {
    error_ = error();
    return;
  }
  const std::string& part = part_paths_[!old_.empty() && old_.front().path == part_paths_[0] ? 1 : 0];
  present_.path = part;
  old_.push_back(present_);
  file_->finish();
  ::unlink(part.c_str());
  // With a second name first, there is a whole trace at `path_` at every moment. Not all file systems can.
  const bool moved =
      ::link(path_.c_str(), part.c_str()) == 0 || std::rename(path_.c_str(), part.c_str()) == 0;
  if (!moved || std::rename(next_path_.c_str(), path_.c_str()) != 0) {
    fail("can't begin a new segment of the trace", path_, errno);
    return;
  }
  next_file_->renamed(path_);
  file_ = std::move(next_file_);
  present_ = next_;
}

std::int64_t TraceLastOutput::settle() noexcept {
  if (settled_ || !is_owner()) return 0;
  settled_ = true;
  std::int64_t kept = present_.snapshot_events + present_.events;
  if (old_.empty() || !error().empty()) return committed_events_ - kept;
  kept = old_.front().snapshot_events + present_.events;
  for (const Segment& segment : old_) kept += segment.events;
  try {
    join();
  } catch (const std::bad_alloc&) {
    error_ = "trace failed";
  }
  return committed_events_ - kept;
}

// Appends the events of all later segments to the oldest one, which begins with a header and a snapshot, and
// gives it the path that was asked for. Each is removed once it is copied, to need less disk.
void TraceLastOutput::join() {
  constexpr std::string_view kFailure = "can't join the segments of the trace; the last one is in";
  const std::string& base = old_.front().path;
  const int file = ::open(base.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) return fail(kFailure, path_, errno);
  file_->finish();
  present_.path = path_;
  old_.push_back(present_);
  int code = 0;
  for (std::size_t index = 1; index < old_.size() && code == 0; ++index) {
    const Segment& segment = old_[index];
    code = append_bytes(segment.path, segment.snapshot_end, segment.size, file);
    if (code == 0 && segment.path != path_) ::unlink(segment.path.c_str());
  }
  ::close(file);
  if (code == 0 && std::rename(base.c_str(), path_.c_str()) != 0) code = errno;
  file_.reset();
  if (code != 0) return fail(kFailure, path_, code);
  old_.clear();
  file_ = TraceFileOutput::append(path_, error_);
}

bool TraceLastOutput::is_owner() const noexcept { return forks_ == trace_fork_count(); }

void TraceLastOutput::fail(std::string_view what, const std::string& path, int code) noexcept {
  describe_failure(error_, what, path, code);
}

void TraceLastOutput::finish() noexcept {
  settle();
  if (next_file_ && is_owner()) ::unlink(next_path_.c_str());
  if (error_.empty()) {
    try {
      error_ = error();
    } catch (const std::bad_alloc&) {
      error_ = "trace failed";
    }
  }
  next_file_.reset();
  if (file_) file_->finish();
}

}  // namespace coutil
