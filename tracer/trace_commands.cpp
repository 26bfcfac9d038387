// The words after `coutil trace`, with CLI11. Each command loads a trace, asks for its answer, and prints it.
// Knows command lines and exit codes; what the answers are is computed elsewhere.
#include "tracer/trace_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "tracer/terminal.h"
#include "tracer/text_lanes.h"
#include "tracer/time_argument.h"
#include "tracer/trace_check.h"
#include "tracer/trace_error.h"
#include "tracer/trace_reader.h"
#include "tracer/trace_summary.h"
#include "tracer/units.h"

namespace coutil {

namespace {

using namespace tracer;

constexpr int kWell = 0, kFailed = 1, kWrong = 2;

struct Arguments {
  std::vector<std::string> files;
  size_t violations = 20;
  bool json = false;
  size_t width = 0;
  bool ascii = false;
  std::string color = "auto", axis, from, to;
  size_t lanes = 32;
};

// A command line that is understood by its words but not by its meaning.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

int complain(const std::string& text) {
  fmt::print(stderr, "coutil trace: {}\n", text);
  return kWrong;
}

bool wants_color(const std::string& word) {
  return word == "always" || (word == "auto" && terminal_has_color(stdout));
}

// Where a TraceError is due it is printed, and the command goes on with the next file.
template <typename Body>
int for_each_file(const Arguments& arguments, Body body) {
  int worst = kWell;
  for (const std::string& file : arguments.files) {
    try {
      worst = std::max(worst, body(file));
    } catch (const TraceError& error) {
      worst = complain(error.what());
    }
  }
  return worst;
}

int check_file(const Arguments& arguments, const std::string& file) {
  const size_t kept = std::max<size_t>(arguments.violations, 1);
  const TraceModel model = read_trace(file, {.keep_defects = true, .kept_defect_count = kept});
  const CheckReport report = check_trace(model, kept);
  for (const Defect& violation : report.violations) {
    fmt::print("{}:{}: {}\n", file, violation.line, violation.sentence);
  }
  if (report.count > report.violations.size()) {
    fmt::print("{}: and {} more\n", file, format_count(report.count - report.violations.size()));
  }
  std::string facts = fmt::format("{} of {}", format_counted(model.event_count(), "event"),
                                  format_counted(model.coroutines().size() - 1, "coroutine"));
  if (report.cut_short) {
    facts += model.torn_bytes() > 0 ? "; cut short: the last line is torn"
                                    : "; cut short: the last line is missing";
  }
  if (model.unknown_lines() > 0) {
    facts += fmt::format("; {} lines of kinds unknown to this build", format_count(model.unknown_lines()));
  }
  fmt::print("{}: {} ({})\n", file,
             report.count == 0 ? "holds" : "broken in " + format_counted(report.count, "place"), facts);
  return report.count == 0 ? kWell : kFailed;
}

int summarize_file(const Arguments& arguments, const std::string& file) {
  const TraceModel model = read_trace(file);
  const Lanes lanes(model);
  if (arguments.json) {
    fmt::print("{}\n", summary_json(lanes));
  } else {
    const size_t width = arguments.width > 0 ? arguments.width : terminal_width(stdout);
    if (arguments.files.size() > 1 && &file != &arguments.files.front()) fmt::print("\n");
    fmt::print("{}", summary_text(lanes, width, wants_color(arguments.color)));
  }
  return kWell;
}

// The number of an event ("e120"), or a time, as a position on an axis.
int64_t position_of(const std::string& text, const TraceModel& model, Axis axis) {
  uint32_t event = 0;
  const char* last = text.data() + text.size();
  if (text.starts_with('e') && std::from_chars(text.data() + 1, last, event).ptr == last && text.size() > 1) {
    if (axis == Axis::kOrder) return event;
    return event < model.event_count() ? model.time_ns(event) : model.end_ns() + 1;
  }
  const std::optional<int64_t> time_ns = parse_time_ns(text);
  if (!time_ns) {
    throw UsageError(
        fmt::format("'{}' is neither a time (1.5ms, 2s) nor the number of an event (e120)", text));
  }
  return axis == Axis::kTime ? *time_ns : static_cast<int64_t>(model.first_at_or_after(*time_ns));
}

TextOptions text_options(const Arguments& arguments, const TraceModel& model) {
  TextOptions options;
  options.width = arguments.width > 0 ? arguments.width : terminal_width(stdout);
  options.ascii = arguments.ascii || !locale_is_utf8();
  options.color = wants_color(arguments.color);
  options.lanes = std::max<size_t>(arguments.lanes, 1);
  options.axis = arguments.axis == "time"    ? Axis::kTime
                 : arguments.axis == "order" ? Axis::kOrder
                                             : default_axis(model);
  if (!arguments.from.empty()) options.from = position_of(arguments.from, model, *options.axis);
  if (!arguments.to.empty()) options.to = position_of(arguments.to, model, *options.axis);
  if (options.from && options.to && *options.from >= *options.to) {
    throw UsageError(fmt::format("--from {} does not lie before --to {}", arguments.from, arguments.to));
  }
  return options;
}

int draw_file(const Arguments& arguments, const std::string& file) {
  const TraceModel model = read_trace(file);
  const TextOptions options = text_options(arguments, model);
  fmt::print("{}", draw_text_lanes(Lanes(model), options));
  return kWell;
}

// Becomes the window's program, with the same words. Returns only where that fails.
int become_tracer(char** words) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program = (self.parent_path() / "coutil-tracer").string();
  if (error || access(program.c_str(), X_OK) != 0) {
    return complain(fmt::format(
        "{} needs the program coutil-tracer, expected at {}; build it, or use `coutil trace text`", words[0],
        program));
  }
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (char** word = words; *word != nullptr; word++) arguments.push_back(*word);
  arguments.push_back(nullptr);
  execv(program.c_str(), arguments.data());
  return complain(fmt::format("{} can't be started: {}", program, std::strerror(errno)));
}

void add_files(CLI::App* command, Arguments& arguments, const char* help) {
  command->add_option("FILE", arguments.files, help)->required();
}

void add_look(CLI::App* command, Arguments& arguments) {
  command->add_option("--width", arguments.width, "Cells in a line (default: the terminal's)")
      ->check(CLI::Range(40, 1000));
  command->add_option("--color", arguments.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_text(CLI::App& app, Arguments& arguments) {
  CLI::App* text = app.add_subcommand("text", "Draw the coroutines as lanes in the terminal");
  add_files(text, arguments, "The trace");
  text->add_option("--from", arguments.from,
                   "Begin at a time (1.5ms, 2s) or at the number of an event (e120)");
  text->add_option("--to", arguments.to, "End before a time or an event");
  text->add_option("--axis", arguments.axis, "time or order (default: what shows more)")
      ->check(CLI::IsMember({"time", "order"}));
  text->add_option("--lanes", arguments.lanes, "How many lanes at most (default: 32, the busiest)");
  text->add_flag("--ascii", arguments.ascii, "No characters beyond ASCII");
  add_look(text, arguments);
}

int dispatch(const CLI::App& app, const Arguments& arguments) {
  if (app.got_subcommand("check")) {
    return for_each_file(arguments, [&](const std::string& file) { return check_file(arguments, file); });
  }
  if (app.got_subcommand("summary")) {
    return for_each_file(arguments, [&](const std::string& file) { return summarize_file(arguments, file); });
  }
  return for_each_file(arguments, [&](const std::string& file) { return draw_file(arguments, file); });
}

// What is wrong with the command line; CLI11 itself does not name a wrong command.
std::string wrong_words(const CLI::App& app, const std::string& said) {
  if (!app.get_subcommands().empty()) return said;
  const std::vector<std::string> rest = app.remaining();
  if (rest.empty()) return "say which: view, text, summary, check or shot";
  return fmt::format("'{}' is none of view, text, summary, check and shot", rest.front());
}

}  // namespace

int trace_command(int argc, char** argv) {
  if (argc > 1 && (std::strcmp(argv[1], "view") == 0 || std::strcmp(argv[1], "shot") == 0)) {
    return become_tracer(argv + 1);
  }
  Arguments arguments;
  CLI::App app("Looks at traces that `coutil run --trace FILE` wrote.", "coutil trace");
  app.require_subcommand(1);
  app.add_subcommand("view", "Open a trace in a window");
  add_text(app, arguments);
  CLI::App* summary = app.add_subcommand("summary", "Who did how much and waited for what, in numbers");
  add_files(summary, arguments, "Traces");
  summary->add_flag("--json", arguments.json, "One JSON object for each file");
  add_look(summary, arguments);
  CLI::App* check = app.add_subcommand("check", "Say where traces break what always holds of them (exit 1)");
  add_files(check, arguments, "Traces");
  check->add_option("--violations", arguments.violations, "How many to print of each file (default: 20)");
  app.add_subcommand("shot", "Draw the window's picture into a PNG file");
  try {
    app.parse(argc, argv);
    const int code = dispatch(app, arguments);
    return std::fflush(stdout) == 0 ? code : complain(fmt::format("can't print: {}", std::strerror(errno)));
  } catch (const CLI::Success& wish) {
    return app.exit(wish);  // --help
  } catch (const CLI::ParseError& error) {
    return complain(wrong_words(app, error.what()) + "; see coutil trace --help");
  } catch (const UsageError& error) {
    return complain(error.what());
  } catch (const std::bad_alloc&) {
    return complain("not enough memory for this trace");
  } catch (const std::system_error& error) {
    return complain(std::string("can't print: ") + error.what());
  }
}

void print_text_lanes(const std::string& trace_path, FILE* out) {
  const TraceModel model = read_trace(trace_path);
  TextOptions options;
  options.width = terminal_width(out);
  options.ascii = !locale_is_utf8();
  options.color = terminal_has_color(out);
  fmt::print(out, "{}", draw_text_lanes(Lanes(model), options));
}

}  // namespace coutil
