// TraceStreamOutput: a pipe, a terminal, a device, or a file that can't be mapped; written with write(2) from
// a buffer. A regular file is written line by line, so that SIGKILL loses nothing there either. Must not know
// what the lines mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/trace_output.h"

namespace coutil {

class TraceStreamOutput final : public TraceOutput {
 public:
  /// nullptr with `error` set when it can't be opened. Waits for a reader when `path` is a named pipe.
  static std::unique_ptr<TraceStreamOutput> open(const std::string& path, std::string& error);

  ~TraceStreamOutput() override;
  TraceStreamOutput(const TraceStreamOutput&) = delete;
  TraceStreamOutput& operator=(const TraceStreamOutput&) = delete;

  char* reserve(std::size_t size) noexcept override;
  void commit(std::size_t size, bool) noexcept override;
  const std::string& error() const noexcept override { return error_; }
  bool can_rewind() const noexcept override { return false; }
  std::uint64_t position() const noexcept override { return written_ + used_; }
  void rewind(std::uint64_t position) noexcept override;
  bool needs_snapshot() const noexcept override { return false; }
  bool begin_snapshot() noexcept override { return false; }
  void end_snapshot() noexcept override {}
  std::int64_t settle() noexcept override { return 0; }
  void finish() noexcept override;

 private:
  TraceStreamOutput(const std::string& path, int file, bool each_line);
  void flush() noexcept;

  std::string path_;
  int file_;
  bool each_line_;
  std::uint32_t forks_;
  char* buffer_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::uint64_t written_ = 0;
  std::string error_;
};

}  // namespace coutil
