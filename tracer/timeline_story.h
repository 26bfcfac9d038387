// What a tooltip and the details panel say about a span, an arrow, a mark: a title and a few facts. Knows no
// ImGui.
#pragma once

#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/timeline_holds.h"
#include "tracer/timeline_layout.h"

namespace coutil::tracer {

struct Fact {
  std::string name;  // "since"
  std::string text;  // "1.2 ms (#17)"
};

struct Story {
  std::string title;  // "philosopher 3: waiting"; empty for nothing
  std::vector<Fact> facts;
};

// The span of `lane` that row `event` began.
Story span_story(const Lanes& lanes, const Holds& holds, const Verdict& verdict, std::uint32_t lane,
                 std::uint32_t event);

// The span of `lane` that begins with row `event`; nullptr if none does.
const Span* find_span(const Lanes& lanes, std::uint32_t lane, std::uint32_t event);

// Who woke somebody with row `wake`, with what and from which line: "main, which emits ready at two.lua:9".
std::string waker_text(const Lanes& lanes, std::uint32_t wake);

// Whatever is under the mouse.
Story hit_story(const TimelineInput& input, const TimelineFrame& frame, const Hit& hit);

}  // namespace coutil::tracer
