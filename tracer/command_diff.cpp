// `coutil trace diff`: the first place at which two runs part. Prints; trace_comparison.h compares.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tracer/command.h"
#include "tracer/trace_comparison.h"

namespace coutil::tracer {
namespace {

class DiffCommand final : public Command {
 public:
  const char* name() const override { return "diff"; }
  const char* purpose() const override {
    return "Show where two runs part, and who was ready there (exit 5)";
  }
  const char* example() const override { return "coutil trace diff monday.trace tuesday.trace"; }

  void add_options(CLI::App& app) override {
    app.add_option("FIRST", first_, "A trace")->required();
    app.add_option("SECOND", second_, "Another trace")->required();
    app.add_flag("--ignore-time", options_.ignore_time,
                 "Times may differ, as between two runs on the real backend");
    app.add_flag("--json", json_, "One JSON object");
  }

  int run() override {
    const TraceComparison comparison = compare_files(first_, second_, options_);
    if (json_) {
      fmt::print("{}\n", comparison_json(comparison, first_, second_));
    } else {
      fmt::print("{}", comparison_text(comparison, first_, second_));
    }
    return comparison.same() ? kWell : kTracesDiffer;
  }

 private:
  std::string first_, second_;
  PrefixOptions options_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_diff_command() { return std::make_unique<DiffCommand>(); }

}  // namespace coutil::tracer
