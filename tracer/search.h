// Looks for a text in all that has a name or a text: coroutines, objects, source lines, kinds of events,
// errors, notes, prints. Texts stand in the file, so it goes on in slices, a frame each. Knows no picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/row_index.h"

namespace coutil::tracer {

enum class Found : uint8_t { kCoroutine, kObject, kLine, kKind, kError, kNote, kPrint };
const char* found_word(Found what);  // "coroutine", "source line", ...

struct SearchResult {
  Found what = Found::kCoroutine;
  std::string text;
  uint32_t index = 0;      // of the coroutine, object, place or kind
  uint32_t event = kNone;  // the one row of an error, a note, a print
};

inline constexpr std::size_t kMostResultsOfAKind = 200;

class Search {
 public:
  // A new question; the results begin anew. Letters of ASCII match in both cases; an empty text finds
  // nothing.
  void ask(const Lanes& lanes, std::string text);
  const std::string& text() const { return text_; }

  // Looks at up to `marks` more errors, notes and prints. True while there is more to look at.
  bool go_on(const Lanes& lanes, std::size_t marks);

  const std::vector<SearchResult>& results() const { return results_; }
  bool has_more() const { return has_more_; }  // more of one kind were found than are listed

  // The one that the keys for the next and the previous start from.
  std::size_t chosen() const { return chosen_; }
  void choose(std::size_t index) {
    chosen_ = index;
    is_shown_ = true;
  }

  // The first row to show of a result at or after `row` (kNone: at all), around the end; kNone where it has
  // none.
  uint32_t first_row(const Lanes& lanes, const RowIndex& rows, std::size_t index, uint32_t row) const;
  // From what is shown at `row` to what comes next (or before): lines and kinds have many rows, the others
  // one. Changes what is chosen. kNone where nothing was found.
  uint32_t next_row(const Lanes& lanes, const RowIndex& rows, uint32_t row, bool forward);

 private:
  uint32_t turn(const Lanes& lanes, const RowIndex& rows, bool forward);
  void add(Found what, std::string text, uint32_t index, uint32_t event);
  void look_in_tables(const Lanes& lanes);
  void look_at_mark(const Lanes& lanes, const Mark& mark);

  std::string text_;    // as it was typed
  std::string folded_;  // in small letters
  std::vector<SearchResult> results_;
  std::size_t counts_[7] = {};
  std::size_t next_mark_ = 0;
  std::size_t chosen_ = 0;
  bool has_more_ = false, is_shown_ = false;
};

}  // namespace coutil::tracer
