// What `run --view` shows: see the header. The window and the picture are the program coutil-tracer beside
// this one.
#include "engine/cli/show_trace.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "tracer/trace_commands.h"

namespace coutil {
namespace {

bool has_display() {
  const char* x11 = std::getenv("DISPLAY");
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  return (x11 != nullptr && *x11 != '\0') || (wayland != nullptr && *wayland != '\0');
}

bool is_regular_file(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

// Returns whether it is there.
bool draw_picture(const std::string& trace, const std::string& picture) {
  std::error_code error;
  auto tracer = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "coutil-tracer";
  pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    execl(tracer.c_str(), tracer.c_str(), "shot", trace.c_str(), picture.c_str(), nullptr);
    std::fprintf(stderr, "coutil: can't start %s; build it first\n", tracer.c_str());
    _exit(127);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Where there is no window.
void show_in_text(const std::string& trace) {
  try {
    print_text_lanes(trace, stdout);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coutil: %s\n", error.what());
    return;
  }
  const std::string picture = trace + ".png";
  std::fflush(stdout);
  if (draw_picture(trace, picture)) std::printf("picture: %s\n", picture.c_str());
  std::printf("trace:   %s\n", trace.c_str());
}

}  // namespace

TemporaryTrace::TemporaryTrace(const std::string& script_name) {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  std::string stem = std::filesystem::path(script_name).stem().string();
  path_ = folder + "/coutil-" + stem + "-" + std::to_string(getpid()) + ".trace";
}

void TraceShow::begin() {
  if (!has_display() || !is_regular_file(trace_)) return;
  // The window's program has other standard streams, so "/dev/stdout" would be another file to it.
  std::error_code error;
  const auto path = std::filesystem::canonical(trace_, error);
  has_begun_ = window_.open(error ? trace_ : path.string());
}

void TraceShow::finish() {
  if (!has_begun_) begin();
  if (!has_begun_ || !window_.wait()) return show_in_text(trace_);
  std::error_code ignored;
  if (!keeps_trace_) std::filesystem::remove(trace_, ignored);
}

}  // namespace coutil
