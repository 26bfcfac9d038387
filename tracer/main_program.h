// When the first main program begins. Knows the model only.
#pragma once

#include <algorithm>

#include "tracer/trace_model.h"

namespace coutil::tracer {

// Whether it runs from the first row on. In a trace of several hosts its `spawn` says when it begins, unless
// a `host` line names it already.
inline bool main_runs_from_start(const TraceModel& model) {
  const auto& hosts = model.hosts();
  return hosts.empty() || std::any_of(hosts.begin(), hosts.end(),
                                      [](const Host& host) { return host.main_coroutine == kMainCoroutine; });
}

}  // namespace coutil::tracer
