// What the commands share: see the header.
#include "tracer/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "tracer/terminal.h"
#include "tracer/trace_error.h"

namespace coutil::tracer {

int complain(const std::string& text) {
  fmt::print(stderr, "coutil trace: {}\n", text);
  return kWrong;
}

bool wants_color(const std::string& word) {
  return word == "always" || (word == "auto" && terminal_has_color(stdout));
}

int for_each_file(const std::vector<std::string>& files, const std::function<int(const std::string&)>& body) {
  int worst = kWell;
  for (const std::string& file : files) {
    try {
      worst = std::max(worst, body(file));
    } catch (const TraceError& error) {
      worst = std::max(worst, complain(error.what()));
    }
  }
  return worst;
}

void add_files(CLI::App& app, std::vector<std::string>& files, const char* help) {
  app.add_option("FILE", files, help)->required();
}

void add_width(CLI::App& app, std::size_t& width) {
  app.add_option("--width", width, "Cells in a line (default: the terminal's)")->check(CLI::Range(40, 1000));
}

void add_color(CLI::App& app, std::string& color) {
  app.add_option("--color", color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

}  // namespace coutil::tracer
