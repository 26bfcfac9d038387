// TraceLastOutput: keeps the end of a long run. It writes segments, each of them a trace of its own (header,
// snapshot, events), drops those that are too old, and joins the rest into one file at the end. Must not know
// what the lines mean; where the snapshot of a segment ends it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "engine/trace_file_output.h"
#include "engine/trace_output.h"

namespace coutil {

/// The present segment lies at the path that was asked for, so what is found there after SIGKILL is a trace.
/// A new one is made beside it (`.next`) until its snapshot is complete, then takes its place; the former
/// becomes `.part1` or `.part2`. A segment ends at half of the bytes to keep, or at as many bytes as its
/// snapshot took if that is more: so saying it again never costs more than the events themselves.
class TraceLastOutput final : public TraceOutput {
 public:
  /// nullptr with `error` set when the file can't be opened or is no regular file.
  static std::unique_ptr<TraceLastOutput> open(const std::string& path, std::uint64_t keep_bytes,
                                               std::string& error);

  ~TraceLastOutput() override { finish(); }
  TraceLastOutput(const TraceLastOutput&) = delete;
  TraceLastOutput& operator=(const TraceLastOutput&) = delete;

  char* reserve(std::size_t size) noexcept override;
  void commit(std::size_t size, bool is_event) noexcept override;
  const std::string& error() const noexcept override;
  bool can_rewind() const noexcept override { return false; }
  std::uint64_t position() const noexcept override { return committed_bytes_; }
  void rewind(std::uint64_t position) noexcept override;
  bool needs_snapshot() const noexcept override;
  bool begin_snapshot() noexcept override;
  void end_snapshot() noexcept override;
  std::int64_t settle() noexcept override;
  void finish() noexcept override;

 private:
  struct Segment {
    std::string path;                // empty for the present one
    std::uint64_t snapshot_end = 0;  // bytes of header and snapshot
    std::uint64_t size = 0;          // bytes in all
    std::int64_t snapshot_events = 0;
    std::int64_t events = 0;  // those after the snapshot

    std::uint64_t event_bytes() const noexcept { return size - snapshot_end; }
  };

  TraceLastOutput(const std::string& path, std::uint64_t keep_bytes, std::unique_ptr<TraceFileOutput> file);
  TraceFileOutput* target() const noexcept { return next_file_ ? next_file_.get() : file_.get(); }
  void drop_old_segments() noexcept;
  void take_place();
  void join();
  bool is_owner() const noexcept;
  void fail(std::string_view what, const std::string& path, int code) noexcept;

  std::string path_;
  std::string part_paths_[2];
  std::string next_path_;
  std::uint64_t segment_bytes_;
  std::uint64_t keep_bytes_;
  std::uint32_t forks_;
  std::unique_ptr<TraceFileOutput> file_;       // the present segment, at `path_`
  std::unique_ptr<TraceFileOutput> next_file_;  // the one whose snapshot is being said
  std::deque<Segment> old_;                     // oldest first; whole files
  Segment present_;
  Segment next_;
  std::uint64_t committed_bytes_ = 0;
  std::int64_t committed_events_ = 0;
  bool settled_ = false;
  std::string error_;
};

}  // namespace coutil
