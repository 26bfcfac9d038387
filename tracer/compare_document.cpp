// A comparison reads both files from their beginning, so while they grow it is made seldom: at most a sixth
// of the time goes into it.
#include "tracer/compare_document.h"

#include "tracer/lane_pairs.h"
#include "tracer/trace_error.h"
#include "tracer/trace_prefix.h"

namespace coutil::tracer {
namespace {

constexpr int kRestForOne = 5;  // times what a comparison took goes by before the next

}  // namespace

ComparedFacts compare_facts(const std::array<SharedFacts, 2>& facts) {
  const TraceModel &first = facts[0]->model(), &second = facts[1]->model();
  return {compare(facts[0]->lanes, facts[1]->lanes, common_events_of_files(first.path(), second.path())),
          {pair_lanes(first, second), pair_lanes(second, first)}};
}

CompareDocument::CompareDocument(const std::string& first, const std::string& second)
    : documents_{std::make_unique<TraceDocument>(first), std::make_unique<TraceDocument>(second)} {}

bool CompareDocument::is_busy() const {
  const auto is_at_work = [](const DocumentStatus& status) { return status.reading || status.growing; };
  return is_stale_ || running_.valid() || is_at_work(documents_[0]->status()) ||
         is_at_work(documents_[1]->status());
}

bool CompareDocument::advance() {
  bool changed = false;
  const std::array<SharedFacts, 2> before = facts();
  for (const auto& document : documents_) changed |= document->advance();
  is_stale_ |= facts() != before;
  changed |= take_comparison();
  start_comparison();
  return changed;
}

bool CompareDocument::take_comparison() {
  if (!running_.valid() || running_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    return false;
  std::optional<ComparedFacts> made = running_.get();
  next_ = Clock::now() + (Clock::now() - began_) * kRestForOne;
  if (!made) return false;  // a file that was taken away, or is written anew: its document tells
  compared_ = std::move(made);
  return true;
}

void CompareDocument::start_comparison() {
  const auto reading = [](const auto& document) { return document->status().reading; };
  if (!is_stale_ || running_.valid() || Clock::now() < next_) return;
  if (!compared_ && (reading(documents_[0]) || reading(documents_[1]))) return;
  is_stale_ = false;
  began_ = Clock::now();
  running_ = std::async(std::launch::async, [facts = facts()]() -> std::optional<ComparedFacts> {
    try {
      return compare_facts(facts);
    } catch (const TraceError&) {
      return std::nullopt;
    }
  });
}

}  // namespace coutil::tracer
