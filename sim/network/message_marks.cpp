// Marks of messages: see the header.
#include "sim/network/message_marks.h"

#include <algorithm>
#include <new>

namespace coutil::sim {

void MessageMarks::add(std::uint64_t end, std::int64_t message) noexcept {
  if (marks_.size() > first_ && marks_.back().message == message) {
    marks_.back().end = end;
    return;
  }
  try {
    marks_.push_back({end, message});
  } catch (const std::bad_alloc&) {
  }
}

const MessageMark* MessageMarks::find(std::uint64_t begin) const noexcept {
  const auto live = marks_.begin() + static_cast<std::ptrdiff_t>(first_);
  const auto found = std::upper_bound(
      live, marks_.end(), begin, [](std::uint64_t at, const MessageMark& mark) { return at < mark.end; });
  return found == marks_.end() ? nullptr : &*found;
}

std::int64_t MessageMarks::at(std::uint64_t sequence) const noexcept {
  const MessageMark* mark = find(sequence);
  return mark != nullptr ? mark->message : 0;
}

std::size_t MessageMarks::count(std::uint64_t begin, std::uint64_t end) const noexcept {
  const MessageMark* mark = begin < end ? find(begin) : nullptr;
  if (mark == nullptr) return 0;
  const MessageMark* const behind = marks_.data() + marks_.size();
  std::size_t count = 1;
  for (; mark->end < end && mark + 1 < behind; ++mark) ++count;
  return count;
}

void MessageMarks::drop_until(std::uint64_t sequence) noexcept {
  while (first_ < marks_.size() && marks_[first_].end <= sequence) ++first_;
  if (first_ == 0 || first_ * 2 < marks_.size()) return;
  marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
}

}  // namespace coutil::sim
