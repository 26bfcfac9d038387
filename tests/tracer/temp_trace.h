// A trace in a file of its own for the length of a test, and short ways to load it. Knows the reader, nothing
// else.
#pragma once

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

#include "tracer/trace_reader.h"

namespace coutil::tracer {

inline constexpr std::string_view kHeaderLine =
    R"({"e":"trace","v":1,"backend":"sim","seed":7,"lua":"Lua 5.4.4","coutil":"0.1.0","script":"two.lua","args":[],)"
    R"("scenario":null,"choices":"fifo","digest":null})";

// Two events, a mutex, a timer and three places, for traces written by hand.
inline constexpr std::string_view kDefinitions =
    R"({"e":"place","id":1,"file":"two.lua","line":4,"func":"waiter"}
{"e":"place","id":2,"file":"two.lua","line":5,"func":"waiter"}
{"e":"place","id":3,"file":"two.lua","line":9,"func":"main"}
{"e":"object","id":1,"kind":"event","name":"ready"}
{"e":"object","id":2,"kind":"event","name":"done"}
{"e":"object","id":3,"kind":"mutex","name":"fork"}
{"e":"object","id":4,"kind":"timer","name":""}
)";

class TempTrace {
 public:
  explicit TempTrace(std::string_view text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "coutil-trace-XXXXXX").string();
    const int descriptor = mkstemp(pattern.data());
    if (descriptor < 0) std::abort();
    path_ = pattern;
    FILE* file = fdopen(descriptor, "wb");
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }
  // The head and the definitions above, then these lines.
  TempTrace(std::initializer_list<std::string_view> lines) : TempTrace(with_head(lines)) {}
  ~TempTrace() { std::filesystem::remove(path_); }
  TempTrace(const TempTrace&) = delete;
  TempTrace& operator=(const TempTrace&) = delete;

  const std::string& path() const { return path_; }
  TraceModel load() const { return read_trace(path_); }
  TraceModel load_with_defects() const { return read_trace(path_, {.keep_defects = true}); }

 private:
  static std::string with_head(std::initializer_list<std::string_view> lines) {
    std::string text = std::string(kHeaderLine) + "\n" + std::string(kDefinitions);
    for (const std::string_view line : lines) text += std::string(line) + "\n";
    return text;
  }
  std::string path_;
};

// The line on which the first of a TempTrace's own lines stands.
inline constexpr uint64_t kFirstLine = 9;

}  // namespace coutil::tracer
