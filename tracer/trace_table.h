// Tables of a trace: coroutines, objects, mutexes, source lines. Each row leads to a row of the trace. Cells
// are made as they are asked for, so that a million rows cost no more than a screenful. Knows no picture.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tracer/lane.h"
#include "tracer/trace_summary.h"
#include "tracer/wait_totals.h"

namespace coutil::tracer {

enum class TableKind : uint8_t { kCoroutines, kObjects, kMutexes, kLines };
inline constexpr std::size_t kTableCount = 4;
const char* table_name(TableKind kind);

struct TableColumn {
  const char* title;
  bool is_number;
};

class TraceTable {
 public:
  // All three must outlive the table.
  TraceTable(const Lanes& lanes, const TraceTotals& totals, const std::vector<MutexUse>& mutexes,
             TableKind kind);

  const std::vector<TableColumn>& columns() const { return columns_; }
  // Rows that pass the filter, in their order.
  const std::vector<uint32_t>& rows() const { return order_; }

  std::string text(uint32_t row, std::size_t column) const;
  // What a number column is sorted by: counts, or nanoseconds.
  int64_t number(uint32_t row, std::size_t column) const;
  // The row of the trace that a row leads to; kNone for none.
  uint32_t event(uint32_t row) const;

  // By a column; ties keep their order.
  void sort(std::size_t column, bool descending);
  std::size_t sorted_by() const { return sorted_by_; }
  bool descending() const { return descending_; }
  // Rows of which a text column has the text, in letters of both cases.
  void filter(const std::string& text);

 private:
  uint32_t row_count() const;
  void rebuild();

  const Lanes& lanes_;
  const TraceTotals& totals_;
  const std::vector<MutexUse>& mutexes_;
  TableKind kind_;
  std::vector<TableColumn> columns_;
  std::vector<uint32_t> order_;
  std::string filter_;
  std::size_t sorted_by_ = 0;
  bool descending_ = false;
};

}  // namespace coutil::tracer
