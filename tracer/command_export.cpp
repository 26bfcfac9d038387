// `coutil trace export`: a trace for other tools. Reads words and opens files; the *_export.h files write.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tracer/command.h"
#include "tracer/csv_export.h"
#include "tracer/export_output.h"
#include "tracer/export_selection.h"
#include "tracer/perfetto_export.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

class ExportCommand final : public Command {
 public:
  const char* name() const override { return "export"; }
  const char* purpose() const override { return "Write a trace for other tools: perfetto or csv"; }
  const char* example() const override {
    return "coutil trace export dining.trace --to perfetto -o dining.json";
  }

  void add_options(CLI::App& app) override {
    app.add_option("FILE", file_, "The trace")->required();
    app.add_option("--to", format_, "perfetto (Chrome trace events, for ui.perfetto.dev) or csv (a table)")
        ->required()
        ->check(CLI::IsMember({"perfetto", "csv"}));
    app.add_option("-o,--output", output_, "The file to write (default: stdout)");
    app.add_option("--from", from_, "Begin at a time (1.5ms, 2s) or at the number of an event (e120)");
    app.add_option("--until", until_, "End before a time or an event");
    app.add_option("--lanes", lanes_, "A number: the busiest; or names, as in main,eater* (default: all)");
    app.add_option("--axis", axis_, "perfetto: time, or order (a microsecond is an event; for virtual time)")
        ->check(CLI::IsMember({"time", "order"}));
  }

  int run() override {
    const TraceModel model = read_trace(file_);
    const Lanes lanes(model);
    const ExportSelection selection = select_export(lanes, from_, until_, lanes_);
    ExportOutput out(output_, file_);
    if (format_ == "csv") {
      export_csv(lanes, selection, out);
    } else {
      const Axis axis = axis_ == "order" ? Axis::kOrder : Axis::kTime;
      export_perfetto(lanes, Holds(model), Nesting(lanes), selection, axis, out);
    }
    out.finish();
    return kWell;
  }

 private:
  std::string file_, format_, output_, from_, until_, lanes_, axis_;
};

}  // namespace

std::unique_ptr<Command> make_export_command() { return std::make_unique<ExportCommand>(); }

}  // namespace coutil::tracer
