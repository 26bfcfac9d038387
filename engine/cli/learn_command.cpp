// `coutil learn`: see the header. A lesson's run is that of `coutil run` in the same surroundings: same
// bytes.
#include "engine/cli/learn_command.h"

#include <cstdlib>

#include "engine/cli/host.h"
#include "engine/cli/run_command.h"
#include "engine/recording.h"
#include "engine/trace_output.h"
#include "lessons/runner/learn.h"

namespace coutil {
namespace {

using lessons::copy_text;

RunOptions options_of(const lessons::RunRequest& request, lessons::RunReport& report) {
  RunOptions options;
  options.backend = "sim";
  options.seed = request.seed;
  options.choices = request.choices;
  options.scenario = request.scenario;
  options.cpu_cost_ns = request.cpu_cost_ns;
  options.script = request.script;
  options.limits.instructions = request.instructions;
  options.limits.events = request.events;
  options.limits.trace_bytes = request.trace_bytes;
  options.limits.memory_bytes = request.memory_bytes;
  options.limits.confined = true;
  options.limits.reached = [&report](const char* what, const std::string& where) {
    const std::string_view limit(what);
    copy_text(report.ended, sizeof report.ended,
              limit == "instructions" ? "time"
              : limit == "events"     ? "events"
                                      : "output");
    copy_text(report.where, sizeof report.where, where);
    report.exit_code = kProgramError;
    report.finished = true;
  };
  return options;
}

// Runs on a child's own.
void run_for_lesson(const lessons::RunRequest& request, const std::string& trace_path,
                    lessons::RunReport& report, const std::function<void()>& confine) {
  const RunOptions options = options_of(request, report);
  Script script;
  script.path = request.script;
  script.arguments = request.arguments;
  std::string problem = read_script(script);
  Recording recording(header_of(options, script));
  OpenedTrace opened = open_trace_file(trace_path);
  if (problem.empty()) problem = opened.error;
  if (!problem.empty()) return copy_text(report.problem, sizeof report.problem, problem);
  recording.start(limit_trace(std::move(opened.output), options.limits), false);
  confine();
  const HostResult result = run_in_simulation(options, script, &recording);
  if (!result.ran) recording.stop(0, 0, 0, 0);
  report.exit_code = exit_code_of(result, options);
  copy_text(report.problem, sizeof report.problem, result.problem);
  copy_text(report.ended, sizeof report.ended,
            report.exit_code == kStuck && result.outcome.stuck ? "stuck"
            : report.exit_code != kWell                        ? "error"
                                                               : "ok");
  report.finished = true;
}

}  // namespace

int learn_command(int argc, char** argv) {
  return lessons::learn(std::vector<std::string>(argv + 1, argv + argc), run_for_lesson);
}

}  // namespace coutil
