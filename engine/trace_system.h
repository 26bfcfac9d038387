// What the outputs of a trace need of the operating system: writing without a signal that kills the program,
// noticing a fork, and sentences for errors. Must not know the format of the trace.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace coutil {

/// While it lives, SIGPIPE and SIGXFSZ do not reach this thread: a full disk or a reader that has gone shall
/// end the trace and not the program that is traced. Only what was raised meanwhile is taken away.
class TraceSignalGuard final {
 public:
  TraceSignalGuard() noexcept;
  ~TraceSignalGuard();
  TraceSignalGuard(const TraceSignalGuard&) = delete;
  TraceSignalGuard& operator=(const TraceSignalGuard&) = delete;

 private:
  sigset_t guarded_;
  sigset_t previous_mask_;
};

/// How often this process is a fork of the one that loaded the engine. A file that was opened at another
/// count belongs to the parent.
std::uint32_t trace_fork_count() noexcept;

/// The file descriptor of standard output or standard error when `path` leads to the same file, else -1. Two
/// open files with places of their own would overwrite each other there.
int standard_stream(const std::string& path) noexcept;

/// Writes all bytes, at `offset` or, when that is negative, where the file stands; waits where the file is
/// not ready. Returns how many were written: when fewer than `size`, errno says why.
std::size_t write_all(int file, const char* bytes, std::size_t size, std::int64_t offset) noexcept;

/// Sets `error` to a sentence: what (with the path), why (`code` is an errno), what to do.
void describe_failure(std::string& error, std::string_view what, const std::string& path, int code) noexcept;

}  // namespace coutil
