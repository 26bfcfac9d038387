// `coutil trace text`: the lanes in the terminal. Prints; text_lanes.h draws.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tracer/command.h"
#include "tracer/position_argument.h"
#include "tracer/terminal.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

class TextCommand final : public Command {
 public:
  const char* name() const override { return "text"; }
  const char* purpose() const override { return "Draw the coroutines as lanes in the terminal"; }
  const char* example() const override { return "coutil trace text dining.trace --from 55ms --to 60ms"; }

  void add_options(CLI::App& app) override {
    add_files(app, files_, "The trace");
    app.add_option("--from", from_, "Begin at a time (1.5ms, 2s) or at the number of an event (e120)");
    app.add_option("--to", to_, "End before a time or an event");
    app.add_option("--axis", axis_, "time or order (default: what shows more)")
        ->check(CLI::IsMember({"time", "order"}));
    app.add_option("--lanes", lanes_, "How many lanes at most (default: 32, the busiest)");
    app.add_flag("--ascii", ascii_, "No characters beyond ASCII");
    add_width(app, width_);
    add_color(app, color_);
  }

  int run() override {
    return for_each_file(files_, [this](const std::string& file) {
      const TraceModel model = read_trace(file);
      fmt::print("{}", draw_text_lanes(Lanes(model), text_options(model)));
      return kWell;
    });
  }

 private:
  TextOptions text_options(const TraceModel& model) const {
    TextOptions options;
    options.width = width_ > 0 ? width_ : terminal_width(stdout);
    options.ascii = ascii_ || !locale_is_utf8();
    options.color = wants_color(color_);
    options.lanes = std::max<size_t>(lanes_, 1);
    options.axis = axis_ == "time" ? Axis::kTime : axis_ == "order" ? Axis::kOrder : default_axis(model);
    if (!from_.empty()) options.from = position_argument(from_, model, *options.axis);
    if (!to_.empty()) options.to = position_argument(to_, model, *options.axis);
    if (options.from && options.to && *options.from >= *options.to) {
      throw UsageError(fmt::format("--from {} does not lie before --to {}", from_, to_));
    }
    return options;
  }

  std::vector<std::string> files_;
  size_t width_ = 0;
  bool ascii_ = false;
  std::string color_ = "auto", axis_, from_, to_;
  size_t lanes_ = 32;
};

}  // namespace

std::unique_ptr<Command> make_text_command() { return std::make_unique<TextCommand>(); }

}  // namespace coutil::tracer
