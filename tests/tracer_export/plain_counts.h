// What a trace's lines say in numbers, counted line by line with a JSON parser: what exports are held
// against. Knows the trace format; nothing of the tracer.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace coutil::tracer::test {

struct PlainCounts {
  std::map<std::string, uint64_t> kinds;  // lines with a time by their kind, without fin
  uint64_t woken_by_somebody = 0;         // wakes that a coroutine caused
  uint64_t delivered = 0;                 // deliveries of what was sent in this trace
  uint64_t resumed_by_somebody = 0;       // runs that a coroutine caused
  uint64_t failures = 0;                  // ends with an error

  uint64_t count(const std::string& kind) const {
    const auto found = kinds.find(kind);
    return found == kinds.end() ? 0 : found->second;
  }
};

PlainCounts count_plainly(const std::string& trace_text);

}  // namespace coutil::tracer::test
