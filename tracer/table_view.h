// The dock's panel with tables and with the histogram of wake-up latencies.
#pragma once

#include <optional>
#include <string>

#include "tracer/command_view.h"
#include "tracer/trace_facts.h"
#include "tracer/trace_table.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

class TableView {
 public:
  // Forgets what it computed: another trace is shown, or more of it.
  void forget();

  void show(const Ui& ui, const Box& box, CommandContext& context, const LateFacts& late);

  // As it was shown in the last frame; nullptr for the histogram.
  const TraceTable* table() const { return table_ ? &*table_ : nullptr; }

 private:
  void show_head(const Ui& ui, const Box& bar, CommandContext& context);
  void show_table(const Ui& ui, const Box& box, CommandContext& context);
  void show_titles(const Ui& ui, const Box& bar);
  void show_latencies(const Ui& ui, const Box& box, CommandContext& context, const LateFacts& late);
  void measure(const Ui& ui, float width);

  std::size_t which_ = 0;  // kTableCount: the histogram
  std::optional<TraceTable> table_;
  std::string filter_;
  std::vector<float> lefts_;  // of the columns, and the right end of the last one
  Scroller scroller_;
};

}  // namespace coutil::tracer
