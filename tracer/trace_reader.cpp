// Cuts a mapped file into lines, has each taken apart and hands it to the builder. Here it is decided what is
// no trace. Knows the file's edges (torn last line, NUL bytes at the end, versions); what lines mean is the
// builder's.
#include "tracer/trace_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "tracer/mapped_file.h"
#include "tracer/trace_builder.h"
#include "tracer/trace_line.h"

namespace coutil::tracer {

namespace {

constexpr int64_t kVersion = 1;

class Reader {
 public:
  Reader(const std::string& path, const ReadOptions& options)
      : path_(path), file_(MappedFile::open(path)), builder_(path, file_, options) {}

  TraceModel read() {
    std::string_view rest = file_->bytes();
    while (!rest.empty() && rest.back() == '\0') rest.remove_suffix(1);
    if (rest.empty()) throw TraceError(path_, 0, "holds nothing but NUL bytes");
    read_header(take_line(rest));
    // Lines of a trace are seldom shorter than this; memory that stays untouched costs nothing.
    builder_.reserve(rest.size() / 40 + 16);
    while (!rest.empty()) {
      const std::string_view line = take_line(rest);
      if (line.empty()) continue;
      if (parser_.parse(line, line_)) {
        builder_.add(line_, number_, line);
      } else if (!complete_) {
        builder_.set_torn_bytes(line.size());
      } else {
        fail_at(line);
      }
    }
    return builder_.finish();
  }

 private:
  std::string_view take_line(std::string_view& rest) {
    number_++;
    const size_t end = rest.find('\n');
    complete_ = end != std::string_view::npos;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(complete_ ? end + 1 : rest.size());
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

  void read_header(std::string_view line) {
    const bool parsed = parser_.parse(line, line_);
    if (!parsed && looks_binary()) {
      throw TraceError(path_, 0, "is no trace: it is binary, and a trace is lines of JSON");
    }
    if (!parsed || line_.line_kind != LineKind::kTrace || !line_.has(TraceLine::kVersion)) {
      throw TraceError(path_, 1, "this is no trace: its first line should be {\"e\":\"trace\",\"v\":1,...}");
    }
    if (line_.version != kVersion) {
      throw TraceError(path_, 1,
                       fmt::format("a trace of version {}; this build reads version {}{}", line_.version,
                                   kVersion, line_.version > kVersion ? ", a newer coutil may read it" : ""));
    }
    Header header;
    header.version = line_.version;
    const auto get = [&](const char* key) { return parser_.value(line, key); };
    header.backend = get("backend");
    header.seed = get("seed");
    header.lua = get("lua");
    header.coutil = get("coutil");
    header.script = get("script");
    header.args = get("args");
    header.scenario = get("scenario");
    header.choices = get("choices");
    header.digest = get("digest");
    header.from_middle = get("from") == "middle";
    builder_.set_header(std::move(header));
  }

  // Text has no control characters but white space (and the colours of terminals).
  bool looks_binary() const {
    const std::string_view start = file_->bytes().substr(0, 4096);
    return std::any_of(start.begin(), start.end(), [](char byte) {
      const auto code = static_cast<unsigned char>(byte);
      return code == 0x7f || (code < 0x20 && std::strchr("\t\n\r\f\v\x1b", byte) == nullptr) || code == 0;
    });
  }

  [[noreturn]] void fail_at(std::string_view line) const {
    if (std::memchr(line.data(), 0, line.size()) != nullptr) {
      throw TraceError(path_, number_, "NUL bytes in the middle of the trace; only its end may have some");
    }
    constexpr size_t kShown = 40;
    std::string shown(line.substr(0, kShown));
    for (char& byte : shown) {
      if (static_cast<unsigned char>(byte) < 0x20 || static_cast<unsigned char>(byte) >= 0x7f) byte = '?';
    }
    throw TraceError(path_, number_, parser_.problem() + ": " + shown + (line.size() > kShown ? "..." : ""));
  }

  std::string path_;
  std::shared_ptr<const MappedFile> file_;
  TraceBuilder builder_;
  LineParser parser_;
  TraceLine line_;
  uint64_t number_ = 0;
  bool complete_ = true;
};

}  // namespace

TraceModel read_trace(const std::string& path, const ReadOptions& options) {
  return Reader(path, options).read();
}

}  // namespace coutil::tracer
