// From when to when which hosts were struck: cut off, down, paused or held. Pairs the faults that begin with
// those that end. Built once from the lanes; knows no picture.
#pragma once

#include <cstdint>
#include <vector>

#include "tracer/lane.h"

namespace coutil::tracer {

enum class FaultKind : std::uint8_t { kCut, kDown, kPaused, kHeld };
const char* fault_word(FaultKind kind);  // "cut", "down", "paused", "held"

struct FaultSpan {
  FaultKind kind;
  std::uint32_t begin;               // row
  std::uint32_t end;                 // row; event_count() where it lasts
  std::vector<std::uint32_t> hosts;  // in TraceModel::hosts(), sorted

  bool strikes(std::uint32_t host) const;
};

// By begin. Of a trace with very many faults the first kMostFaultSpans.
std::vector<FaultSpan> find_fault_spans(const Lanes& lanes);
inline constexpr std::size_t kMostFaultSpans = 4096;

}  // namespace coutil::tracer
