// Which rows belong to a coroutine or to an object, and how many rows of each kind a stretch has, found
// without reading the stretch. For blocks of rows it keeps who occurs in them, sorted; the rows of a block
// are read. Computed once; knows no picture.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tracer/trace_model.h"

namespace coutil::tracer {

using KindCounts = std::array<uint32_t, kKindCount>;  // by Kind

class RowIndex {
 public:
  explicit RowIndex(const TraceModel& model);  // the model must outlive it; O(rows)

  // The first row after `row` (the last before it) that a coroutine has done or that was done to it (the
  // line's `co`). kNone for none. `row` kNone: from the beginning (from the end).
  uint32_t next_of_coroutine(uint32_t coroutine, uint32_t row) const;
  uint32_t previous_of_coroutine(uint32_t coroutine, uint32_t row) const;
  // The same for an object: rows that have it in their `on`.
  uint32_t next_of_object(uint32_t object, uint32_t row) const;
  uint32_t previous_of_object(uint32_t object, uint32_t row) const;
  // And for a source line, and for a kind.
  uint32_t next_of_place(uint32_t place, uint32_t row) const;
  uint32_t previous_of_place(uint32_t place, uint32_t row) const;
  uint32_t next_of_kind(Kind kind, uint32_t row) const;
  uint32_t previous_of_kind(Kind kind, uint32_t row) const;

  // Rows of each kind in [from, to).
  KindCounts counts(uint32_t from, uint32_t to) const;

  size_t memory_bytes() const;

 private:
  static constexpr uint32_t kBlockRows = 4096;

  // The keys of block after block, sorted within each.
  struct Postings {
    std::vector<size_t> begins{0};
    std::vector<uint32_t> keys;
    bool has(size_t block, uint32_t key) const;
  };

  // `has` says of a whole block whether any of its rows may match.
  template <typename Has, typename Matches>
  uint32_t next(uint32_t row, Has has, Matches matches) const;
  template <typename Has, typename Matches>
  uint32_t previous(uint32_t row, Has has, Matches matches) const;
  bool has_object(uint32_t row, uint32_t object) const;
  uint32_t blocks() const { return static_cast<uint32_t>(coroutines_.begins.size() - 1); }

  const TraceModel* model_;
  Postings coroutines_, objects_, places_;
  std::vector<KindCounts> sums_;  // of the rows before each whole block, and after the last one
};

}  // namespace coutil::tracer
