// The list of the commands after `coutil trace`, and the way from words to one of them, with CLI11.
// What a command does is in its own file; view and shot are another program, coutil-tracer.
#include "tracer/trace_commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>

#include "tracer/command.h"
#include "tracer/export_output.h"
#include "tracer/terminal.h"
#include "tracer/text_lanes.h"
#include "tracer/trace_error.h"
#include "tracer/trace_reader.h"

namespace coutil {

namespace {

using namespace tracer;

// What the program beside this one does.
struct Picture {
  const char* name;
  const char* purpose;
};
constexpr Picture kPictures[] = {{"view", "Open a trace in a window"},
                                 {"shot", "Draw the window's picture into a PNG file"}};

using Commands = std::vector<std::unique_ptr<Command>>;

// In the order in which --help lists them, after `view`.
Commands make_commands() {
  Commands commands;
  commands.push_back(make_text_command());
  commands.push_back(make_summary_command());
  commands.push_back(make_check_command());
  commands.push_back(make_stuck_command());
  commands.push_back(make_diff_command());
  commands.push_back(make_export_command());
  return commands;
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

bool is_picture(const char* word) {
  for (const Picture& picture : kPictures) {
    if (std::strcmp(word, picture.name) == 0) return true;
  }
  return false;
}

// "view, text or check" with " or ", "view, text and check" with " and ".
std::string list_of_names(const Commands& commands, const char* last_joint) {
  std::vector<std::string> names{kPictures[0].name};
  for (const auto& command : commands) names.emplace_back(command->name());
  names.emplace_back(kPictures[1].name);
  std::string text = names.front();
  for (size_t i = 1; i < names.size(); i++) text += (i + 1 < names.size() ? ", " : last_joint) + names[i];
  return text;
}

// What is wrong with the command line; CLI11 itself does not name a wrong command.
std::string wrong_words(const CLI::App& app, const Commands& commands, const std::string& said) {
  if (!app.get_subcommands().empty()) return said;
  const std::vector<std::string> rest = app.remaining();
  if (rest.empty()) return "say which: " + list_of_names(commands, " or ");
  return fmt::format("'{}' is none of {}", rest.front(), list_of_names(commands, " and "));
}

int run(const CLI::App& app, const Commands& commands) {
  for (const auto& command : commands) {
    if (!app.got_subcommand(command->name())) continue;
    const int code = command->run();
    return std::fflush(stdout) == 0 ? code : complain(fmt::format("can't print: {}", std::strerror(errno)));
  }
  return kWrong;
}

}  // namespace

int trace_command(int argc, char** argv) {
  if (argc > 1 && is_picture(argv[1])) return become_tracer(argv + 1);
  const Commands commands = make_commands();
  CLI::App app("Looks at traces that `coutil run --trace FILE` wrote.", "coutil trace");
  app.require_subcommand(1);
  app.add_subcommand(kPictures[0].name, kPictures[0].purpose);
  for (const auto& command : commands) {
    CLI::App* words = app.add_subcommand(command->name(), command->purpose());
    words->footer(std::string("Example: ") + command->example());
    command->add_options(*words);
  }
  app.add_subcommand(kPictures[1].name, kPictures[1].purpose);
  try {
    app.parse(argc, argv);
    return run(app, commands);
  } catch (const CLI::Success& wish) {
    return app.exit(wish);  // --help
  } catch (const CLI::ParseError& error) {
    return complain(wrong_words(app, commands, error.what()) + "; see coutil trace --help");
  } catch (const UsageError& error) {
    return complain(error.what());
  } catch (const TraceError& error) {
    return complain(error.what());
  } catch (const ExportError& error) {
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
