// What the terminal (or the file in its place) that one prints to can show. Knows the environment, no trace.
#include "tracer/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace coutil::tracer {

namespace {

constexpr size_t kNarrowest = 40, kWidest = 1000, kUsual = 80, kFile = 100;

const char* environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

size_t terminal_width(FILE* out) {
  const bool terminal = isatty(fileno(out)) == 1;
  winsize size{};
  if (terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return std::clamp<size_t>(size.ws_col, kNarrowest, kWidest);
  }
  const long columns = std::strtol(environment("COLUMNS"), nullptr, 10);
  if (columns > 0) return std::clamp<size_t>(static_cast<size_t>(columns), kNarrowest, kWidest);
  return terminal ? kUsual : kFile;
}

bool terminal_has_color(FILE* out) {
  return isatty(fileno(out)) == 1 && *environment("NO_COLOR") == '\0' &&
         std::string(environment("TERM")) != "dumb";
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value = environment(name);
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace coutil::tracer
