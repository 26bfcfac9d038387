// What there is to say beside a selection: how it came that somebody went on, how the object stands that it
// is about, and the instant at the cursor. Knows words, no picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tracer/board_index.h"
#include "tracer/timeline_story.h"
#include "tracer/trace_facts.h"
#include "tracer/view_state.h"
#include "tracer/wait_graph.h"

namespace coutil::tracer {

// The last answer is kept, and computed anew where the question is another one.
class CursorStory {
 public:
  // A heading and a sentence each. `row` is the cursor (kNone: the trace's end), `object` what steps of an
  // object follow (kNone for none). Takes what a seek takes.
  const std::vector<Fact>& notes(const SharedFacts& facts, const std::optional<Selection>& selection,
                                 std::uint32_t row, std::uint32_t object);

  // The last answer.
  const std::vector<Fact>& told() const { return notes_; }

 private:
  SharedFacts facts_;
  const LateFacts* late_ = nullptr;  // theirs, when the notes were written
  std::optional<BoardCursor> board_;
  std::optional<Selection> selection_;
  std::uint32_t row_ = kNone, object_ = kNone;
  std::vector<Fact> notes_;
};

// A box of the wait graph as a title and facts: of an object who holds it and who waits for it, of a
// coroutine what it does and who holds what it waits for.
Story node_story(const TraceModel& model, const WaitGraph& graph, std::uint32_t node);

}  // namespace coutil::tracer
