// Runs `coutil trace ...` within the test's process: what it printed, and its exit code.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tracer/trace_commands.h"

namespace coutil::tracer {

// Puts a file in the place of stdout or stderr, and tells what was written.
class Captured {
 public:
  explicit Captured(FILE* stream) : stream_(stream), file_(std::tmpfile()) {
    std::fflush(stream);
    saved_ = dup(fileno(stream));
    dup2(fileno(file_), fileno(stream));
  }
  ~Captured() {
    std::fflush(stream_);
    dup2(saved_, fileno(stream_));
    close(saved_);
    std::fclose(file_);
  }
  std::string text() {
    std::fflush(stream_);
    std::string out(static_cast<size_t>(lseek(fileno(file_), 0, SEEK_END)), '\0');
    const ssize_t size = pread(fileno(file_), out.data(), out.size(), 0);
    out.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return out;
  }

 private:
  FILE* stream_;
  FILE* file_;
  int saved_ = -1;
};

struct Outcome {
  int code;
  std::string out, error;
};

inline Outcome trace(std::vector<std::string> words) {
  words.insert(words.begin(), "trace");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Captured out(stdout), error(stderr);
  const int code = coutil::trace_command(static_cast<int>(words.size()), arguments.data());
  return {code, out.text(), error.text()};
}

}  // namespace coutil::tracer
