// How the words of a command line are taken apart before CLI11 sees them, and the one line that says what is
// wrong with them. Knows no command by name.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace coutil {

/// How many of the words come before those that belong to the script: all up to the script itself, which is
/// the first word after `first` that is neither an option of `command` nor an option's value.
int count_words_to_script(const CLI::App& command, int argc, const char* const* argv, int first);

/// What was wrong, what was expected and where to read on, in one line with no end.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace coutil
