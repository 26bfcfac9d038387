// What there is to say about a message between hosts: from whom to whom, how many bytes, when it was sent and
// when it arrived, or why it was lost. Knows words, no picture.
#pragma once

#include <string>

#include "tracer/message_index.h"
#include "tracer/timeline_story.h"

namespace coutil::tracer {

// The message that row `row` (a send, deliver or drop) is about, as far as its other end is near: the first
// that came of a send. A row that the trace does not have is kNone.
Message message_of(const TraceModel& model, std::uint32_t row);

// As a title and facts; `count`: as many as the arrow stands for, of which this is the first.
Story message_story(const TraceModel& model, const Message& message, std::uint32_t count = 1);

// "sender 1 sends 8 B to 10.0.0.2:7 on socket 1 at 3 us (#12); 5 us later receiver 2 gets it (#20)."
std::string message_sentence(const TraceModel& model, const Message& message);

}  // namespace coutil::tracer
