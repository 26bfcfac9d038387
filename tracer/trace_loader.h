// Reads a trace piece by piece: the file as it is, and, as it grows, what came since. Knows the file's edges
// (torn last line, NUL bytes at the end, versions); what lines mean is the builder's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tracer/chunk_scanner.h"
#include "tracer/trace_builder.h"
#include "tracer/trace_line.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {

class TraceLoader {
 public:
  // Maps the file and reads its first line. Throws TraceError as read_trace does; so does read_chunk().
  TraceLoader(std::string path, const ReadOptions& options);
  ~TraceLoader();

  // Reads some more. False where the file, as it was when it was last looked at, is at its end; a torn last
  // line is not there yet.
  bool read_chunk();

  enum class Change { kNone, kMore, kReplaced };
  // Looks whether there is more since read_chunk() returned false. kReplaced: this is another file, or it was
  // cut off; a loader of its own has to read it.
  Change look_again();
  // To be called when read_chunk() returned false, if there will be a look_again().
  void remember();

  // Gives the model's memory back. Whether the file changed can still be asked.
  void let_go() { builder_.reset(); }

  // Whether a line was passed over that is no JSON, but may become it, as the file is being written.
  bool waits_for_line() const { return tries_ > 0; }

  size_t read_bytes() const { return read_; }
  size_t file_bytes() const { return end_; }  // without the NUL bytes at the end
  const TraceModel& building() const { return builder_->building(); }
  TraceModel snapshot() const { return builder_->snapshot(); }
  TraceModel finish() { return builder_->finish(); }

 private:
  void read_header(std::string_view line);
  bool add_other(const EventRecord& record, const ScannedChunk& chunk);
  [[noreturn]] void fail_at(std::string_view line) const;

  std::string path_;
  ReadOptions options_;
  std::shared_ptr<const MappedFile> file_;
  std::unique_ptr<TraceBuilder> builder_;
  std::unique_ptr<ChunkScanner> scanner_;
  LineParser parser_;
  TraceLine line_;
  size_t read_ = 0, end_ = 0;
  uint64_t number_ = 0;
  bool unfinished_ = false;  // the last line that was read lacks its newline
  int tries_ = 0;
  std::string remembered_;
};

}  // namespace coutil::tracer
