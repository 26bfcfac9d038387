// The spans of many lanes in the order of the trace's rows: where each begins and ends, and in running ones
// where the lane resumes another. A merge of what lies lane after lane. Knows no format.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include "tracer/export_selection.h"
#include "tracer/timeline_nesting.h"

namespace coutil::tracer {

struct SpanChange {
  enum class What : uint8_t { kBegin, kEnd, kResumeBegin, kResumeEnd } what;
  uint32_t lane;
  const Span* span;          // the span that begins or ends, or in which another lane is resumed
  const Resuming* resuming;  // of the two last kinds
};

class ExportSpans {
 public:
  ExportSpans(const Lanes& lanes, const Nesting& nesting, const ExportSelection& selection);

  // Calls `visit` for all that changes with rows up to and with `row`, which must not fall from call to call:
  // the changes of a lane in their order, ends before beginnings, nested like brackets.
  template <typename Visit>
  void advance(uint32_t row, Visit visit) {
    while (!queue_.empty() && queue_.top().first <= row) {
      Cursor& cursor = cursors_[queue_.top().second];
      queue_.pop();
      visit(step(cursor));
      enqueue(cursor);
    }
  }

  // Ends what has begun and not ended, innermost first.
  template <typename Visit>
  void finish(Visit visit) {
    for (Cursor& cursor : cursors_) {
      if (cursor.resuming_open) visit(end_resuming(cursor));
      if (cursor.span_open) visit(end_span(cursor));
    }
  }

 private:
  struct Cursor {
    uint32_t lane;
    std::span<const Span> spans;
    std::span<const Resuming> resumings;
    size_t span = 0, resuming = 0;  // the current one, or the next
    bool span_open = false, resuming_open = false;
  };

  uint32_t next_row(const Cursor& cursor) const;  // kNone: nothing more
  bool resumes_next(const Cursor& cursor) const;
  void enqueue(const Cursor& cursor);
  SpanChange step(Cursor& cursor) const;
  static SpanChange end_resuming(Cursor& cursor);
  static SpanChange end_span(Cursor& cursor);

  uint32_t from_;
  std::vector<Cursor> cursors_;
  // (row, cursor): the lowest row, and of those the lowest lane, first.
  std::priority_queue<std::pair<uint32_t, uint32_t>, std::vector<std::pair<uint32_t, uint32_t>>,
                      std::greater<>>
      queue_;
};

}  // namespace coutil::tracer
