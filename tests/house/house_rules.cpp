// The rules themselves, by plain reading of lines: the house's clang-format puts every include on a line of
// its own and every end of a function under its beginning. No parser, and no knowledge of the disk.
#include "tests/house/house_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <string_view>

namespace coutil::house {
namespace {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](auto b) { return text.starts_with(b); });
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_cpp(const std::string& path) { return path.ends_with(".cpp") || path.ends_with(".h"); }

// Files that may know ImGui: the tracer's views, its window, the program that opens it, and their tests.
bool may_know_imgui(const std::string& path) {
  static const std::regex kView(R"(tracer/([a-z0-9_]*_view|(\w+_)?window\w*|main)\.(h|cpp))");
  return std::regex_match(path, kView) || path.starts_with("tests/tracer_view/");
}

// The network benchmark's server in plain libuv is what ours is measured against.
bool may_know_libuv(const std::string& path) {
  return path.starts_with("real/") || path == "tests/echo_benchmark/servers/libuv.cpp";
}

// What the libraries are called in an include, and who may see them.
std::string wrong_library(const std::string& path, const std::string& included) {
  if (starts_with_any(included, {"uv.h", "uv/"}) && !may_know_libuv(path))
    return "uv.h belongs to real/ alone";
  if (starts_with_any(included, {"imgui", "backends/imgui", "GLFW/"}) && !may_know_imgui(path)) {
    return "ImGui and GLFW belong to the tracer's *_view files and its window";
  }
  const bool is_lua = starts_with_any(included, {"lua.h", "lauxlib.h", "lualib.h", "luaconf.h", "lua.hpp"});
  if (is_lua && path.starts_with("tracer/")) return "the tracer reads traces and knows no Lua";
  if (starts_with_any(included, {"catch2/"}) && path != "tests/catch.h")
    return "include tests/catch.h instead";
  return "";
}

// What one part may see of the others; an empty answer where the arrow is right.
std::string wrong_part(const std::string& path, const std::string& included) {
  if (included.starts_with("../") || included.starts_with("./"))
    return "write includes from the project's root";
  if (starts_with_any(path, {"engine/cli/", "tests/"})) return "";
  const bool is_ours =
      starts_with_any(included, {"engine/", "sim/", "real/", "tracer/", "lessons/", "tests/"});
  const std::string part = path.substr(0, path.find('/') + 1);
  if (!is_ours || included.starts_with(part)) {
    return included.starts_with("engine/cli/") ? "nothing includes the command line" : "";
  }
  // A trace has the digest of what ran, and whoever reads it may compare.
  if (part == "tracer/" && included == "engine/sha256.h") return "";
  if (part == "tracer/") return "the tracer knows the trace's format and none of the other parts";
  if (part == "engine/") return "the engine knows none of the other parts";
  if (part == "lessons/") {
    const bool may_see = included == "engine/lua.h" || included.starts_with("tracer/");
    return may_see
               ? ""
               : "the course's runner sees Lua and the tracer's model; the command line runs programs for it";
  }
  static constexpr std::array<std::string_view, 6> kDoors = {"engine/backend.h",    "engine/operation.h",
                                                             "engine/error_code.h", "engine/ip_address.h",
                                                             "engine/lua.h",        "engine/lua/lua_hooks.h"};
  const bool is_door = std::find(kDoors.begin(), kDoors.end(), included) != kDoors.end();
  return is_door ? "" : "a backend sees the engine's backend header only";
}

std::string missing_opening(const std::string& path, const std::vector<std::string>& lines) {
  std::size_t first = !lines.empty() && lines[0].starts_with("#!") ? 1 : 0;
  if (first >= lines.size()) return "an empty file";
  const bool is_c_like = is_cpp(path) || path.ends_with(".c");
  const bool is_lua = path.ends_with(".lua");
  const bool opens = is_c_like ? starts_with_any(lines[first], {"// ", "/* "})
                     : is_lua  ? lines[first].starts_with("--")
                               : lines[first].starts_with("# ");
  return opens ? "" : "open with two to five lines of comment: what it is, and what it must not know";
}

// True if a function's or method's definition begins at this line, at this depth of indentation. The
// parameters may go on over some lines, further in.
bool begins_function(const std::vector<std::string>& lines, std::size_t first, std::size_t indent) {
  const std::string& line = lines[first];
  if (line.find_first_not_of(' ') != indent || line.find('(') == std::string::npos) return false;
  const std::string_view start = std::string_view(line).substr(indent);
  if (starts_with_any(start, {"if ", "for ", "while ", "switch ", "do ", "//", "/*", "#", "}", "TEST_CASE(",
                              "SECTION(", "TEMPLATE_TEST_CASE(", "static_assert("})) {
    return false;
  }
  for (std::size_t i = first; i < lines.size(); ++i) {
    const std::string& next = lines[i];
    if (i > first && next.find_first_not_of(' ') <= indent) return false;
    if (next.ends_with("{")) return true;
    if (next.ends_with(";") || next.ends_with("}")) return false;
  }
  return false;
}

// Functions at the left edge, and methods one step in, inside of a class.
Complaints long_functions(const std::string& path, const std::vector<std::string>& lines) {
  Complaints complaints;
  bool in_class = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (starts_with_any(lines[i], {"class ", "struct "}) && !lines[i].ends_with(";")) in_class = true;
    if (lines[i].starts_with("}")) in_class = false;
    const std::size_t indent = in_class ? 2 : 0;
    if (!begins_function(lines, i, indent)) continue;
    const std::string end = std::string(indent, ' ') + "}";
    std::size_t last = i + 1;
    while (last < lines.size() && !lines[last].starts_with(end)) ++last;
    const auto length = static_cast<int>(last - i + 1);
    if (length > kFunctionLineLimit) {
      complaints.push_back(fmt::format("{}:{}: a function of {} lines; {} at most, please split it", path,
                                       i + 1, length, kFunctionLineLimit));
    }
    i = last;
  }
  return complaints;
}

}  // namespace

Complaints wrong_arrows(const std::string& path, const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"].*)");
  Complaints complaints;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    std::smatch match;
    if (line.find("include") == std::string::npos || !std::regex_match(line, match, kInclude)) continue;
    for (const std::string& wrong : {wrong_library(path, match[1]), wrong_part(path, match[1])}) {
      if (!wrong.empty()) complaints.push_back(fmt::format("{}:{}: {}: {}", path, number, line, wrong));
    }
  }
  return complaints;
}

Complaints wrong_shape(const std::string& path, const std::string& text) {
  static const std::regex kSnakeCase(R"([a-z0-9_]+\.(h|c|cpp|lua))");
  static const std::regex kLater(R"(\b(TO[D]O|FIX[M]E|X[X]X)\b)");
  const std::vector<std::string> lines = lines_of(text);
  Complaints complaints;
  const std::string opening = missing_opening(path, lines);
  if (!opening.empty()) complaints.push_back(fmt::format("{}:1: {}", path, opening));
  if (static_cast<int>(lines.size()) > kFileLineLimit) {
    complaints.push_back(
        fmt::format("{}:1: {} lines; {} at most: one file, one noun", path, lines.size(), kFileLineLimit));
  }
  const std::string name = file_name(path);
  const bool has_rule = is_cpp(path) || path.ends_with(".lua") || path.ends_with(".c");
  if (has_rule && !std::regex_match(name, kSnakeCase)) {
    complaints.push_back(fmt::format("{}:1: file names are snake_case", path));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (std::regex_search(lines[i], kLater)) {
      complaints.push_back(
          fmt::format("{}:{}: work left for later; finish it or open an issue", path, i + 1));
    }
  }
  if (is_cpp(path)) {
    for (std::string& complaint : long_functions(path, lines)) complaints.push_back(std::move(complaint));
  }
  return complaints;
}

Complaints wrong_at_top(const std::vector<std::string>& names) {
  static constexpr std::array<std::string_view, 11> kPlaces = {
      "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "coutil",
      "engine",         "lessons",           "real",    "sim",       "tests",
      "tracer"};
  Complaints complaints;
  for (const std::string& name : names) {
    const bool is_known = std::find(kPlaces.begin(), kPlaces.end(), name) != kPlaces.end();
    // build/ and coutil-lessons/ (a learner's) are what git ignores; hidden names are .git, .ci and the like.
    if (!is_known && name != "build" && name != "coutil-lessons" && !name.starts_with(".")) {
      complaints.push_back(
          fmt::format("{}: has no place at the top of the checkout; put it in one of the folders", name));
    }
  }
  return complaints;
}

}  // namespace coutil::house
