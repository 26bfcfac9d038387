// A command line that is understood by its words but not by its meaning. Knows no command.
#pragma once

#include <stdexcept>

namespace coutil::tracer {

// `what()` is one line that says what was given and what was expected; it becomes exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace coutil::tracer
