// `coutil trace summary`: who did how much and waited for what. Prints; trace_summary.h computes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tracer/command.h"
#include "tracer/terminal.h"
#include "tracer/trace_reader.h"
#include "tracer/trace_summary.h"

namespace coutil::tracer {
namespace {

class SummaryCommand final : public Command {
 public:
  const char* name() const override { return "summary"; }
  const char* purpose() const override { return "Who did how much and waited for what, in numbers"; }
  const char* example() const override { return "coutil trace summary --json dining.trace"; }

  void add_options(CLI::App& app) override {
    add_files(app, files_, "Traces");
    app.add_flag("--json", json_, "One JSON object for each file");
    add_width(app, width_);
    add_color(app, color_);
  }

  int run() override {
    return for_each_file(files_, [this](const std::string& file) { return summarize_file(file); });
  }

 private:
  int summarize_file(const std::string& file) const {
    const TraceModel model = read_trace(file);
    const Lanes lanes(model);
    if (json_) {
      fmt::print("{}\n", summary_json(lanes));
    } else {
      const size_t width = width_ > 0 ? width_ : terminal_width(stdout);
      if (files_.size() > 1 && &file != &files_.front()) fmt::print("\n");
      fmt::print("{}", summary_text(lanes, width, wants_color(color_)));
    }
    return kWell;
  }

  std::vector<std::string> files_;
  bool json_ = false;
  size_t width_ = 0;
  std::string color_ = "auto";
};

}  // namespace

std::unique_ptr<Command> make_summary_command() { return std::make_unique<SummaryCommand>(); }

}  // namespace coutil::tracer
