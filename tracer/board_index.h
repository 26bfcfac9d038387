// Boards of a trace, kept every so many rows, so that the board at any row is a short way from one of them.
// At most half a byte an event. Knows no verdict and no picture.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tracer/board.h"

namespace coutil::tracer {

class BoardIndex {
 public:
  explicit BoardIndex(const TraceModel& model);  // plays the whole trace once; keeps a reference

  const TraceModel& model() const { return *model_; }

  size_t memory_bytes() const;

 private:
  friend class BoardCursor;

  // What a board comes down to: the rows since which things are as they are.
  struct Kept {
    uint32_t next = 0;
    bool describing = false;
    std::vector<uint32_t> rows;       // of coroutines: a row tells whose it is, and its state
    std::vector<uint32_t> lock_rows;  // those of coroutines that wait in lock
    std::vector<uint32_t> locked;     // of mutexes
    std::vector<uint32_t> came;       // wakes of waits of all
    std::vector<uint32_t> others;     // what no row tells: a coroutine, its row, its state
  };
  static constexpr size_t kStride = 1U << 14;   // rows between two kept boards, at least
  static constexpr size_t kRowsAnEntry = 10;    // and that many for each entry of 4 bytes
  static constexpr size_t kCoroutinesARow = 4;  // and one for so many, as keeping looks at all of them

  Kept keep(const Board& board) const;
  Board restore(const Kept& kept) const;
  const Kept* last_before(uint32_t row) const;

  const TraceModel* model_;
  std::vector<Kept> kept_;
};

// The board at one row after the other, for one who looks: near rows are reached by playing on.
class BoardCursor {
 public:
  explicit BoardCursor(const BoardIndex& index) : index_(&index) {}  // keeps a reference

  // The board once row `e` took effect; the last row for any behind it; before the first where there is none.
  // Plays as many rows as lie between two kept boards, or between `e` and the row asked for before. Good
  // until the next call.
  const Board& after(uint32_t e);

 private:
  const BoardIndex* index_;
  std::optional<Board> board_;
};

}  // namespace coutil::tracer
