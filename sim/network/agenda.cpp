// A heap that knows where in it each entry is: see the header.
#include "sim/network/agenda.h"

#include <algorithm>

namespace coutil::sim {

namespace {

constexpr std::size_t kChildren = 4;

}  // namespace

Happening::Happening(Agenda& agenda) : agenda_(&agenda) { agenda.enlist(); }

Happening::~Happening() {
  agenda_->remove(*this);
  --agenda_->enlisted_;
}

void Agenda::enlist() {
  if (enlisted_ == heap_.capacity()) heap_.reserve(std::max<std::size_t>(64, enlisted_ * 2));
  ++enlisted_;
}

void Agenda::put(std::size_t place, const Entry& entry) noexcept {
  heap_[place] = entry;
  entry.happening->place_ = place;
}

void Agenda::sift_up(std::size_t place, const Entry& entry) noexcept {
  while (place > 0) {
    const std::size_t parent = (place - 1) / kChildren;
    if (!entry.before(heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void Agenda::sift_down(std::size_t place, const Entry& entry) noexcept {
  for (;;) {
    const std::size_t first = place * kChildren + 1;
    if (first >= heap_.size()) break;
    std::size_t least = first;
    const std::size_t end = std::min(first + kChildren, heap_.size());
    for (std::size_t child = first + 1; child < end; ++child) {
      if (heap_[child].before(heap_[least])) least = child;
    }
    if (!heap_[least].before(entry)) break;
    put(place, heap_[least]);
    place = least;
  }
  put(place, entry);
}

void Agenda::plan(Happening& happening, TimeNs due_ns, Weight weight) noexcept {
  remove(happening);
  happening.weight_ = weight;
  if (weight == Weight::kIdle) ++idle_count_;
  if (weight == Weight::kQuiet) {
    last_quiet_ns_ = quiet_count_ == 0 ? due_ns : std::max(last_quiet_ns_, due_ns);
    ++quiet_count_;
  }
  const Entry entry{due_ns, next_sequence_++, &happening};
  heap_.push_back(entry);  // the room is there since the happening is
  sift_up(heap_.size() - 1, entry);
}

void Agenda::remove(Happening& happening) noexcept {
  const std::size_t place = happening.place_;
  if (place == Happening::kNowhere) return;
  happening.place_ = Happening::kNowhere;
  if (happening.weight_ == Weight::kQuiet) --quiet_count_;
  if (happening.weight_ == Weight::kIdle) --idle_count_;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  if (place > 0 && last.before(heap_[(place - 1) / kChildren])) {
    sift_up(place, last);
  } else {
    sift_down(place, last);
  }
}

void Agenda::happen_next() {
  const Entry next = heap_.front();
  remove(*next.happening);
  next.happening->happen(next.due_ns);
}

void Agenda::happen_until(TimeNs until_ns) {
  while (!heap_.empty() && heap_.front().due_ns <= until_ns) happen_next();
}

}  // namespace coutil::sim
