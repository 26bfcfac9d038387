// Words of a command line: see the header.
#include "engine/cli/usage.h"

#include <CLI/CLI.hpp>

namespace coutil {
namespace {

// "--name VALUE" rather than "--name=VALUE" or a flag.
bool takes_next_word(const CLI::App& command, const std::string& word) {
  const CLI::Option* option = command.get_option_no_throw(word);
  return option != nullptr && option->get_expected_min() > 0;
}

// What to say of a word that nothing was made of.
std::string not_expected(const CLI::App& app, const std::string& word) {
  if (word.size() > 1 && word.front() == '-') return "there is no option " + word;
  if (!app.get_subcommands().empty()) return "the word '" + word + "' was not expected";
  std::string names;
  for (const CLI::App* known : app.get_subcommands(nullptr)) {
    names += (names.empty() ? "" : ", ") + known->get_name();
  }
  return "there is no command '" + word + "', only " + names;
}

}  // namespace

int count_words_to_script(const CLI::App& command, int argc, const char* const* argv, int first) {
  for (int i = first; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--") return i + 2 < argc ? i + 2 : argc;
    if (word.size() < 2 || word.front() != '-') return i + 1;
    if (takes_next_word(command, word)) ++i;
  }
  return argc;
}

std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = app.get_name();
  if (!app.get_subcommands().empty()) command += " " + app.get_subcommands().front()->get_name();
  std::string text = error.what();
  std::vector<std::string> rest = app.remaining(true);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !rest.empty()) {
    text = not_expected(app, rest.front());
  } else if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    text += ": a number is expected";
  }
  return text + "; see " + command + " --help";
}

}  // namespace coutil
