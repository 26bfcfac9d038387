// Keeps of a board the rows that matter, as the model has the rest: of a coroutine the row since which it is
// in its state, of a mutex the row that locked it. Knows no verdict and no picture.
#include "tracer/board_index.h"

#include <algorithm>

namespace coutil::tracer {
namespace {

// The state that a row puts its coroutine into; kAbsent for a row that does not.
State state_by(const TraceModel& model, uint32_t row) {
  switch (model.kind(row)) {
    case Kind::kSpawn:
      return model.is_main(model.coroutine(row)) ? State::kRunning : State::kCreated;
    case Kind::kRun:
      return State::kRunning;
    case Kind::kAwait:
      return State::kWaiting;
    case Kind::kYield:
      return State::kSuspended;
    case Kind::kWake:
    case Kind::kCancel:
      return State::kReady;
    case Kind::kEnd:
      return model.failed(row) ? State::kFailed : State::kEnded;
    case Kind::kClosed:
      return State::kClosed;
    case Kind::kLost:
      return State::kLost;
    default:
      return State::kAbsent;
  }
}

template <typename T>
size_t bytes_of(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

}  // namespace

BoardIndex::BoardIndex(const TraceModel& model) : model_(&model) {
  const uint32_t count = model_->event_count();
  size_t next = kStride;  // when to keep one again
  for (Board board(model); board.next_row() < count;) {
    board.step();
    if (board.next_row() < next) continue;
    kept_.push_back(keep(board));
    const Kept& kept = kept_.back();
    const size_t entries =
        kept.rows.size() + kept.lock_rows.size() + kept.locked.size() + kept.came.size() + kept.others.size();
    next = board.next_row() +
           std::max({kStride, kRowsAnEntry * entries, model.coroutines().size() / kCoroutinesARow});
  }
}

BoardIndex::Kept BoardIndex::keep(const Board& board) const {
  Kept kept;
  kept.next = board.next_;
  kept.describing = board.describing_;
  for (const uint32_t row : board.locked_) {
    if (row != kNone) kept.locked.push_back(row);
  }
  // An owner that ended matters, others that ended don't.
  std::vector<uint32_t> owners;
  for (const uint32_t row : kept.locked) owners.push_back(model_->coroutine(row));
  std::sort(owners.begin(), owners.end());
  for (uint32_t co = 0; co < board.states_.size(); co++) {
    const State state = board.states_[co];
    if (state == State::kAbsent) continue;
    if (is_final(state) && !std::binary_search(owners.begin(), owners.end(), co)) continue;
    const uint32_t row = board.since_[co];
    if (model_->coroutine(row) != co || state_by(*model_, row) != state) {
      kept.others.insert(kept.others.end(), {co, row, static_cast<uint32_t>(state)});
    } else {
      (board.in_lock_[co] ? kept.lock_rows : kept.rows).push_back(row);
    }
    const auto came = board.came_.find(co);
    if (came == board.came_.end()) continue;
    for (const uint32_t wake : came->second.wakes) {
      if (wake != kNone) kept.came.push_back(wake);
    }
  }
  for (auto* rows : {&kept.rows, &kept.lock_rows, &kept.locked, &kept.came, &kept.others}) {
    rows->shrink_to_fit();
  }
  return kept;
}

Board BoardIndex::restore(const Kept& kept) const {
  Board board(*model_);
  board.next_ = kept.next;
  board.describing_ = kept.describing;
  // Unless it is told otherwise below.
  if (board.states_[kMainCoroutine] == State::kRunning) board.states_[kMainCoroutine] = State::kEnded;
  const auto put = [&](uint32_t row, bool in_lock) {
    const uint32_t co = model_->coroutine(row);
    board.states_[co] = state_by(*model_, row);
    board.since_[co] = row;
    board.in_lock_[co] = in_lock;
  };
  for (const uint32_t row : kept.rows) put(row, false);
  for (const uint32_t row : kept.lock_rows) put(row, true);
  for (size_t i = 0; i + 2 < kept.others.size(); i += 3) {
    board.states_[kept.others[i]] = static_cast<State>(kept.others[i + 2]);
    board.since_[kept.others[i]] = kept.others[i + 1];
  }
  for (const uint32_t row : kept.locked) board.locked_[model_->object(row)] = row;
  for (const uint32_t row : kept.came) board.come(model_->coroutine(row), row);
  return board;
}

const BoardIndex::Kept* BoardIndex::last_before(uint32_t row) const {
  const auto after = std::upper_bound(kept_.begin(), kept_.end(), row,
                                      [](uint32_t value, const Kept& kept) { return value < kept.next; });
  return after == kept_.begin() ? nullptr : &*(after - 1);
}

const Board& BoardCursor::after(uint32_t e) {
  const TraceModel& model = index_->model();
  const uint32_t wanted = e < model.event_count() ? e + 1 : model.event_count();
  const BoardIndex::Kept* kept = index_->last_before(wanted);
  const bool goes_on = board_ && board_->next_row() <= wanted;
  if (!goes_on || (kept != nullptr && kept->next > board_->next_row())) {
    if (kept != nullptr) {
      board_ = index_->restore(*kept);
    } else {
      board_.emplace(model);
    }
  }
  while (board_->next_row() < wanted) board_->step();
  return *board_;
}

size_t BoardIndex::memory_bytes() const {
  size_t bytes = bytes_of(kept_);
  for (const Kept& kept : kept_) {
    bytes += bytes_of(kept.rows) + bytes_of(kept.lock_rows) + bytes_of(kept.locked) + bytes_of(kept.came) +
             bytes_of(kept.others);
  }
  return bytes;
}

}  // namespace coutil::tracer
