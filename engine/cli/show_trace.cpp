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

// Runs coutil-tracer with the words; returns whether it ended well.
bool run_tracer(const char* command, const std::string& trace, const std::string& picture) {
  std::error_code error;
  auto tracer = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "coutil-tracer";
  pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    execl(tracer.c_str(), tracer.c_str(), command, trace.c_str(), picture.empty() ? nullptr : picture.c_str(),
          nullptr);
    std::fprintf(stderr, "coutil: can't start %s; build it first\n", tracer.c_str());
    _exit(127);
  }
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TemporaryTrace::TemporaryTrace(const std::string& script_name) {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  std::string stem = std::filesystem::path(script_name).stem().string();
  path_ = folder + "/coutil-" + stem + "-" + std::to_string(getpid()) + ".trace";
}

void show_trace(const std::string& path) {
  if (has_display() && run_tracer("view", path, "")) return;
  try {
    print_text_lanes(path, stdout);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coutil: %s\n", error.what());
    return;
  }
  std::string picture = path + ".png";
  if (run_tracer("shot", path, picture)) std::printf("picture: %s\n", picture.c_str());
  std::printf("trace:   %s\n", path.c_str());
}

}  // namespace coutil
