// The dock: tabs below the timeline or beside it, each a panel that somebody else paints. Knows where the
// dock is and which tab is open.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "tracer/command_view.h"
#include "tracer/cursor_story.h"
#include "tracer/graph_view.h"
#include "tracer/source_view.h"
#include "tracer/table_view.h"
#include "tracer/timeline_story.h"
#include "tracer/trace_facts.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

// What the panels tell about.
struct DockContext {
  CommandContext& commands;
  const SharedFacts& facts;
  const Story& story;  // of what is selected
  const std::string& sentence;
};

class DockView {
 public:
  // Where it is in `body`, which the timeline leaves to it; empty where it is closed.
  static Box place(const Painter& painter, const Box& body, const ViewState& state);

  // The mouse at its edge: moves the edge. True while it does, or could: then the mouse is nobody else's.
  bool resize(const Ui& ui, const Box& body, ViewState& state);

  void show(const Ui& ui, const Box& box, DockContext& context);

  // Forgets what it computed: another trace is shown, or more of it.
  void forget();
  const TableView& tables() const { return tables_; }
  const WaitGraphView& graph() const { return graph_; }
  // What the story's panel says below its facts, as it was shown last.
  const CursorStory& notes() const { return notes_; }

 private:
  void show_tabs(const Ui& ui, const Box& bar, ViewState& state);
  void show_story(const Ui& ui, const Box& box, DockContext& context);
  void show_graph(const Ui& ui, const Box& box, DockContext& context);
  void show_findings(const Ui& ui, const Box& box, DockContext& context);
  void show_bookmarks(const Ui& ui, const Box& box, DockContext& context);

  // What a tab tells once the late facts are there, and that they are not.
  void show_late(const Ui& ui, const Box& box, DockContext& context, Tab tab);

  bool resizing_ = false;
  std::size_t shown_finding_ = 0;  // as ViewState::next_finding was in the last frame
  SourceView source_;
  TableView tables_;
  WaitGraphView graph_;
  CursorStory notes_;
  std::array<Scroller, kTabCount> scrollers_;
};

}  // namespace coutil::tracer
