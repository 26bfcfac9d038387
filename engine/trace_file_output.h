// TraceFileOutput: a regular file, written through a window of shared memory that moves along it, so that the
// kernel has every line the moment it is there and SIGKILL loses none. Must not know what the lines mean.
//
// The window is filled with zeros by pwrite before it is mapped: so a full disk is an error here and never
// SIGBUS, and the kernel has the pages ready (measured: 13-21 ns a line of 56 bytes for the mapping; 57-87
// with ftruncate or posix_fallocate instead, where each page costs a fault into the file system).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/trace_output.h"
#include "engine/trace_system.h"

namespace coutil {

class TraceFileOutput final : public TraceOutput {
 public:
  /// Creates or empties the file at `path`. nullptr with `error` set when that can't be done; with `error`
  /// empty when it can't be mapped (no regular file, the one that standard output goes to, or a file system
  /// that does not map): then use TraceStreamOutput. The file is locked (flock) against a second run that
  /// would cut it off.
  static std::unique_ptr<TraceFileOutput> open(const std::string& path, std::string& error);

  /// Goes on at the end of the regular file at `path`.
  static std::unique_ptr<TraceFileOutput> append(const std::string& path, std::string& error);

  ~TraceFileOutput() override { finish(); }
  TraceFileOutput(const TraceFileOutput&) = delete;
  TraceFileOutput& operator=(const TraceFileOutput&) = delete;

  char* reserve(std::size_t size) noexcept override {
    if (size > window_bytes_ - used_ || forks_ != trace_fork_count()) {
      if (!move_window(size)) return nullptr;
    }
    return window_ + used_;
  }
  void commit(std::size_t size, bool) noexcept override { used_ += size; }
  const std::string& error() const noexcept override { return error_; }
  bool can_rewind() const noexcept override { return true; }
  std::uint64_t position() const noexcept override { return window_start_ + used_; }
  void rewind(std::uint64_t position) noexcept override;
  bool needs_snapshot() const noexcept override { return false; }
  bool begin_snapshot() noexcept override { return false; }
  void end_snapshot() noexcept override {}
  std::int64_t settle() noexcept override { return 0; }
  void finish() noexcept override;

  /// Tells under which name the file is known now, for messages.
  void renamed(const std::string& path) { path_ = path; }

 private:
  TraceFileOutput(const std::string& path, int file, std::uint64_t size);
  static std::unique_ptr<TraceFileOutput> open_at(const std::string& path, bool keep, std::string& error);
  bool move_window(std::size_t size) noexcept;
  bool fill_to(std::uint64_t end) noexcept;
  void release_window() noexcept;
  void fail(int code) noexcept;

  std::string path_;
  int file_;
  std::uint32_t forks_;
  char* window_ = nullptr;
  std::uint64_t window_start_;  // where in the file the window begins; also the position when there is none
  std::size_t window_bytes_ = 0;
  std::size_t used_ = 0;  // how much of the window is committed
  std::uint64_t filled_;  // the file's present size
  std::size_t next_window_bytes_;
  std::string error_;
};

}  // namespace coutil
