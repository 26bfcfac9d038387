// Where an export goes: a file of its own, or stdout. Knows nothing of what is written.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace coutil::tracer {

// `what()` is one line: "can't write OUT: No space left on device".
struct ExportError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class ExportOutput {
 public:
  // An empty path or "-" is stdout. Throws ExportError where the file can't be written, or is `source`, the
  // file that is being read.
  ExportOutput(const std::string& path, const std::string& source);
  // A file that was not finished is removed.
  ~ExportOutput();
  ExportOutput(const ExportOutput&) = delete;
  ExportOutput& operator=(const ExportOutput&) = delete;

  // Throws ExportError as soon as writing fails.
  void write(std::string_view text);
  template <typename... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Arguments>(arguments)...);
    if (buffer_.size() >= kBufferBytes) flush();
  }

  // Call it at the end: what was written is in the file when it returns. Throws ExportError.
  void finish();

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
  void flush();
  [[noreturn]] void fail(int code) const;

  std::string path_;
  FILE* file_;
  fmt::memory_buffer buffer_;
};

}  // namespace coutil::tracer
