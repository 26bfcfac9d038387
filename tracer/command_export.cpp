// `coutil trace export`: a trace for other tools. Reads words and opens files; the *_export.h files write.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tracer/command.h"
#include "tracer/csv_export.h"
#include "tracer/export_output.h"
#include "tracer/export_selection.h"
#include "tracer/graph_layout.h"
#include "tracer/perfetto_export.h"
#include "tracer/position_argument.h"
#include "tracer/svg_export.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

class ExportCommand final : public Command {
 public:
  const char* name() const override { return "export"; }
  const char* purpose() const override { return "Write a trace for other tools: perfetto, csv, svg or dot"; }
  const char* example() const override {
    return "coutil trace export dining.trace --to perfetto -o dining.json";
  }

  void add_options(CLI::App& app) override {
    app.add_option("FILE", file_, "The trace")->required();
    app.add_option("--to", format_,
                   "perfetto (Chrome trace events, for ui.perfetto.dev), csv (a table), svg (the timeline) "
                   "or dot (who waits for whom, for Graphviz)")
        ->required()
        ->check(CLI::IsMember({"perfetto", "csv", "svg", "dot"}));
    app.add_option("--at", at_, "dot: at a time or behind an event (default: at the end)");
    app.add_option("-o,--output", output_, "The file to write (default: stdout)");
    app.add_option("--from", from_, "Begin at a time (1.5ms, 2s) or at the number of an event (e120)");
    app.add_option("--until", until_, "End before a time or an event");
    app.add_option("--lanes", lanes_, "A number: the busiest; or names, as in main,eater* (default: all)");
    app.add_option("--axis", axis_, "perfetto, svg: time, or order of events (perfetto: a microsecond each)")
        ->check(CLI::IsMember({"time", "order"}));
    app.add_option("--theme", theme_, "svg: dark, light or safe (default: light)")
        ->check([](const std::string& word) {
          return find_theme(word) != nullptr ? ""
                                             : "there is no theme '" + word + "'; take dark, light or safe";
        });
    app.add_option("--width", width_, "svg: pixels (default: 1200)")->check(CLI::Range(400, 20000));
  }

  int run() override {
    const TraceModel model = read_trace(file_);
    const Lanes lanes(model);
    const ExportSelection selection = select_export(lanes, from_, until_, lanes_);
    ExportOutput out(output_, file_);
    if (format_ == "csv") {
      export_csv(lanes, selection, out);
    } else if (format_ == "svg") {
      write_svg(lanes, selection, out);
    } else if (format_ == "dot") {
      out.write(wait_graph_dot(model));
    } else {
      const Axis axis = axis_ == "order" ? Axis::kOrder : Axis::kTime;
      export_perfetto(lanes, Holds(model), Nesting(lanes), selection, axis, out);
    }
    out.finish();
    return kWell;
  }

 private:
  std::string wait_graph_dot(const TraceModel& model) const {
    Board board(model);
    const uint32_t count = model.event_count();
    uint32_t behind = count;
    if (!at_.empty()) {
      // All that happens at a time counts with it, as in `trace stuck`.
      const bool is_event = event_argument(at_).has_value();
      const int64_t position = position_argument(at_, model, is_event ? Axis::kOrder : Axis::kTime);
      behind = is_event ? static_cast<uint32_t>(std::min<int64_t>(position + 1, count))
                        : model.first_after(position);
    }
    while (board.next_row() < behind) board.step();
    return graph_dot(model, WaitGraph(board), kNone);
  }

  void write_svg(const Lanes& lanes, const ExportSelection& selection, ExportOutput& out) const {
    SvgOptions options;
    options.width = static_cast<float>(width_);
    if (!theme_.empty()) options.theme = find_theme(theme_);
    if (!axis_.empty()) options.axis = axis_ == "order" ? Axis::kOrder : Axis::kTime;
    options.from = selection.from;
    options.to = selection.to;
    options.has_lane = selection.has_lane;
    export_svg(*make_facts(lanes), options, out);
  }

  int width_ = 1200;
  std::string theme_, at_;
  std::string file_, format_, output_, from_, until_, lanes_, axis_;
};

}  // namespace

std::unique_ptr<Command> make_export_command() { return std::make_unique<ExportCommand>(); }

}  // namespace coutil::tracer
