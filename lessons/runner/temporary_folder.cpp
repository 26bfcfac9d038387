// Temporary folders: see the header. Each has a keeper, a process that waits for the end of a pipe that only
// this one and its runs hold open.
#include "lessons/runner/temporary_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string_view>

namespace coutil::lessons {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "coutil-learn-";
constexpr std::chrono::hours kStaleAfter{1};

struct Keeper {
  pid_t pid = -1;
  int pipe = -1;
};

std::map<std::string, Keeper>& keepers() {
  static std::map<std::string, Keeper> all;
  return all;
}

/// Whether "coutil-learn-PID-XXXXXX" is of a process that is no more.
bool is_of_ended_process(std::string_view name) {
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  const bool is_number = error == std::errc() && end != name.data() + name.size() && *end == '-' && pid > 0;
  return is_number && kill(pid, 0) != 0 && errno == ESRCH;
}

/// It is one's own, and nobody could be about to use it: process numbers differ from one container to
/// another.
bool is_left_behind(const fs::path& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != geteuid())
    return false;
  const auto changed = std::chrono::system_clock::from_time_t(status.st_mtime);
  return std::chrono::system_clock::now() - changed > kStaleAfter;
}

void remove_left_behind(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (is_of_ended_process(at->path().filename().string()) && is_left_behind(at->path()))
      fs::remove_all(at->path(), ignored);
  }
}

/// In a session of its own, so that no signal of the terminal ends it.
[[noreturn]] void keep(const std::string& path, int pipe_end) {
  setsid();
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, number);
  const int own = dup2(pipe_end, STDERR_FILENO + 1);
  close_range(static_cast<unsigned>(own) + 1, ~0U, 0);
  char nothing = 0;
  while (read(own, &nothing, 1) < 0 && errno == EINTR) continue;
  std::error_code ignored;
  fs::remove_all(path, ignored);
  _exit(0);
}

/// Without one the folder is used all the same.
Keeper start_keeper(const std::string& path) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid == 0) keep(path, ends[0]);
  close(ends[0]);
  if (pid > 0) return {pid, ends[1]};
  close(ends[1]);
  return {};
}

void stop(const Keeper& keeper) {
  if (keeper.pid <= 0) return;
  close(keeper.pipe);
  kill(keeper.pid, SIGKILL);
  while (waitpid(keeper.pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace

std::string make_temporary_folder(std::error_code& error) {
  const fs::path folder = fs::temp_directory_path(error);
  if (error) return {};
  static bool is_first = true;
  if (is_first) remove_left_behind(folder);
  is_first = false;
  std::string path = (folder / kPrefix).string() + std::to_string(getpid()) + "-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    error = std::error_code(errno, std::generic_category());
    return {};
  }
  keepers()[path] = start_keeper(path);
  return path;
}

std::error_code remove_temporary_folder(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  const auto known = keepers().find(path);
  if (known == keepers().end()) return error;
  stop(known->second);
  keepers().erase(known);
  return error;
}

}  // namespace coutil::lessons
