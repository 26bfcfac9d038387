// Runs the checker over a model and puts its findings together with those of the reader, by line.
#include "tracer/trace_check.h"

#include <algorithm>

#include "tracer/trace_checker.h"

namespace coutil::tracer {

CheckReport check_trace(const TraceModel& model, size_t kept) {
  CheckReport report = TraceChecker(model, kept).check();
  report.count += model.defect_count();
  auto& all = report.violations;
  all.insert(all.end(), model.defects().begin(), model.defects().end());
  std::stable_sort(all.begin(), all.end(), [](const Defect& a, const Defect& b) { return a.line < b.line; });
  if (all.size() > kept) all.resize(kept);
  return report;
}

}  // namespace coutil::tracer
