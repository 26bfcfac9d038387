// `coutil trace check`: where a trace breaks what always holds of one. Prints; trace_check.h finds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tracer/command.h"
#include "tracer/trace_check.h"
#include "tracer/trace_reader.h"
#include "tracer/units.h"

namespace coutil::tracer {
namespace {

class CheckCommand final : public Command {
 public:
  const char* name() const override { return "check"; }
  const char* purpose() const override { return "Say where traces break what always holds of them (exit 1)"; }
  const char* example() const override { return "coutil trace check dining.trace"; }

  void add_options(CLI::App& app) override {
    add_files(app, files_, "Traces");
    app.add_option("--violations", violations_, "How many to print of each file (default: 20)");
  }

  int run() override {
    return for_each_file(files_, [this](const std::string& file) { return check_file(file); });
  }

 private:
  int check_file(const std::string& file) const {
    const size_t kept = std::max<size_t>(violations_, 1);
    const TraceModel model = read_trace(file, {.keep_defects = true, .kept_defect_count = kept});
    const CheckReport report = check_trace(model, kept);
    for (const Defect& violation : report.violations) {
      fmt::print("{}:{}: {}\n", file, violation.line, violation.sentence);
    }
    if (report.count > report.violations.size()) {
      fmt::print("{}: and {} more\n", file, format_count(report.count - report.violations.size()));
    }
    fmt::print("{}: {} ({})\n", file,
               report.count == 0 ? "holds" : "broken in " + format_counted(report.count, "place"),
               facts(model, report));
    return report.count == 0 ? kWell : kFailed;
  }

  static std::string facts(const TraceModel& model, const CheckReport& report) {
    std::string text = fmt::format("{} of {}", format_counted(model.event_count(), "event"),
                                   format_counted(model.coroutine_count(), "coroutine"));
    if (report.cut_short) {
      text += model.torn_bytes() > 0 ? "; cut short: the last line is torn"
                                     : "; cut short: the last line is missing";
    }
    if (model.unknown_lines() > 0) {
      text += fmt::format("; {} lines of kinds unknown to this build", format_count(model.unknown_lines()));
    }
    return text;
  }

  std::vector<std::string> files_;
  size_t violations_ = 20;
};

}  // namespace

std::unique_ptr<Command> make_check_command() { return std::make_unique<CheckCommand>(); }

}  // namespace coutil::tracer
