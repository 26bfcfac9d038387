// Painting the wait graph at one row: who waits for what and who holds it, the circle marked, with the mouse
// to move it and to choose somebody. What lies where is graph_layout.h's.
#pragma once

#include <optional>

#include "tracer/board_index.h"
#include "tracer/graph_layout.h"
#include "tracer/shape_view.h"
#include "tracer/trace_facts.h"
#include "tracer/view_state.h"

namespace coutil::tracer {

// The graph that is shown, kept as long as row, selection and sizes stay.
class WaitGraphView {
 public:
  // Paints the graph once `row` took effect (kNone: at the trace's end) into `area`, around the coroutine
  // `selected` (kNone for none). With `mouse`, dragging moves it, and a click on a box returns what it stands
  // for: of a coroutine its lane and the row of its wait; of a mutex its owner's, and the row of the lock.
  std::optional<Selection> paint(const Painter& painter, const Box& area, const SharedFacts& facts,
                                 std::uint32_t row, std::uint32_t selected, bool mouse);

  const GraphPicture& picture() const { return picture_; }

 private:
  void update(const Painter& painter, const SharedFacts& facts, std::uint32_t row, std::uint32_t selected);
  void paint_line(const Painter& painter, const GraphLine& line) const;
  void paint_box(const Painter& painter, const GraphBox& box, bool selected) const;
  void paint_legend(const Painter& painter, const Box& area) const;
  std::optional<Selection> clicked(const Painter& painter, const Box& area);
  Box place(const Box& box) const;

  SharedFacts facts_;
  std::optional<BoardCursor> cursor_;
  std::optional<WaitGraph> graph_;
  std::uint32_t row_ = kNone, selected_ = kNone;
  float scale_ = 0;
  GraphPicture picture_;
  std::string caption_;
  float left_ = 0, top_ = 0;         // where the picture's 0, 0 lies on the display
  float moved_x_ = 0, moved_y_ = 0;  // by dragging
};

}  // namespace coutil::tracer
