// One helper thread takes the next piece that nobody scans yet; so does whoever waits for a piece that is not
// begun. So two cores share the work without being told how fast each is.
#include "tracer/chunk_scanner.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "tracer/large_memory.h"

namespace coutil::tracer {

namespace {

// Pieces between the helper and the one that takes them: enough that neither waits, few enough for the cache.
constexpr size_t kAhead = 8;
constexpr size_t kLargestChunk = size_t{1} << 31;  // offsets in a chunk have 32 bits

}  // namespace

ChunkScanner::ChunkScanner(std::string_view text, const ScanOptions& options)
    : options_(options), rest_(text) {
  if (text.size() < options_.thread_from) return;
  try {
    helper_ = std::thread([this] { help(); });
  } catch (const std::system_error&) {
    // No more threads to be had: this one does it alone.
  }
}

ChunkScanner::~ChunkScanner() {
  if (!helper_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  helper_.join();
}

void ChunkScanner::scan(ScannedChunk& chunk) {
  make_ready(chunk.text.data(), chunk.text.size(), Access::kRead);
  scan_lines(chunk);
}

std::string_view ChunkScanner::cut() {
  const size_t wanted = std::min(options_.chunk_bytes, rest_.size());
  size_t end = rest_.find('\n', wanted == 0 ? 0 : wanted - 1);
  // A line of gigabytes is cut in two; the first half is complained about for its length.
  if (end == std::string_view::npos || end >= kLargestChunk) end = std::min(rest_.size(), kLargestChunk) - 1;
  const std::string_view piece = rest_.substr(0, end + 1);
  rest_.remove_prefix(piece.size());
  return piece;
}

void ChunkScanner::cut_ahead() {
  while (slots_.size() < kAhead && !rest_.empty()) {
    auto slot = spare_ != nullptr ? std::move(spare_) : std::make_unique<Slot>();
    slot->stage = Stage::kCut;
    slot->chunk.text = cut();
    slots_.push_back(std::move(slot));
  }
}

const ScannedChunk* ChunkScanner::next() {
  std::unique_lock lock(mutex_);
  if (handed_out_ != nullptr) spare_ = std::move(handed_out_);
  if (helper_.joinable()) {
    cut_ahead();
    changed_.notify_all();
  } else if (slots_.empty() && !rest_.empty()) {
    auto slot = spare_ != nullptr ? std::move(spare_) : std::make_unique<Slot>();
    slot->stage = Stage::kCut;
    slot->chunk.text = cut();
    slots_.push_back(std::move(slot));
  }
  if (slots_.empty()) return nullptr;
  Slot& first = *slots_.front();
  if (first.stage == Stage::kCut) {
    first.stage = Stage::kScanning;
    lock.unlock();
    scan(first.chunk);
    lock.lock();
    first.stage = Stage::kScanned;
  }
  changed_.wait(lock, [&first] { return first.stage == Stage::kScanned; });
  handed_out_ = std::move(slots_.front());
  slots_.pop_front();
  return &handed_out_->chunk;
}

void ChunkScanner::help() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto is_cut = [](const std::unique_ptr<Slot>& slot) { return slot->stage == Stage::kCut; };
    const auto found = std::find_if(slots_.begin(), slots_.end(), is_cut);
    if (stopping_) return;
    if (found == slots_.end()) {
      changed_.wait(lock);
      continue;
    }
    Slot& slot = **found;
    slot.stage = Stage::kScanning;
    lock.unlock();
    scan(slot.chunk);
    lock.lock();
    slot.stage = Stage::kScanned;
    changed_.notify_all();
  }
}

}  // namespace coutil::tracer
