// What loading a trace can fail with: one type, one line of text, with the file and the line in it.
// Knows nothing about the model; whoever prints it adds nothing.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace coutil::tracer {

// Thrown by everything that reads a trace. `what()` is "FILE:LINE: text", or "FILE: text" where no line is to
// blame.
class TraceError : public std::runtime_error {
 public:
  TraceError(std::string file, uint64_t line, const std::string& text)
      : std::runtime_error(line == 0 ? file + ": " + text : file + ":" + std::to_string(line) + ": " + text),
        file_(std::move(file)),
        line_(line),
        text_(text) {}

  const std::string& file() const { return file_; }
  uint64_t line() const { return line_; }  // counted from 1; 0 where no line is to blame
  const std::string& text() const { return text_; }

 private:
  std::string file_;
  uint64_t line_;
  std::string text_;
};

}  // namespace coutil::tracer
