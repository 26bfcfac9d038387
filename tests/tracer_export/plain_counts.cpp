// Parses every line: see the header.
#include "tests/tracer_export/plain_counts.h"

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace coutil::tracer::test {

PlainCounts count_plainly(const std::string& trace_text) {
  PlainCounts counts;
  std::set<int64_t> sent;
  std::istringstream lines(trace_text);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("t") || json["e"] == "fin") continue;
    const std::string kind = json["e"];
    counts.kinds[kind]++;
    const bool by_somebody = json.value("by", int64_t{-1}) >= 0;
    if (kind == "wake" && by_somebody) counts.woken_by_somebody++;
    if (kind == "run" && by_somebody) counts.resumed_by_somebody++;
    if (kind == "end" && json.contains("error")) counts.failures++;
    if (kind == "send") sent.insert(json.value("msg", int64_t{-1}));
    if (kind == "deliver" && sent.contains(json.value("msg", int64_t{-2}))) counts.delivered++;
  }
  return counts;
}

}  // namespace coutil::tracer::test
