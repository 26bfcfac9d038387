// The help sheet: what every key and the mouse do, and what the signs mean.
#pragma once

#include <string>
#include <vector>

#include "tracer/commands.h"
#include "tracer/widget_view.h"

namespace coutil::tracer {

struct HelpLine {
  std::string keys;
  std::string text;
};
struct HelpGroup {
  std::string title;
  std::vector<HelpLine> lines;
};

// The keys come from the table of commands: of those that `has` takes.
std::vector<HelpGroup> help_groups(bool (*has)(Command));
std::vector<HelpGroup> help_groups();

// Painted over everything else, in the middle of `area`; scrolls where it does not fit.
void paint_help(const Ui& ui, const Box& area, const std::vector<HelpGroup>& groups, Scroller& scroller);

}  // namespace coutil::tracer
