// TraceOutput: where the lines of a trace go. This is the interface, and the functions that open those that
// have a path: a file, a pipe or device, and a file that keeps the end of a long run only.
// An output must not know what the lines mean; it is told which of them count as events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace coutil {

/// Used by one thread. No function throws: they are called from beneath Lua, where no exception may pass.
/// Once something failed, `reserve` gives no room any more, `error` says what and why, and what was
/// committed before stays in the output, whole.
class TraceOutput {
 public:
  virtual ~TraceOutput() = default;

  /// Room for one line of at most `size` bytes, valid until the next call of any function. It is filled from
  /// its start, newline last. nullptr when the output failed: the line is lost and the caller counts it.
  virtual char* reserve(std::size_t size) noexcept = 0;

  /// The first `size` bytes of the room are a line. `is_event` says that it has a `t`.
  virtual void commit(std::size_t size, bool is_event) noexcept = 0;

  /// Empty while all is well; otherwise a sentence: what failed, why, what to do.
  virtual const std::string& error() const noexcept = 0;

  /// Whether `position` and `rewind` may be used.
  virtual bool can_rewind() const noexcept = 0;

  /// Bytes committed since the output was opened.
  virtual std::uint64_t position() const noexcept = 0;

  /// Forgets all that was committed after `position`, which must be one that `position()` gave. Where
  /// `can_rewind` is false this is an error that `error` then tells.
  virtual void rewind(std::uint64_t position) noexcept = 0;

  /// True when the present segment is full: the caller then says the header, every definition and every
  /// living coroutine again, between begin_snapshot and end_snapshot. Outputs without segments: never.
  virtual bool needs_snapshot() const noexcept = 0;

  /// Returns whether a new segment begins here, whose first line must be a header. Otherwise the lines that
  /// follow simply go where all others go.
  virtual bool begin_snapshot() noexcept = 0;
  virtual void end_snapshot() noexcept = 0;

  /// Brings the output into its final form; only the last line may follow. Returns how many of the
  /// committed events are not in it.
  virtual std::int64_t settle() noexcept = 0;

  /// Writes out what is still held, cuts a file to its length and closes it. Further calls do nothing. The
  /// destructor does the same.
  virtual void finish() noexcept = 0;
};

/// What opening gives: an output, or the sentence that says why there is none.
struct OpenedTrace {
  std::unique_ptr<TraceOutput> output;
  std::string error;
};

/// Creates or empties the file at `path`. A regular file is written through a shared mapping: what was
/// recorded survives SIGKILL. Anything else (a pipe, /dev/stdout, /dev/null) is written with write(2), from a
/// buffer.
OpenedTrace open_trace_file(const std::string& path);

/// The same, but keeps the end only: at least the last `keep_bytes` of events when there were as many, on
/// at most about twice as much disk (each segment's snapshot comes on top). `path` must be a regular file or
/// none yet. While it runs, earlier segments lie beside it as `path`.part1, `path`.part2 and `path`.next;
/// after SIGKILL `path` holds the present segment and the parts what came before it.
OpenedTrace open_trace_last(const std::string& path, std::uint64_t keep_bytes);

}  // namespace coutil
