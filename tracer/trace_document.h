// A trace file that is shown: read in the background, shown as far as it was read, read on while it grows.
// Owns what is shown; knows no window. All functions belong to one thread, the one that draws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tracer/chunk_scanner.h"
#include "tracer/trace_facts.h"

namespace coutil::tracer {

// How far the reading is; a plain value for the header.
struct DocumentStatus {
  bool reading = false;  // the file has more than what is shown
  double part = 1;       // how much of the file was read, 0 to 1
  bool settled = false;  // all that was read is shown, too
  bool finding = false;  // its late facts are still being computed
  bool growing = false;  // there is no `fin` yet, and a run has the file open or it was seen to grow
  std::string trouble;   // what is wrong with the file, one sentence; what was read before stays shown
  std::string notice;    // what happened to the file that one should know: it was written anew

  bool operator==(const DocumentStatus&) const = default;
};

struct DocumentOptions {
  // Read before anything is shown: some 40 ms.
  std::size_t first_bytes = std::size_t{4} << 20;
  // So many rows are shown with all facts at once; of longer traces the late ones come later.
  std::uint32_t few_rows = 100'000;
  ScanOptions scan = {};
};

class TraceDocument {
 public:
  // Reads as much as takes no time worth noticing, so that there is something to show at once; the rest is
  // read on a thread. Throws TraceError like read_trace for what is wrong in that first part.
  explicit TraceDocument(std::string path, const DocumentOptions& options = {});
  ~TraceDocument();
  TraceDocument(const TraceDocument&) = delete;
  TraceDocument& operator=(const TraceDocument&) = delete;

  // Takes what is new; call it once a frame. Returns whether facts() or status() changed.
  bool advance();

  // What to show. They stay as they are for as long as they are held; rows, lanes and objects keep their
  // numbers in all later facts with the same load_count().
  const SharedFacts& facts() const { return facts_; }
  const DocumentStatus& status() const { return status_; }
  // Whether facts() have all that the file had when it was last looked at.
  bool is_settled() const { return status_.settled; }
  // Counts how often the file was read from its beginning: when it rises, the file was replaced or cut off.
  std::uint64_t load_count() const { return load_count_; }

 private:
  class Reader;
  std::unique_ptr<Reader> reader_;
  SharedFacts facts_;
  DocumentStatus status_;
  std::uint64_t load_count_ = 1;
};

}  // namespace coutil::tracer
