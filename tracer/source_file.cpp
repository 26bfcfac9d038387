// Reads regular files only, and no more than a program's text may have: the names come from a trace.
#include "tracer/source_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "engine/sha256.h"

namespace coutil::tracer {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTabStop = 4;

bool is_readable(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && !error;
}

// The folders in which a relative name may be meant.
std::vector<fs::path> folders(const TraceModel& model) {
  const fs::path beside = fs::path(model.path()).parent_path();
  const fs::path script = fs::path(model.header().script).parent_path();
  return {".", beside.empty() ? "." : beside, script.empty() ? "." : script, beside / script};
}

fs::path find(const TraceModel& model, const std::string& file) {
  const fs::path name(file);
  if (name.empty()) return {};
  if (name.is_absolute()) return is_readable(name) ? name : fs::path();
  for (const fs::path& folder : folders(model)) {
    if (is_readable(folder / name)) return (folder / name).lexically_normal();
  }
  return {};
}

std::optional<std::string> text_of(const fs::path& path) {
  std::error_code error;
  if (fs::file_size(path, error) > kMostSourceBytes || error) return std::nullopt;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(stream)), {});
  if (text.size() > kMostSourceBytes) return std::nullopt;
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char letter : text) {
    if (letter == '\n') {
      lines.emplace_back();
    } else if (letter == '\t') {
      lines.back().append(kTabStop - lines.back().size() % kTabStop, ' ');
    } else if (letter != '\r') {
      lines.back() += letter;
    }
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

// Whether the script is the one that ran; nothing where that can't be told.
std::optional<bool> is_what_ran(const TraceModel& model, const std::string& script) {
  const Header& header = model.header();
  if (!header.digest.starts_with("sha256:")) return std::nullopt;
  std::string scenario;
  if (!header.scenario.empty() && header.scenario != "null") {
    const fs::path path = find(model, header.scenario);
    const std::optional<std::string> text = path.empty() ? std::nullopt : text_of(path);
    if (!text) return std::nullopt;
    scenario = *text;
  }
  return "sha256:" + sha256_hex(script + scenario) == header.digest;
}

}  // namespace

SourceFile read_source(const TraceModel& model, const std::string& file) {
  SourceFile source;
  const fs::path path = find(model, file);
  if (path.empty()) {
    source.trouble = fmt::format("{} is not here: not in the working directory, not beside the trace", file);
    return source;
  }
  const std::optional<std::string> text = text_of(path);
  if (!text) {
    source.trouble =
        fmt::format("{} can't be read, or is larger than {} MiB", path.string(), kMostSourceBytes >> 20);
    return source;
  }
  source.path = path.string();
  source.lines = lines_of(*text);
  const fs::path script = model.header().script;
  const bool is_script = file == script || fs::path(file).filename() == script.filename();
  if (is_script && is_what_ran(model, *text) == false) {
    source.trouble = fmt::format("{} was changed since this trace was written: lines may have moved", file);
  }
  return source;
}

}  // namespace coutil::tracer
