// The fields that one types into: the search with its list of results, "go to", the name of a bookmark. They
// lie over the panels.
#pragma once

#include <string>

#include "tracer/command_view.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

class PromptView {
 public:
  // The box that the open one covers in this frame, beside its field; empty where none is open.
  Box covered(const Painter& painter, const Box& toolbar, const ViewState& state) const;

  // Paints what is open and carries out what is typed and clicked.
  void show(const Ui& ui, const Box& toolbar, CommandContext& context);

 private:
  void show_search(const Ui& ui, const Box& toolbar, CommandContext& context);
  void paint_results(const Ui& ui, const Box& list, CommandContext& context);
  void show_question(const Ui& ui, const Box& toolbar, CommandContext& context);
  void answer(CommandContext& context);

  std::string text_;  // of "go to" and of a bookmark's name
  Scroller scroller_;
  std::size_t shown_choice_ = 0;
};

}  // namespace coutil::tracer
