// One sentence that tells a span's whole story, for the details panel: who, what, since when, where, and why
// it ended or why it never will. Knows no ImGui.
#pragma once

#include <string>

#include "tracer/lane.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_verdict.h"

namespace coutil::tracer {

// The span of `lane` that row `event` began, or else that row alone.
std::string span_sentence(const Lanes& lanes, const Holds& holds, const Verdict& verdict, std::uint32_t lane,
                          std::uint32_t event);

}  // namespace coutil::tracer
