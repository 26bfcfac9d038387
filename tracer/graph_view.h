// Painting the wait graph at one row: who waits for what and who holds it, the circle marked, with the mouse
// to move and zoom it and to choose somebody. What lies where is graph_layout.h's.
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
  // What was clicked: a coroutine's lane and the row of its wait; of an object (its index, else kNone) its
  // owner's lane and the row of the lock, or the first who waits for it.
  struct Click {
    Selection selection;
    std::uint32_t object = kNone;
  };

  // Paints the graph once `row` took effect (kNone: at the trace's end) into `area`, around the coroutine
  // `selected` (kNone for none). With `mouse`, dragging moves it, the wheel zooms, and a click on a box is
  // returned.
  std::optional<Click> paint(const Painter& painter, const Box& area, const SharedFacts& facts,
                             std::uint32_t row, std::uint32_t selected, bool mouse);

  const GraphPicture& picture() const { return picture_; }
  // Where a box of the picture was painted.
  Box place(const Box& box) const;
  // The node under the mouse in the last frame; kNone for none. In the graph that was painted.
  std::uint32_t hovered() const { return hovered_; }
  const std::optional<WaitGraph>& graph() const { return graph_; }

 private:
  void update(const Painter& painter, const Box& inside, const SharedFacts& facts, std::uint32_t row,
              std::uint32_t selected);
  void lay_out(const Painter& painter, const Box& inside);
  void zoom(const Painter& painter, const Box& inside);
  void write_text(const Painter& painter, const ImFont* font, float middle_x, float middle_y, Colour colour,
                  const std::string& text) const;
  void paint_line(const Painter& painter, const GraphLine& line) const;
  void paint_box(const Painter& painter, const GraphBox& box, bool selected) const;
  void paint_legend(const Painter& painter, const Box& area, bool all_in_sight) const;
  void move(const Box& area);
  std::optional<Click> clicked(const Painter& painter) const;

  SharedFacts facts_;
  std::optional<BoardCursor> cursor_;
  std::optional<WaitGraph> graph_;
  std::uint32_t row_ = kNone, selected_ = kNone;
  float scale_ = 0, width_ = 0, height_ = 0;  // that the picture is laid out for
  float zoom_ = 1;                            // by the wheel
  std::uint32_t hovered_ = kNone;
  GraphPicture picture_;
  std::string caption_;
  float left_ = 0, top_ = 0;         // where the picture's 0, 0 lies on the display
  float moved_x_ = 0, moved_y_ = 0;  // by dragging
};

}  // namespace coutil::tracer
