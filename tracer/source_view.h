// The dock's panel with the program's text: the line of what is selected, and beside each line how often and
// how long coroutines waited there.
#pragma once

#include <map>
#include <string>

#include "tracer/command_view.h"
#include "tracer/source_file.h"
#include "tracer/wait_totals.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

class SourceView {
 public:
  // Forgets what it read: another trace is shown, or more of it.
  void forget() { *this = SourceView(); }

  void show(const Ui& ui, const Box& box, CommandContext& context, const TraceTotals& totals);

 private:
  // What the lines of one file come to.
  struct Line {
    std::uint32_t place = kNone;  // the one where most was waited
    std::uint32_t waits = 0;
    std::int64_t waited_ns = 0, waited_rows = 0;
  };
  struct Opened {
    SourceFile file;
    std::map<std::int64_t, Line> lines;  // by number, from 1
    std::int64_t most_ns = 0, most_rows = 0;
  };

  void follow(CommandContext& context);
  void open(const TraceModel& model, const TraceTotals& totals, const std::string& name);
  void show_head(const Ui& ui, const Box& bar, const TraceModel& model);
  void paint_line(const Ui& ui, const Box& line, std::int64_t number, const Line& totals);

  std::string name_;          // of the file that is open
  std::int64_t current_ = 0;  // the line of what is selected; 0 for none
  std::uint32_t followed_ = kNone;
  bool bring_in_sight_ = false;
  Opened opened_;
  Scroller scroller_;
};

}  // namespace coutil::tracer
