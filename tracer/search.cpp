// Tables at once, then the marks of the trace, whose lines are read again. A line that can't match as it
// stands in the file is not decoded.
#include "tracer/search.h"

#include <fmt/format.h>

#include <algorithm>

#include "tracer/timeline_label.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

constexpr const char* kWords[] = {"coroutine", "object", "source line", "kind of event",
                                  "error",     "note",   "print"};

char folded(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool contains(std::string_view text, std::string_view folded_part) {
  const auto found = std::search(text.begin(), text.end(), folded_part.begin(), folded_part.end(),
                                 [](char a, char b) { return folded(a) == b; });
  return found != text.end();
}

// Whether a JSON line holds the text without any escape that could hide it.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= ' ' && letter != '"' && letter != '\\' && letter != '/' &&
           static_cast<signed char>(letter) > 0;
  });
}

}  // namespace

const char* found_word(Found what) { return kWords[static_cast<std::size_t>(what)]; }

void Search::add(Found what, std::string text, uint32_t index, uint32_t event) {
  std::size_t& count = counts_[static_cast<std::size_t>(what)];
  if (count == kMostResultsOfAKind) {
    has_more_ = true;
    return;
  }
  ++count;
  results_.push_back({what, std::move(text), index, event});
}

void Search::ask(const Lanes& lanes, std::string text) {
  *this = Search();
  text_ = std::move(text);
  for (const char letter : text_) folded_ += folded(letter);
  if (!folded_.empty()) look_in_tables(lanes);
}

void Search::look_in_tables(const Lanes& lanes) {
  const TraceModel& model = lanes.model();
  const auto look = [&](Found what, uint32_t index, std::string text) {
    text = one_line(text);
    if (contains(text, folded_)) add(what, std::move(text), index, kNone);
  };
  for (uint32_t i = 0; i < model.coroutines().size(); ++i) look(Found::kCoroutine, i, model.label(i));
  for (uint32_t i = 0; i < model.objects().size(); ++i) {
    look(Found::kObject, i, fmt::format("{} {}", model.objects()[i].kind, model.object_label(i)));
  }
  for (uint32_t i = 0; i < model.places().size(); ++i) {
    const std::string& function = model.places()[i].function;
    const std::string in = function.empty() ? "" : " in " + function;
    look(Found::kLine, i, model.place_label(i) + in);
  }
  for (uint32_t i = 0; i < kKindCount; ++i) {
    look(Found::kKind, i, std::string(kind_name(static_cast<Kind>(i))));
  }
}

void Search::look_at_mark(const Lanes& lanes, const Mark& mark) {
  const bool is_error = mark.kind == MarkKind::kError;
  if (!is_error && mark.kind != MarkKind::kNote && mark.kind != MarkKind::kPrint) return;
  const TraceModel& model = lanes.model();
  if (is_plain(folded_) && !contains(model.line_text(mark.event), folded_)) return;
  const std::string text = one_line(model.text(mark.event, is_error ? "error" : "text"));
  if (!contains(text, folded_)) return;
  const Found what = is_error ? Found::kError : mark.kind == MarkKind::kNote ? Found::kNote : Found::kPrint;
  add(what, text, 0, mark.event);
}

bool Search::go_on(const Lanes& lanes, std::size_t marks) {
  if (folded_.empty()) return false;
  const auto all = lanes.marks();
  const std::size_t end = std::min(next_mark_ + marks, all.size());
  for (; next_mark_ < end; ++next_mark_) look_at_mark(lanes, all[next_mark_]);
  return next_mark_ < all.size();
}

uint32_t Search::first_row(const Lanes& lanes, const RowIndex& rows, std::size_t index, uint32_t row) const {
  if (index >= results_.size()) return kNone;
  const SearchResult& result = results_[index];
  const uint32_t before = row == kNone || row == 0 ? kNone : row - 1;
  switch (result.what) {
    case Found::kCoroutine:
      return lanes.lanes()[result.index].first_event;
    case Found::kObject:
      return rows.next_of_object(result.index, kNone);
    case Found::kLine: {
      const uint32_t next = rows.next_of_place(result.index, before);
      return next != kNone ? next : rows.next_of_place(result.index, kNone);
    }
    case Found::kKind: {
      const auto kind = static_cast<Kind>(result.index);
      const uint32_t next = rows.next_of_kind(kind, before);
      return next != kNone ? next : rows.next_of_kind(kind, kNone);
    }
    default:
      return result.event;
  }
}

uint32_t Search::next_row(const Lanes& lanes, const RowIndex& rows, uint32_t row, bool forward) {
  if (results_.empty()) return kNone;
  chosen_ = std::min(chosen_, results_.size() - 1);
  if (!is_shown_) {
    is_shown_ = true;
    const uint32_t first = first_row(lanes, rows, chosen_, row);
    return first != kNone ? first : turn(lanes, rows, forward);
  }
  // Within a line or a kind first.
  const SearchResult& now = results_[chosen_];
  uint32_t next = kNone;
  const auto kind = static_cast<Kind>(now.index);
  if (now.what == Found::kLine) {
    next = forward ? rows.next_of_place(now.index, row) : rows.previous_of_place(now.index, row);
  } else if (now.what == Found::kKind) {
    next = forward ? rows.next_of_kind(kind, row) : rows.previous_of_kind(kind, row);
  }
  return next != kNone ? next : turn(lanes, rows, forward);
}

// To the next result that has a row at all.
uint32_t Search::turn(const Lanes& lanes, const RowIndex& rows, bool forward) {
  const std::size_t count = results_.size();
  for (std::size_t tries = 0; tries < count; ++tries) {
    chosen_ = forward ? (chosen_ + 1) % count : (chosen_ + count - 1) % count;
    const SearchResult& then = results_[chosen_];
    uint32_t row = kNone;
    if (!forward && then.what == Found::kLine) {
      row = rows.previous_of_place(then.index, kNone);
    } else if (!forward && then.what == Found::kKind) {
      row = rows.previous_of_kind(static_cast<Kind>(then.index), kNone);
    } else {
      row = first_row(lanes, rows, chosen_, kNone);
    }
    if (row != kNone) return row;
  }
  return kNone;
}

}  // namespace coutil::tracer
