// One command after `coutil trace`, and what all of them share: exit codes, complaints, files one after the
// other. Every command has a file of its own, command_NAME.cpp; trace_commands.cpp is the list of them.
#pragma once

#include <functional>
#include <memory>

#include <string>
#include <vector>

#include "tracer/usage_error.h"

namespace CLI {
class App;
}

namespace coutil::tracer {

// Exit codes, as the whole command line has them.
inline constexpr int kWell = 0, kFailed = 1, kWrong = 2, kStuckFound = 3, kTracesDiffer = 5;

class Command {
 public:
  virtual ~Command() = default;
  // The word, what it does in a line, and a line that shows how it is called.
  virtual const char* name() const = 0;
  virtual const char* purpose() const = 0;
  virtual const char* example() const = 0;
  // Adds its options; what they point to belongs to the command and is filled in before run().
  virtual void add_options(CLI::App& app) = 0;
  // Prints answers to stdout and complaints to stderr; returns the exit code. May throw UsageError,
  // TraceError.
  virtual int run() = 0;
};

// Prints "coutil trace: TEXT" to stderr; returns kWrong.
int complain(const std::string& text);

// Whether --color WORD (auto, always, never) means colour on stdout.
bool wants_color(const std::string& word);

// Runs `body` for each; a TraceError is printed, and the next file follows. Returns the worst exit code.
int for_each_file(const std::vector<std::string>& files, const std::function<int(const std::string&)>& body);

// Options that several commands have.
void add_files(CLI::App& app, std::vector<std::string>& files, const char* help);
void add_width(CLI::App& app, std::size_t& width);
void add_color(CLI::App& app, std::string& color);

std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_summary_command();
std::unique_ptr<Command> make_text_command();
std::unique_ptr<Command> make_stuck_command();
std::unique_ptr<Command> make_diff_command();
std::unique_ptr<Command> make_export_command();

}  // namespace coutil::tracer
