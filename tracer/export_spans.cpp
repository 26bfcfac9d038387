// One cursor a lane, and a queue of the rows at which they go on: see the header.
#include "tracer/export_spans.h"

#include <algorithm>

namespace coutil::tracer {

ExportSpans::ExportSpans(const Lanes& lanes, const Nesting& nesting, const ExportSelection& selection)
    : from_(selection.from) {
  const uint32_t count = lanes.model().event_count();
  for (uint32_t lane = 0; lane < lanes.lanes().size(); lane++) {
    if (!selection.has_lane[lane]) continue;
    Cursor cursor{lane, lanes.spans(lane), nesting.between(lane, 0, count)};
    while (cursor.span < cursor.spans.size() && cursor.spans[cursor.span].end <= from_) cursor.span++;
    cursors_.push_back(cursor);
  }
  for (Cursor& cursor : cursors_) {
    const auto skipped = std::find_if(cursor.resumings.begin(), cursor.resumings.end(),
                                      [this](const Resuming& resuming) { return resuming.end > from_; });
    cursor.resuming = static_cast<size_t>(skipped - cursor.resumings.begin());
    enqueue(cursor);
  }
}

// Whether the next thing within the open span is that it resumes another lane. A defective trace may have
// such stretches outside of running spans; they are passed over when the span ends.
bool ExportSpans::resumes_next(const Cursor& cursor) const {
  const Span& span = cursor.spans[cursor.span];
  if (span.state != State::kRunning || cursor.resuming == cursor.resumings.size()) return false;
  const Resuming& resuming = cursor.resumings[cursor.resuming];
  return resuming.begin >= span.begin && resuming.begin < span.end;
}

uint32_t ExportSpans::next_row(const Cursor& cursor) const {
  if (cursor.span == cursor.spans.size()) return kNone;
  const Span& span = cursor.spans[cursor.span];
  if (!cursor.span_open) return std::max(span.begin, from_);
  if (cursor.resuming_open) return std::min(cursor.resumings[cursor.resuming].end, span.end);
  return resumes_next(cursor) ? std::max(cursor.resumings[cursor.resuming].begin, from_) : span.end;
}

void ExportSpans::enqueue(const Cursor& cursor) {
  const uint32_t row = next_row(cursor);
  if (row != kNone) queue_.emplace(row, static_cast<uint32_t>(&cursor - cursors_.data()));
}

SpanChange ExportSpans::end_resuming(Cursor& cursor) {
  cursor.resuming_open = false;
  return {SpanChange::What::kResumeEnd, cursor.lane, &cursor.spans[cursor.span],
          &cursor.resumings[cursor.resuming++]};
}

SpanChange ExportSpans::end_span(Cursor& cursor) {
  const Span& span = cursor.spans[cursor.span++];
  cursor.span_open = false;
  while (cursor.resuming < cursor.resumings.size() && cursor.resumings[cursor.resuming].begin < span.end) {
    cursor.resuming++;
  }
  return {SpanChange::What::kEnd, cursor.lane, &span, nullptr};
}

SpanChange ExportSpans::step(Cursor& cursor) const {
  if (!cursor.span_open) {
    cursor.span_open = true;
    const Span& span = cursor.spans[cursor.span];
    while (cursor.resuming < cursor.resumings.size() &&
           cursor.resumings[cursor.resuming].begin < span.begin) {
      cursor.resuming++;
    }
    return {SpanChange::What::kBegin, cursor.lane, &span, nullptr};
  }
  if (cursor.resuming_open) return end_resuming(cursor);
  if (!resumes_next(cursor)) return end_span(cursor);
  cursor.resuming_open = true;
  return {SpanChange::What::kResumeBegin, cursor.lane, &cursor.spans[cursor.span],
          &cursor.resumings[cursor.resuming]};
}

}  // namespace coutil::tracer
