// Two trace files that are shown beside each other: read in the background, followed while they grow, and
// compared on a thread of their own. Knows no window. All functions belong to the one thread that draws.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tracer/trace_comparison.h"
#include "tracer/trace_document.h"
#include "tracer/trace_facts.h"

namespace coutil::tracer {

struct ComparedFacts {
  TraceComparison comparison;
  std::array<std::vector<std::uint32_t>, 2> partners;  // by lane of a side: its lane in the other one
};

// Reads the events of both files once more. Throws TraceError.
ComparedFacts compare_facts(const std::array<SharedFacts, 2>& facts);

class CompareDocument {
 public:
  // Reads as much of both as TraceDocument does. Throws TraceError.
  CompareDocument(const std::string& first, const std::string& second);

  // Takes what is new; call it once a frame. Returns whether anything below changed.
  bool advance();

  std::array<SharedFacts, 2> facts() const { return {documents_[0]->facts(), documents_[1]->facts()}; }
  std::array<DocumentStatus, 2> status() const { return {documents_[0]->status(), documents_[1]->status()}; }
  // Rises when one of the files was replaced or cut off.
  std::uint64_t load_count() const { return documents_[0]->load_count() + documents_[1]->load_count(); }
  // Perhaps of fewer events than facts() have; nothing until both were read for the first time.
  const std::optional<ComparedFacts>& compared() const { return compared_; }
  // There is more to come soon.
  bool is_busy() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool take_comparison();
  void start_comparison();

  std::array<std::unique_ptr<TraceDocument>, 2> documents_;
  std::optional<ComparedFacts> compared_;
  bool is_stale_ = true;
  Clock::time_point began_, next_;
  std::future<std::optional<ComparedFacts>> running_;  // last: it is waited for first
};

}  // namespace coutil::tracer
