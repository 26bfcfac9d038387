// Cuts a file into pieces between lines and has them scanned, on a thread beside where there is enough to do;
// hands them out in the order of the file. Knows nothing of what the lines say.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "tracer/line_scanner.h"

namespace coutil::tracer {

struct ScanOptions {
  size_t chunk_bytes = size_t{256} << 10;  // about, and at least a line
  size_t thread_from = size_t{4} << 20;    // bytes from which on a second thread helps
};

class ChunkScanner {
 public:
  // `text` must stay where it is, with MappedFile::kPadding readable bytes behind it.
  ChunkScanner(std::string_view text, const ScanOptions& options);
  ~ChunkScanner();
  ChunkScanner(const ChunkScanner&) = delete;
  ChunkScanner& operator=(const ChunkScanner&) = delete;

  // The next piece, scanned; nullptr behind the last. It is good until the next call.
  const ScannedChunk* next();

 private:
  enum class Stage { kCut, kScanning, kScanned };
  struct Slot {
    Stage stage = Stage::kCut;
    ScannedChunk chunk;
  };
  void help();
  void cut_ahead();  // with the mutex held
  std::string_view cut();
  static void scan(ScannedChunk& chunk);

  const ScanOptions options_;
  std::string_view rest_;  // not cut yet
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Slot>> slots_;  // in the order of the file; the first is handed out next
  std::unique_ptr<Slot> handed_out_;
  std::unique_ptr<Slot> spare_;  // its memory is used again
  bool stopping_ = false;
  std::thread helper_;
};

}  // namespace coutil::tracer
