// What the files that write the lines of the trace share: how much room a line may need, and how it gets to
// the output. Internal to TraceRecorder; it must not know what the lines say.
#pragma once

#include "engine/trace_line.h"
#include "engine/trace_output.h"
#include "engine/trace_recorder.h"

namespace coutil {

// Room for the literal text of a line and as many numbers as any kind with a fixed number of them has.
inline constexpr std::size_t kFixedBytes = kTraceLiteralBytes + 6 * kTraceNumberBytes;

inline std::size_t list_bound(std::span<const std::int64_t> values) noexcept {
  return values.size() * (kTraceNumberBytes + 1) + 2;
}

inline void write_place(TraceLine& line, PlaceId at) noexcept {
  if (at == 0) return;
  line.raw(",\"at\":");
  line.number(at);
}

inline void TraceRecorder::write_co(TraceLine& line, CoroutineId co) const noexcept {
  line.raw(",\"co\":");
  line.number(co);
  if (host_ < 0) return;
  line.raw(",\"host\":");
  line.number(host_);
}

template <typename Body>
void TraceRecorder::write(std::size_t bound, bool is_event, Body body) {
  if (finished_) return;
  TraceLine line(output_.reserve(bound));
  if (line.empty()) {
    ++missing_lines_;
    return;
  }
  body(line);
  line.newline();
  output_.commit(line.size(), is_event);
  events_ += is_event ? 1 : 0;
}

}  // namespace coutil
