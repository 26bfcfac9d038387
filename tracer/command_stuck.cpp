// `coutil trace stuck`: who can't go on, at the end or at any other row. Prints; wait_graph.h finds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tracer/board_index.h"
#include "tracer/command.h"
#include "tracer/position_argument.h"
#include "tracer/stuck_report.h"
#include "tracer/trace_reader.h"

namespace coutil::tracer {
namespace {

class StuckCommand final : public Command {
 public:
  const char* name() const override { return "stuck"; }
  const char* purpose() const override {
    return "Say who can never go on and why (exit 3 where somebody is)";
  }
  const char* example() const override { return "coutil trace stuck --at 1.5ms dining.trace"; }

  void add_options(CLI::App& app) override {
    add_files(app, files_, "Traces");
    app.add_option("--at", at_,
                   "Once this time (1.5ms, 2s) or event (e120) took effect (default: at the end)");
    app.add_flag("--json", json_, "One JSON object for each file");
  }

  int run() override {
    return for_each_file(files_, [this](const std::string& file) { return answer(file); });
  }

 private:
  int answer(const std::string& file) const {
    const TraceModel model = read_trace(file);
    Board board(model);
    const uint32_t behind = behind_row(model);
    while (board.next_row() < behind) board.step();
    const WaitGraph graph(board);
    if (json_) {
      fmt::print("{}\n", stuck_json(model, graph));
    } else {
      if (files_.size() > 1) fmt::print("{}{}:\n", &file == &files_.front() ? "" : "\n", file);
      fmt::print("{}", stuck_text(model, graph));
    }
    return graph.stuck().empty() ? kWell : kStuckFound;
  }

  // The row behind the last one that counts. All that happens at a time counts with it.
  uint32_t behind_row(const TraceModel& model) const {
    const uint32_t count = model.event_count();
    if (at_.empty() || count == 0) return count;
    return cursor_argument(at_, model) + 1;
  }

  std::vector<std::string> files_;
  std::string at_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_stuck_command() { return std::make_unique<StuckCommand>(); }

}  // namespace coutil::tracer
