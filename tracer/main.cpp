// coutil-tracer: `view` opens a trace in a window, `shot` draws the same frame into a PNG with no display.
// Exit 0, or 2 with one line for wrong usage, a trace that can't be read, a picture that can't be written, or
// no display.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "tracer/export_selection.h"
#include "tracer/lane.h"
#include "tracer/lesson_card.h"
#include "tracer/moves.h"
#include "tracer/position_argument.h"
#include "tracer/shot.h"
#include "tracer/trace_document.h"
#include "tracer/trace_reader.h"
#include "tracer/usage_error.h"
#include "tracer/view_settings.h"
#include "tracer/window.h"

namespace {

using namespace coutil::tracer;

constexpr int kWrong = 2;
constexpr int kLeastPixels = 64, kMostPixels = 16384;

int complain(const std::string& text) {
  fmt::print(stderr, "coutil-tracer: {}\n", text);
  return kWrong;
}

struct Arguments {
  std::string trace, second, output, of_two, lanes;
  bool at_parting = false;
  std::string size, from, to;
  std::string theme = "dark", view_theme, axis, panel, selected, at;
  float scale = 1;
};

// "1600x900" into both; false for anything else.
bool parse_size(const std::string& text, int& width, int& height) {
  char rest = 0;
  if (std::sscanf(text.c_str(), "%5dx%5d%c", &width, &height, &rest) != 2) return false;
  const auto fits = [](int pixels) { return pixels >= kLeastPixels && pixels <= kMostPixels; };
  return fits(width) && fits(height);
}

// What is wrong with the options, or an empty string.
std::string shot_options(const Arguments& arguments, ShotOptions& options) {
  if (!arguments.size.empty() && !parse_size(arguments.size, options.width, options.height)) {
    return fmt::format("--size wants WIDTHxHEIGHT, each {} to {} pixels, as in 1600x900; it was given '{}'",
                       kLeastPixels, kMostPixels, arguments.size);
  }
  options.scale = arguments.scale;
  options.at_parting = arguments.at_parting;
  if (arguments.at_parting && arguments.of_two.empty())
    return "--parting is for two traces: coutil trace shot FIRST SECOND OUT.png --parting";
  options.theme = find_theme(arguments.theme);
  if (!arguments.axis.empty()) options.axis = arguments.axis == "time" ? Axis::kTime : Axis::kOrder;
  return {};
}

// The stretch between --from and --to, where one of them may be missing. Throws UsageError.
void shot_range(const Arguments& arguments, const TraceModel& model, ShotOptions& options) {
  if (arguments.from.empty() && arguments.to.empty()) return;
  const Axis axis = options.axis.value_or(default_axis(model));
  const bool by_order = axis == Axis::kOrder;
  AxisRange range{by_order ? 0 : static_cast<double>(model.begin_ns()),
                  static_cast<double>(by_order ? model.event_count() : model.end_ns())};
  if (!arguments.from.empty())
    range.low = static_cast<double>(position_argument(arguments.from, model, axis));
  if (!arguments.to.empty()) range.high = static_cast<double>(position_argument(arguments.to, model, axis));
  const bool has_both = !arguments.from.empty() && !arguments.to.empty();
  const auto time_ns = [&](const std::string& text) { return position_argument(text, model, Axis::kTime); };
  if (range.high < range.low || (has_both && time_ns(arguments.from) > time_ns(arguments.to)))
    throw UsageError("--from lies after --to: nothing to draw");
  range.high = std::max(range.high, range.low + 1);
  options.rows = range;
}

// The panel to open, the event to select, and where the cursor stands. Throws UsageError.
std::string shot_panel(const Arguments& arguments, const TraceModel& model, ShotOptions& options) {
  for (std::size_t i = 0; i < kTabCount; ++i) {
    std::string word = kTabWords[i];
    word[0] = static_cast<char>(word[0] - 'A' + 'a');
    if (word == arguments.panel) options.panel = static_cast<Tab>(i);
  }
  if (!arguments.at.empty()) options.cursor = cursor_argument(arguments.at, model);
  if (arguments.selected.empty()) return {};
  const std::optional<std::uint32_t> row = row_from_text(model, arguments.selected);
  if (!row) {
    return fmt::format("--select wants an event of the trace (e0 to e{}) or a time, not '{}'",
                       model.event_count() == 0 ? 0 : model.event_count() - 1, arguments.selected);
  }
  options.selected = *row;
  return {};
}

int run_view(const Arguments& arguments) {
  if (!arguments.second.empty()) {
    const std::string error = show_comparison(arguments.trace, arguments.second,
                                              {default_settings_path(), arguments.view_theme, ""});
    return error.empty() ? 0 : complain(error);
  }
  TraceDocument document(arguments.trace);
  const std::string error = show_window(
      document, {default_settings_path(), arguments.view_theme, lesson_card_path(arguments.trace)});
  return error.empty() ? 0 : complain(error);
}

int run_shot(const Arguments& arguments) {
  ShotOptions options;
  if (const std::string error = shot_options(arguments, options); !error.empty()) return complain(error);
  const TraceModel model = read_trace(arguments.trace);
  if (const std::string error = shot_panel(arguments, model, options); !error.empty()) return complain(error);
  shot_range(arguments, model, options);
  if (!arguments.of_two.empty()) {
    const std::string error =
        write_comparison_shot(arguments.trace, arguments.output, arguments.of_two, options);
    return error.empty() ? 0 : complain(error);
  }
  const Lanes lanes(model);
  if (!arguments.lanes.empty()) options.lanes = choose_lanes(lanes, arguments.lanes);
  const std::string error = write_shot(lanes, arguments.output, options);
  return error.empty() ? 0 : complain(error);
}

int run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Shows a trace of coroutines as a timeline.", "coutil-tracer");
  app.require_subcommand(1);
  CLI::App* view = app.add_subcommand("view", "Open the trace in a window.");
  view->add_option("FILE", arguments.trace, "the trace")->required();
  view->add_option("--theme", arguments.view_theme, "dark, light, or safe for all eyes; else the last one")
      ->check(CLI::IsMember({"dark", "light", "safe"}));
  view->add_option("SECOND", arguments.second, "another trace, to see where the runs part");
  view->footer("Example: coutil trace view dining.trace");
  CLI::App* shot = app.add_subcommand("shot", "Draw the timeline into a PNG; needs no display.");
  shot->add_option("FILE", arguments.trace, "the trace")->required();
  shot->add_option("OUT.png", arguments.output, "the picture; a second trace where another word follows")
      ->required();
  shot->add_option("OF_TWO.png", arguments.of_two, "the picture of two traces");
  shot->footer(
      "Examples: coutil trace shot dining.trace dining.png --theme light\n"
      "          coutil trace shot dining.trace graph.png --at 60ms --panel graph\n"
      "          coutil trace shot monday.trace tuesday.trace both.png --parting");
  shot->add_flag("--parting", arguments.at_parting, "of two traces: only around the place where they part");
  shot->add_option("--lanes", arguments.lanes, "a number: the busiest; or names, as in main,eater*");
  shot->add_option("--size", arguments.size,
                   "WIDTHxHEIGHT in pixels; else 1600 wide, as high as the lanes need");

  shot->add_option("--theme", arguments.theme, "dark, light, or safe for all eyes")
      ->check(CLI::IsMember({"dark", "light", "safe"}));
  shot->add_option("--panel", arguments.panel,
                   "open a panel: story, source, tables, graph, findings, bookmarks")
      ->check(CLI::IsMember({"story", "source", "tables", "graph", "findings", "bookmarks"}));
  shot->add_option("--select", arguments.selected, "select the event eN");
  shot->add_option("--at", arguments.at,
                   "put the cursor where a time (1.5ms, 2s) or event (e120) took effect");
  shot->add_option("--from", arguments.from, "draw from a time (250us, 1.5ms, 2s) or an event (e120) on");
  shot->add_option("--to", arguments.to, "draw up to a time or an event");

  shot->add_option("--axis", arguments.axis, "time, or order (of events)")
      ->check(CLI::IsMember({"time", "order"}));
  shot->add_option("--scale", arguments.scale, "2 for a dense display")->check(CLI::Range(0.5, 4.0));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    const char* help = *view ? "coutil trace view" : *shot ? "coutil trace shot" : "coutil-tracer";
    return complain(fmt::format("{}; see {} --help", error.what(), help));
  }
  try {
    return *view ? run_view(arguments) : run_shot(arguments);
  } catch (const TraceError& error) {
    return complain(error.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}
